"""What loads and re-extractions did to claims, what a preview says they would do, and what has lost its place."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from datasette_claims.changes import Fate
from datasette_claims.database import outcomes, scales
from datasette_claims.database.outcomes import KEPT, Outcome, Run, Succession
from datasette_claims.plugin import addresses, labels, translation
from datasette_claims.plugin.api.admission import GROUP_TABLES, REVIEW_TABLES, RUN_TABLES, TABLES
from datasette_claims.plugin.pages.frame import Asked, Page
from datasette_claims.plugin.pages.history import Scales
from datasette_claims.plugin.pages.utterances import verdict
from datasette_claims.plugin.place import Link
from datasette_claims.plugin.translation import message

MOST = 50
"""So many runs are listed, and so many claims of one fate."""

_TABLES = (*TABLES, *REVIEW_TABLES, *GROUP_TABLES, *RUN_TABLES)

_JUDGED = (Fate.GONE.value, KEPT, Fate.CHANGED.value, Fate.BACK.value, Fate.MOVED.value)
_OTHERS = (Fate.GONE.value, Fate.CHANGED.value, Fate.ADDED.value, Fate.BACK.value, Fate.MOVED.value)
_SECTIONS = (*((fate, True) for fate in _JUDGED), *((fate, False) for fate in _OTHERS))
_COUNTED = ("same", "moved", "changed", "back", "added", "gone", KEPT)


@dataclass(frozen=True, slots=True)
class Count:
    """How many claims met one fate, in words: ``12 moved``."""

    number: str
    fate: str


@dataclass(frozen=True, slots=True)
class RunHead:
    """A run: what it was, by which version and pipeline, when it began, and what became of how many claims."""

    name: Link
    kind: str
    pipeline: str
    version: str
    at: str
    is_cut_off: bool
    articles: str
    counts: tuple[Count, ...]
    gone_judged: str


@dataclass(frozen=True, slots=True)
class Fared:
    """A claim and what became of it: ``claim`` has no address if only a preview knows it.

    ``found_speaker`` is whom the run found if that is somebody else; ``may_be`` are claims that may be what it was.
    """

    claim: Link
    speaker: str
    found_speaker: str
    verdict: str
    verdict_key: str
    article: str
    may_be: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The claims that met one fate, ``left_out`` more are not listed."""

    id: str
    title: str
    claims: tuple[Fared, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class RunPage:
    """One run and what became of claims."""

    run: RunHead
    is_preview: bool
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class RunsPage:
    """The newest runs, and the claims with a verdict that no wording holds any more."""

    runs: tuple[RunHead, ...]
    orphans: tuple[Fared, ...]


Listed = tuple[Outcome, tuple[Succession, ...]]


@dataclass(frozen=True, slots=True)
class _Run:
    run: Run
    tally: Mapping[tuple[str, bool], int]
    listed: Mapping[tuple[str, bool], tuple[Listed, ...]]
    scales: Scales


@dataclass(frozen=True, slots=True)
class _Runs:
    runs: tuple[Run, ...]
    orphans: tuple[Listed, ...]
    scales: Scales


def _read_run(connection: sqlite3.Connection, asked: Asked) -> _Run | None:
    run_id = int(asked.ids["run"])
    run = outcomes.run(connection, run_id)
    if run is None:
        return None
    tally = outcomes.tally(connection, run_id)
    listed = {
        (fate, judged): _with_heirs(connection, outcomes.outcomes(connection, run_id, fate, judged=judged, most=MOST))
        for fate, judged in _SECTIONS
        if (fate, judged) in tally
    }
    return _Run(run, tally, listed, scales.labels(connection))


def _read_runs(connection: sqlite3.Connection, _: Asked) -> _Runs:
    return _Runs(
        runs=outcomes.runs(connection, MOST),
        orphans=_with_heirs(connection, outcomes.orphans(connection, MOST)),
        scales=scales.labels(connection),
    )


def _with_heirs(connection: sqlite3.Connection, found: Iterable[Outcome]) -> tuple[Listed, ...]:
    gone = Fate.GONE.value
    return tuple((one, outcomes.successors(connection, one.claim_id) if one.fate == gone else ()) for one in found)


def _run_context(asked: Asked, found: _Run) -> RunPage:
    return RunPage(
        run=_head(asked, found.run),
        is_preview=found.run.kind == "preview",
        sections=tuple(
            _section(asked, kind, found.tally[kind], found.listed[kind], found.scales)
            for kind in _SECTIONS
            if kind in found.tally
        ),
    )


def _runs_context(asked: Asked, found: _Runs) -> RunsPage:
    return RunsPage(
        runs=tuple(_head(asked, one) for one in found.runs),
        orphans=tuple(_fared(asked, one, found.scales) for one in found.orphans),
    )


def _head(asked: Asked, run: Run) -> RunHead:
    language = asked.place.language

    def number(name: str) -> str:
        return translation.written_number(run.counts[name], language) if run.counts.get(name) else ""

    return RunHead(
        name=Link(
            asked.say(message("Run %(number)s")) % {"number": run.id}, asked.link(addresses.RUN, run=str(run.id))
        ),
        kind=asked.say(labels.RUNS.get(run.kind, run.kind)),
        pipeline=run.pipeline,
        version=run.tool_version,
        at=translation.written_moment(run.started_at, language),
        is_cut_off=run.finished_at is None,
        articles=number("articles"),
        counts=tuple(Count(number(fate), asked.say(labels.FATES[fate])) for fate in _COUNTED if number(fate)),
        gone_judged=number("gone_judged"),
    )


def _section(asked: Asked, kind: tuple[str, bool], count: int, listed: Sequence[Listed], known: Scales) -> Section:
    fate, judged = kind
    named = labels.FATES_JUDGED if judged else labels.FATES_OF_OTHERS
    return Section(
        id=f"{fate}-judged" if judged else fate,
        title=asked.say(named[fate]),
        claims=tuple(_fared(asked, one, known) for one in listed),
        left_out=count - len(listed),
    )


def _fared(asked: Asked, listed: Listed, known: Scales) -> Fared:
    one, heirs = listed
    is_other = one.found_speaker != one.speaker and one.fate in {Fate.CHANGED.value, KEPT, Fate.BACK.value}
    return Fared(
        claim=Link(one.quote, asked.link(addresses.CLAIM, claim=one.claim_id) if one.is_there else ""),
        speaker=one.speaker or "",
        found_speaker=(one.found_speaker or asked.say(message("nobody who is named"))) if is_other else "",
        verdict=verdict(asked, one.verdict, known) if one.verdict else "",
        verdict_key=one.verdict or "",
        article=asked.link(addresses.ARTICLE, article=one.article_id),
        may_be=tuple(Link(heir.new_quote, asked.link(addresses.CLAIM, claim=heir.new_id)) for heir in heirs),
    )


RUN: Page[_Run] = Page(
    path=addresses.RUN,
    template="datasette_claims/run.html",
    read=_read_run,
    context=_run_context,
    missing=message("This database holds no run of that number."),
    tables=_TABLES,
    table="runs",
)

RUNS: Page[_Runs] = Page(
    path=addresses.RUNS,
    template="datasette_claims/runs.html",
    read=_read_runs,
    context=_runs_context,
    tables=_TABLES,
    table="runs",
)
