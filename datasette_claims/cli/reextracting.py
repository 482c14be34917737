"""``datasette claims reextract``: what another extractor finds in the texts that are there."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from datasette_claims.cli.parameters import EXISTING_FILE, explained, jobs_option, pipeline_option

if TYPE_CHECKING:
    from datasette_claims.changes import Changes
    from datasette_claims.reextraction import Again

_LONGEST = 80
_COUNTED = (
    ("same", "same"),
    ("moved", "moved"),
    ("changed", "changed"),
    ("back", "back"),
    ("added", "added"),
    ("gone", "gone"),
    ("gone_judged", "gone with a verdict"),
    ("kept", "kept with the speaker they were judged by"),
)


@click.command()
@click.argument("database", type=EXISTING_FILE)
@click.argument("articles", nargs=-1)
@pipeline_option
@jobs_option
@click.option("--dry-run", is_flag=True, help="Leave the claims as they are; only note what would become of them.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts and what people should look at as JSON.")
def reextract(
    database: Path, articles: tuple[str, ...], *, pipeline: str, jobs: int, dry_run: bool, as_json: bool
) -> None:
    """Find the claims of ARTICLES (ids; all unless named) in DATABASE again, with another pipeline or a newer version.

    No decision is lost: claims that are found again keep theirs, those that are not are retired, and those of them with
    a verdict are listed here and on the page of the run. What cannot be extracted makes the exit status 1.
    """
    from datasette_claims.reextraction import reextract as find_again  # noqa: PLC0415 - spaCy must wait

    looked_at: list[dict[str, str | None]] = []
    with explained():
        again = find_again(
            database,
            articles,
            pipeline=pipeline,
            jobs=jobs,
            dry_run=dry_run,
            report=lambda changes: looked_at.extend(_to_look_at(changes)),
        )
    if as_json:
        counts = {name: again.counts.get(name, 0) for name, _ in _COUNTED}
        shown = {"articles": again.articles, "run": again.run_id, "preview": again.is_preview, "claims": counts}
        errors = [str(error) for error in again.errors]
        click.echo(json.dumps({**shown, "look_at": looked_at, "errors": errors}, ensure_ascii=False, indent=2))
    else:
        _print(again, looked_at)
    if again.errors:
        sys.exit(1)


def _to_look_at(changes: Changes) -> list[dict[str, str | None]]:
    """Return the claims with a verdict that are gone, or whose speaker is now another by the text."""
    heirs = {one.old: one for one in changes.successors}
    shown: list[dict[str, str | None]] = []
    for key in changes.retired:
        held, heir = changes.before[key], heirs.get(key)
        if held.is_judged:
            row = {"claim": key, "fate": "gone", "speaker": held.speaker, "quote": held.claim.quote}
            shown.append({**row, "may_be": heir.new if heir else None})
    for key, now in changes.kept.items():
        held = changes.before[key]
        row = {"claim": key, "fate": "kept", "speaker": held.speaker, "quote": held.claim.quote}
        shown.append({**row, "found_speaker": now})
    return shown


def _print(again: Again, looked_at: list[dict[str, str | None]]) -> None:
    told = [f"{again.counts[name]} {words}" for name, words in _COUNTED if again.counts.get(name)]
    verb = "would be" if again.is_preview else "claims"
    click.echo(f"{again.articles} articles in {again.seconds:.1f} s")
    click.echo(f"{verb}: {', '.join(told) or 'no claims'}")
    for row in looked_at:
        _print_claim(row)
    if again.run_id is not None:
        click.echo(f"run: {again.run_id} (its page: /{{database}}/-/claims/runs/{again.run_id})")
    click.echo(f"errors: {len(again.errors)}")
    for error in again.errors:
        click.echo(f"  {error}", err=True)


def _print_claim(row: Mapping[str, str | None]) -> None:
    quote = " ".join((row["quote"] or "").split())[:_LONGEST]
    click.echo(f"  {row['claim']}  {row['fate']}  {row['speaker'] or '?'}: {quote}")
    if row.get("may_be"):
        click.echo(f"      may now be {row['may_be']}")
    if row["fate"] == "kept":
        click.echo(f"      the text is now read as said by {row['found_speaker'] or 'nobody named'}")
