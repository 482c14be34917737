"""``datasette claims review`` and the other steps on one claim: their options; ``visiting`` takes the steps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from datasette_claims.cli.parameters import EXISTING_FILE


def actor_option() -> click.Option:
    """Return the option that says who acts."""
    return click.Option(["--actor"], metavar="NAME", help="Whose step it is; by default your login name.")


def json_option() -> click.Option:
    """Return the option for what programs read."""
    return click.Option(["--json", "as_json"], is_flag=True, help="Print JSON.")


def _text(name: str, says: str) -> click.Option:
    return click.Option([name], metavar="TEXT", help=says)


def _judgement() -> list[click.Option]:
    aspects = (
        ("--attribution", "Whether the speaker said it: verbatim, faithful …"),
        ("--extraction", "Whether the claim was extracted rightly: ok …"),
    )
    return [
        *(click.Option([name], metavar="KEY", help=says) for name, says in aspects),
        _text("--summary", "The sentence to be published."),
        _text("--rationale", "The reasoning behind it."),
        click.Option(
            ["--evidence"],
            multiple=True,
            metavar="[BEARING=]URL",
            help="What it rests on, supports=, refutes= or context= (the default) before the address; give it again"
            " for more.",
        ),
        click.Option(
            ["--evidence-file"],
            type=click.File("rb"),
            metavar="FILE",
            help="Evidence with title, quote, dates and so on, as JSON: a list of what the JSON API takes.",
        ),
        click.Option(
            ["--flag", "flags"],
            multiple=True,
            metavar="NAME",
            help="Stands beside the verdict: outdated, wrong_number, out_of_context, cherry_picked or satire; give it"
            " again for more.",
        ),
        click.Option(["--as-of"], metavar="DATE", help="The date whose knowledge is judged by."),
    ]


def _verdict() -> click.Option:
    return click.Option(["--verdict"], metavar="KEY", help="Whether it is true: false, mostly_true, unproven …")


def _required() -> click.Option:
    return click.Option(
        ["--required"], type=int, metavar="N", help="How many independent verdicts the claim shall have, 1 to 3."
    )


def _step(name: str, says: str, options: Sequence[click.Option] = ()) -> click.Command:
    def run(
        database: Path, claim: str, *, actor: str | None, version: int | None, as_json: bool, **asked: object
    ) -> None:
        from datasette_claims.cli import visiting  # noqa: PLC0415 - pydantic and sqlite-utils start slowly

        visiting.take_step(visiting.Asked(name, database, claim, actor, version, asked), as_json=as_json)

    return click.Command(
        name,
        callback=run,
        help=says,
        params=[
            click.Argument(["database"], type=EXISTING_FILE),
            click.Argument(["claim"]),
            *options,
            click.Option(
                ["--if-version", "version"],
                type=click.IntRange(min=0),
                metavar="N",
                help="Refuse if the claim's version is another one by now.",
            ),
            actor_option(),
            json_option(),
        ],
    )


_CLAIM = "CLAIM is an id or its first characters."

STEPS = (
    _step("take", f"Take one claim of DATABASE into work. {_CLAIM}"),
    _step("release", f"Give a claim back unanswered, also somebody else's. {_CLAIM}"),
    _step("triage", f"Put a new claim into the queue. {_CLAIM}", [_required()]),
    _step(
        "review",
        f"Give a verdict with evidence. {_CLAIM}\n\nIf others are still to give theirs, the verdict is hidden until"
        " they have.",
        [_verdict(), *_judgement()],
    ),
    _step("assess", f"Judge the extraction or the attribution of a claim alone. {_CLAIM}", _judgement()),
    _step("adjudicate", f"Settle a dispute, as a third person. {_CLAIM}", [_verdict(), *_judgement()]),
    _step(
        "publish",
        f"Publish a decided claim. {_CLAIM}\n\nThe options may bring the summary and the evidence that it still lacks.",
        [option for option in _judgement() if option.name not in {"attribution", "extraction"}],
    ),
    _step(
        "correct",
        f"Publish something else than before. {_CLAIM}",
        [_text("--note", "What changed and why; readers are told."), _verdict(), *_judgement()],
    ),
    _step("withdraw", f"Take a published verdict back. {_CLAIM}", [_text("--reason", "Why; readers are told.")]),
    _step(
        "reject",
        f"Take a claim out of the queue. {_CLAIM}",
        [
            click.Option(
                ["--reason"],
                metavar="NAME",
                help="Why: not_a_claim, opinion, prediction, duplicate, bad_extraction or out_of_scope.",
            ),
            _text("--note", "Why, in words; needed if somebody has answered the claim."),
        ],
    ),
    _step(
        "reopen",
        f"Start a new round. {_CLAIM}\n\nEarlier answers stay in the history and count no more.",
        [_text("--note", "Why; needed if somebody has answered the claim."), _required()],
    ),
    _step(
        "uphold",
        f"Say that a claim stands although its article was corrected. {_CLAIM}",
        [_text("--note", "Why, if that needs saying.")],
    ),
    _step("undo", f"Take your own last step on a claim back, if nothing has happened since. {_CLAIM}"),
)
"""The steps on one claim, each as a command."""
