"""What people do to the extraction itself: correcting a claim, and adding one that was missed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from datasette_claims import steps
from datasette_claims.correction import MANUAL, Correction, corrected, difference, located, missed
from datasette_claims.database import correcting, placing
from datasette_claims.database.reading import stored_article, stored_claim
from datasette_claims.desk.visits import Outcome, Visit, perform, require
from datasette_claims.errors import InvalidFields, StepRefused, UnknownRow
from datasette_claims.identity import said_by
from datasette_claims.model import Claim, StoredClaim
from datasette_claims.review import Event, EventType, Standing
from datasette_claims.steps import Occasion, Permission

__all__ = ["Correction", "add", "fix"]


def fix(visit: Visit, claim_id: str, correction: Correction, version: int | None = None) -> Outcome:
    """Say what a claim really is.

    With other words or another mention it is another claim: that one takes its place, is named by
    ``event.other_claim`` and begins without reviews; those of the old one stay in its history. Else the claim itself
    changes, and ``event.note`` says from what to what.

    Raises InvalidFields if the correction is none, or is not about words that stand there, and StepRefused for a
    claim that is retired.
    """
    require(visit, Permission.EDIT_EXTRACTION)
    return perform(visit, claim_id, lambda at, on: _fixed(visit, correction, at, on), version=version)


def add(visit: Visit, article_id: str, correction: Correction) -> str:
    """Add a claim that the extractor missed in an article's newest wording; return its id.

    ``correction`` must say where it stands and how the speech is reproduced. Raises UnknownRow, InvalidFields.
    """
    require(visit, Permission.EDIT_EXTRACTION)
    stored = stored_article(visit.connection, article_id)
    if stored is None:
        raise UnknownRow(f"There is no article {article_id}.")
    correction = located(stored.article.text, correction)
    made = missed(stored.article.text, correction)
    _check_alone(made, stored.claims)
    claim_id = correcting.free_id(visit.connection, article_id, made)
    who = correcting.speaker(visit.connection, made, correction.speaker_kind)
    correcting.insert(visit.connection, claim_id, made, placing.wording_of(stored), who)
    perform(visit, claim_id, lambda _, on: Event(on.seq, on.at, on.actor, EventType.ADDED, claim_id))
    return claim_id


def _check_alone(made: Claim, others: Iterable[StoredClaim]) -> None:
    """Refuse two claims at one place."""
    same = (other.id for other in others if other.retired_at is None and other.claim.spans == made.spans)
    if there := next(same, None):
        raise InvalidFields({"spans": f"the claim {there} stands there already; correct that one"})


def _fixed(visit: Visit, correction: Correction, at: Standing, on: Occasion) -> Event:
    found = stored_claim(visit.connection, on.claim_id)
    if found is None or found[1].retired_at is not None:
        raise StepRefused("The claim is retired: its article no longer holds it, or another took its place.")
    stored, held = found
    correction = located(stored.article.text, correction, held.claim.spans[0].start)
    made = corrected(stored.article.text, held.claim, correction)
    if made == held.claim:
        raise InvalidFields({"body": "name something to change; the claim is that already"})
    if made.spans != held.claim.spans:
        _check_alone(made, stored.claims)
    if said_by(made) == said_by(held.claim):
        event = steps.reattribute(at, on, difference(held.claim, made))
        who = _speaker(visit, held, made, correction)
        correcting.change(visit.connection, held.id, made, placing.wording_of(stored), who)
        return event
    new = correcting.free_id(visit.connection, stored.id, made)
    event = steps.replaced(at, on, new)
    who = _speaker(visit, held, made, correction)
    correcting.put_aside(visit.connection, held.id, visit.at)
    other = replace(made, rule=MANUAL, confidence=1.0)
    correcting.insert(visit.connection, new, other, placing.wording_of(stored), who)
    correcting.follow(visit.connection, held.id, new, visit.actor, visit.at)
    return event


def _speaker(visit: Visit, held: StoredClaim, made: Claim, correction: Correction) -> str | None:
    """Return the speaker that the correction names, else the claim's own."""
    if correction.speaker is not None and made.speaker != held.claim.speaker:
        return correcting.speaker(visit.connection, made, correction.speaker_kind)
    own = placing.named_speaker(visit.connection, held.id)
    correcting.set_kind(visit.connection, own, correction.speaker_kind)
    return own
