"""``datasette claims verify`` and ``doctor``: whether a database is what it says, and mending what can be mended."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from datasette_claims.cli.parameters import EXISTING_FILE, explained

if TYPE_CHECKING:
    from datasette_claims.database.proofs.findings import Finding, Proof

_MOST = 20
"""Findings of one proof that are printed one by one."""


@click.command()
@click.argument("database", type=EXISTING_FILE)
def verify(database: Path) -> None:
    """Prove that DATABASE is what it says, reading only.

    Proven are the file, its rules and references; every text, quote, cue, addressee and mention; the search index;
    the chain of events, and that reviews, evidence, verdicts, states and leases are what the events say; and that
    hidden answers are those that were committed to. Works while others write. Exit status 1 if anything is wrong.
    """
    from datasette_claims.database.proofs import verify as proofs_of  # noqa: PLC0415 - sqlite-utils starts slowly

    with explained():
        proofs = proofs_of(database)
    _print(proofs)


@click.command()
@click.argument("database", type=EXISTING_FILE)
@click.option("--repair", is_flag=True, help="Put right what can be worked out again from what is intact.")
def doctor(database: Path, *, repair: bool) -> None:
    """List what is wrong with DATABASE and what to do about it.

    With --repair, what follows from the events is worked out again, in one transaction: states, verdicts and leases,
    missing reviews and evidence, the search index, and answers left over in the private file. The events themselves,
    texts, anchors, and rows that were changed are never touched: restore a copy of the database for those.
    """
    from datasette_claims.database.mending import mend  # noqa: PLC0415 - sqlite-utils starts slowly
    from datasette_claims.database.proofs import verify as proofs_of  # noqa: PLC0415 - as above

    with explained():
        if not repair:
            _print(proofs_of(database))
            return
        mended = mend(database)
    for line in mended.done or ("Nothing needed to be put right.",):
        click.echo(line)
    _print(mended.proofs)


def _print(proofs: Sequence[Proof]) -> None:
    """Print proofs and then what is wrong; exit with 1 if anything is."""
    for proof in proofs:
        click.echo(str(proof))
    for proof in proofs:
        _print_findings(proof.findings)
    if any(proof.findings for proof in proofs):
        sys.exit(1)


def _print_findings(findings: Sequence[Finding]) -> None:
    for finding in findings[:_MOST]:
        click.echo(f"  {finding}", err=True)
    if len(findings) > _MOST:
        click.echo(f"  … and {len(findings) - _MOST:,} more like these", err=True)
