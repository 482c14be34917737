"""``datasette claims settings`` and ``agreement``: the desk's rules, and how far its reviewers agree."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from datasette_claims.cli.parameters import EXISTING_FILE
from datasette_claims.cli.steps import actor_option, json_option

if TYPE_CHECKING:
    from datasette_claims.agreement import Agreement, Figure


def _settings(database: Path, *, actor: str | None, as_json: bool, **changed: int | None) -> None:
    from datasette_claims.cli import visiting  # noqa: PLC0415 - pydantic and sqlite-utils start slowly
    from datasette_claims.cli.tables import table  # noqa: PLC0415 - as above
    from datasette_claims.cli.typed import in_options  # noqa: PLC0415 - as above
    from datasette_claims.database import settings as rules  # noqa: PLC0415 - as above
    from datasette_claims.desk import configuring  # noqa: PLC0415 - as above

    wanted = {name: value for name, value in changed.items() if value is not None}
    if wanted:
        with in_options(), visiting.visiting(database, actor) as visit:
            configuring.change(visit, wanted)
    with visiting.reading(database) as connection:
        values = rules.values(connection)
    if as_json:
        visiting.print_json(values)
        return
    for line in table([(name, str(value)) for name, value in values.items()]):
        click.echo(line)


settings = click.Command(
    "settings",
    callback=_settings,
    help="Print the review desk's rules in DATABASE, and change those that are given.",
    params=[
        click.Argument(["database"], type=EXISTING_FILE),
        click.Option(
            ["--required-reviews"], type=int, metavar="N", help="How many people judge a claim independently, 1 to 3."
        ),
        click.Option(
            ["--lease-minutes"], type=int, metavar="N", help="How long somebody has a claim in work, 1 to 1440."
        ),
        actor_option(),
        json_option(),
    ],
)


def _agreement(database: Path, *, aspect: str, as_json: bool) -> None:
    from datasette_claims.agreement import Rating  # noqa: PLC0415 - as above
    from datasette_claims.agreement import agreement as measured  # noqa: PLC0415 - as above
    from datasette_claims.cli import visiting  # noqa: PLC0415 - as above
    from datasette_claims.database import history, verdicts  # noqa: PLC0415 - as above
    from datasette_claims.review import Aspect  # noqa: PLC0415 - as above

    with visiting.reading(database) as connection:
        scale = verdicts.scales(connection)[Aspect(aspect)]
        answers = [Rating(*one) for one in history.independent(connection, Aspect(aspect), scale.id)]
    found = measured(answers, scale.values)
    if as_json:
        visiting.print_json({"aspect": aspect, "scale": scale.id, **_plain(found)})
    else:
        _print(aspect, scale.id, found)


def _plain(found: Agreement) -> dict[str, object]:
    plain = asdict(found)
    del plain["samples"]
    return {**plain, "warnings": [caveat.value for caveat in plain.pop("caveats")]}


def _print(aspect: str, scale: str, found: Agreement) -> None:
    from datasette_claims.cli.tables import table  # noqa: PLC0415 - as above

    figures = [
        ("aspect", aspect),
        ("scale", scale),
        ("claims", str(found.units)),
        ("ratings", str(found.ratings)),
        ("raw agreement", _number(found.raw)),
        ("Cohen's κ", _with_interval(found.kappa)),
        ("α, nominal", _with_interval(found.alpha_nominal)),
        ("α, ordinal", _with_interval(found.alpha_ordinal)),
        *(("warning", caveat.value) for caveat in found.caveats),
    ]
    pairs = [
        (f"{pair.first}, {pair.second}", f"{pair.units} claims", f"raw {_number(pair.raw)}", f"κ {_number(pair.kappa)}")
        for pair in found.pairs
    ]
    worst = [(str(count), f"{first} / {second}") for first, second, count in found.worst_pairs]
    for heading, rows in (("", figures), ("reviewers", pairs), ("confused most often", worst)):
        if rows and heading:
            click.echo(f"\n{heading}")
        for line in table(rows):
            click.echo(f"  {line}" if heading else line)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _with_interval(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return _number(figure.value)
    return f"{_number(figure.value)} ({_number(figure.low)} to {_number(figure.high)})"


agreement = click.Command(
    "agreement",
    callback=_agreement,
    help="Print how far independent first answers in DATABASE agree; docs/agreement.md says how to read it.",
    params=[
        click.Argument(["database"], type=EXISTING_FILE),
        click.Option(
            ["--aspect"],
            type=click.Choice(["veracity", "attribution", "extraction"]),
            default="veracity",
            show_default=True,
            help="What was judged.",
        ),
        json_option(),
    ],
)
