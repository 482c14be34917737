"""Every write of the API that concerns what was extracted: claims, speakers, repeats."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from datasette_claims.database import history
from datasette_claims.desk import extraction, repeats, requests, speakers
from datasette_claims.desk.extraction import Correction
from datasette_claims.desk.visits import Outcome, Visit
from datasette_claims.errors import UnknownRow
from datasette_claims.model import Span
from datasette_claims.plugin.api import showing
from datasette_claims.plugin.api.answers import ClaimFixed, NewClaim, RepeatShown, SpeakerShown
from datasette_claims.plugin.api.operations import Done, Sent, Write
from datasette_claims.plugin.place import Place
from datasette_claims.steps import Permission

_EDIT = Permission.EDIT_EXTRACTION
_SPEAKER = "/{database}/-/speakers/{speaker}"


def _correction(fix: requests.ExtractionFix) -> Correction:
    wanted = asdict(fix)
    for name in ("spans", "mention_spans", "cue_spans"):
        if wanted[name] is not None:
            wanted[name] = tuple(Span(*span) for span in wanted[name])
    return Correction(**wanted)


def _fix(visit: Visit, place: Place, sent: Sent) -> Done:
    claim_id = sent.ids["claim"]
    outcome = extraction.fix(visit, claim_id, _correction(sent.content), sent.version)
    shown = showing.present(visit.connection, place, outcome.event.other_claim or claim_id)
    replaced = claim_id if outcome.event.other_claim else None
    return Done(ClaimFixed(ok=True, event=outcome.event.seq, replaces=replaced, claim=shown), (outcome,))


def _add(visit: Visit, place: Place, sent: Sent) -> Done:
    claim_id = extraction.add(visit, sent.ids["article"], _correction(sent.content))
    return Done(NewClaim(ok=True, claim=showing.present(visit.connection, place, claim_id)))


def _repeat(visit: Visit, place: Place, sent: Sent) -> Done:
    claim_id, repeat = sent.ids["claim"], sent.content
    decide = repeats.confirm if repeat.confirmed else repeats.deny
    decide(visit, claim_id, repeat.of, sent.version)
    claim = showing.present(visit.connection, place, claim_id)
    return Done(RepeatShown(ok=True, of=repeat.of, confirmed=repeat.confirmed, claim=claim))


def _speaker(visit: Visit, speaker_id: str, outcomes: tuple[Outcome, ...] = ()) -> Done:
    found: Any = history.speaker(visit.connection, speaker_id)
    if found is None:
        raise UnknownRow(f"There is no speaker {speaker_id}.")
    return Done(SpeakerShown(ok=True, **found), outcomes)


def _merge(visit: Visit, _: Place, sent: Sent) -> Done:
    speakers.merge(visit, sent.ids["speaker"], sent.content.into)
    return _speaker(visit, sent.ids["speaker"])


def _split(visit: Visit, _: Place, sent: Sent) -> Done:
    speakers.split(visit, sent.ids["speaker"])
    return _speaker(visit, sent.ids["speaker"])


def _divide(visit: Visit, _: Place, sent: Sent) -> Done:
    division = sent.content
    outcomes = speakers.divide(visit, sent.ids["speaker"], division.claims, division.name, division.kind)
    return _speaker(visit, sent.ids["speaker"], outcomes)


def _alias(visit: Visit, _: Place, sent: Sent) -> Done:
    speakers.alias(visit, sent.ids["speaker"], sent.content.alias, remove=sent.content.remove)
    return _speaker(visit, sent.ids["speaker"])


def _identify(visit: Visit, _: Place, sent: Sent) -> Done:
    speakers.identify(visit, sent.ids["speaker"], sent.content.wikidata_id, sent.content.gnd_id)
    return _speaker(visit, sent.ids["speaker"])


def _keep_apart(visit: Visit, _: Place, sent: Sent) -> Done:
    speakers.keep_apart(visit, sent.ids["speaker"], sent.content.other, remove=sent.content.remove)
    return _speaker(visit, sent.ids["speaker"])


EDIT_WRITES = (
    Write(
        "fix_extraction",
        "/{database}/-/claims/{claim}/extraction",
        "Say what a claim really is; other words or another mention make another claim in its place",
        _EDIT,
        requests.ExtractionFix,
        ClaimFixed,
        _fix,
    ),
    Write(
        "add_claim",
        "/{database}/-/articles/{article}/claims",
        "Add a claim that was missed",
        _EDIT,
        requests.MissedClaim,
        NewClaim,
        _add,
        status=201,
    ),
    Write(
        "decide_repeat",
        "/{database}/-/claims/{claim}/repeats",
        "Say that a claim repeats another, or does not",
        Permission.REVIEW,
        requests.Repeat,
        RepeatShown,
        _repeat,
    ),
    Write(
        "merge_speaker", f"{_SPEAKER}/merge", "Let a speaker be another", _EDIT, requests.Merge, SpeakerShown, _merge
    ),
    Write("split_speaker", f"{_SPEAKER}/split", "Take a merge back", _EDIT, requests.Nothing, SpeakerShown, _split),
    Write(
        "divide_speaker",
        f"{_SPEAKER}/divide",
        "Let some claims belong to somebody else",
        _EDIT,
        requests.Division,
        SpeakerShown,
        _divide,
    ),
    Write(
        "name_speaker", f"{_SPEAKER}/aliases", "Add or remove another name", _EDIT, requests.Alias, SpeakerShown, _alias
    ),
    Write(
        "keep_apart_speakers",
        f"{_SPEAKER}/apart",
        "Say that two speakers are two, or take that back",
        _EDIT,
        requests.Apart,
        SpeakerShown,
        _keep_apart,
    ),
    Write(
        "identify_speaker",
        f"{_SPEAKER}/identity",
        "Say who a speaker is elsewhere",
        _EDIT,
        requests.Identity,
        SpeakerShown,
        _identify,
    ),
)
"""Every write that concerns what was extracted; ``writes.REVIEW_WRITES`` are those that concern reviews."""
