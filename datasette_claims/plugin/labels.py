"""Words for what model and desk name by keys: kinds of speech, verdicts, states, steps; translated where shown."""

from __future__ import annotations

from collections.abc import Mapping

from datasette_claims.model import UNREVIEWED, Bearing, Mood, QuoteType, Reason, Signal, SourceKind, SpeakerKind, Stance
from datasette_claims.plugin.translation import message
from datasette_claims.review import Aspect, EventType, State
from datasette_claims.steps import REPLACED, Flag, Permission, RejectReason

QUOTE_TYPES: Mapping[QuoteType, str] = {
    QuoteType.DIRECT: message("Direct speech"),
    QuoteType.INDIRECT: message("Indirect speech"),
    QuoteType.INDIRECT_FREE_INDIRECT: message("Indirect speech without a frame"),
    QuoteType.FREE_INDIRECT: message("Free indirect speech"),
    QuoteType.REPORTED: message("Speech report"),
}

SIGNALS: Mapping[Signal, str] = {
    Signal.CORRECTION: message("Correction"),
    Signal.UPDATE: message("Update"),
    Signal.REPEAT: message("Repeat"),
    Signal.SUMMARY: message("Summary"),
    Signal.LEAD: message("Lead"),
    Signal.URGENT: message("Urgent"),
}

MOODS: Mapping[Mood, str] = {
    Mood.INDICATIVE: message("indicative"),
    Mood.SUBJUNCTIVE_1: message("subjunctive I"),
    Mood.SUBJUNCTIVE_2: message("subjunctive II"),
}

STANCES: Mapping[Stance, str] = {
    Stance.NEUTRAL: message("neutral"),
    Stance.DISTANCING: message("keeps a distance"),
    Stance.DENYING: message("denies"),
}

REASONS: Mapping[Reason, str] = {
    Reason.NUMBER: message("number"),
    Reason.DATE: message("date"),
    Reason.NAME: message("name"),
    Reason.EVENT: message("event"),
    Reason.COMPARISON: message("comparison"),
    Reason.SUPERLATIVE: message("superlative"),
    Reason.CAUSAL: message("cause"),
    Reason.QUANTIFIER: message("quantifier"),
    Reason.RULE: message("law or rule"),
    Reason.PREDICTION: message("prediction"),
    Reason.PROMISE: message("promise"),
    Reason.DEMAND: message("demand"),
    Reason.OPINION: message("opinion"),
    Reason.HEDGE: message("hedge"),
    Reason.EXPERIENCE: message("personal experience"),
    Reason.QUESTION: message("question"),
    Reason.FRAGMENT: message("fragment"),
}

VERDICTS: Mapping[str, str] = {
    UNREVIEWED: message("Not reviewed"),
    "true": message("True"),
    "mostly_true": message("Mostly true"),
    "partly_false": message("Partly false"),
    "mostly_false": message("Mostly false"),
    "false": message("False"),
    "missing_context": message("Missing context"),
    "unproven": message("Unproven"),
    "uncheckable": message("Not checkable"),
    "opinion": message("Opinion, not a factual claim"),
}
"""Labels of the default scale; a verdict of another scale is shown by its key."""

ASPECTS: Mapping[Aspect, str] = {
    Aspect.VERACITY: message("Is it true?"),
    Aspect.ATTRIBUTION: message("Did they say it?"),
    Aspect.EXTRACTION: message("Was it read right?"),
}

STATES: Mapping[State, str] = {
    State.NEW: message("New"),
    State.QUEUED: message("In the queue"),
    State.IN_REVIEW: message("In review"),
    State.AWAITING_SECOND: message("Waits for another verdict"),
    State.DISPUTED: message("Disputed"),
    State.DECIDED: message("Decided"),
    State.PUBLISHED: message("Published"),
    State.CORRECTED: message("Corrected"),
    State.WITHDRAWN: message("Withdrawn"),
    State.REJECTED: message("Set aside"),
}

EVENTS: Mapping[EventType, str] = {
    EventType.TRIAGED: message("put it into the queue"),
    EventType.REJECTED: message("took it out of the queue"),
    EventType.REOPENED: message("opened it again"),
    EventType.TAKEN: message("took it into work"),
    EventType.RELEASED: message("gave it back"),
    EventType.EXPIRED: message("took it over after time had run out"),
    EventType.ANSWERED: message("gave a verdict"),
    EventType.ASSESSED: message("judged how it was read or reported"),
    EventType.ADJUDICATED: message("settled the dispute"),
    EventType.PUBLISHED: message("published the verdict"),
    EventType.CORRECTED: message("published a correction"),
    EventType.WITHDRAWN: message("withdrew the verdict"),
    EventType.REPLACED: message("put another claim in its place"),
    EventType.REATTRIBUTED: message("changed who said it, or how"),
    EventType.ADDED: message("added it"),
    EventType.UPHELD: message("said that it stands although the article was corrected"),
    EventType.UNDONE: message("took their last step back"),
}

REJECT_REASONS: Mapping[RejectReason, str] = {
    RejectReason.NOT_A_CLAIM: message("No claim"),
    RejectReason.OPINION: message("Opinion"),
    RejectReason.PREDICTION: message("Prediction"),
    RejectReason.DUPLICATE: message("Duplicate"),
    RejectReason.BAD_EXTRACTION: message("Badly extracted"),
    RejectReason.OUT_OF_SCOPE: message("Out of scope"),
}

REASONS_OUT: Mapping[str, str] = {
    **{reason.value: text for reason, text in REJECT_REASONS.items()},
    REPLACED: message("Another claim took its place"),
}
"""Why a claim is not checked, by the key that its standing holds."""

FLAGS: Mapping[Flag, str] = {
    Flag.OUTDATED: message("Outdated"),
    Flag.WRONG_NUMBER: message("Wrong number"),
    Flag.OUT_OF_CONTEXT: message("Out of context"),
    Flag.CHERRY_PICKED: message("Cherry-picked"),
    Flag.SATIRE: message("Satire"),
}

BEARINGS: Mapping[Bearing, str] = {
    Bearing.SUPPORTS: message("Supports it"),
    Bearing.REFUTES: message("Refutes it"),
    Bearing.CONTEXT: message("Gives context"),
}

SOURCE_KINDS: Mapping[SourceKind, str] = {
    SourceKind.PRIMARY: message("Primary source"),
    SourceKind.SECONDARY: message("Secondary source"),
    SourceKind.EXPERT: message("Expert"),
    SourceKind.DATASET: message("Data set"),
    SourceKind.FACT_CHECK: message("Fact-check"),
}

SPEAKER_KINDS: Mapping[SpeakerKind, str] = {
    SpeakerKind.PERSON: message("Person"),
    SpeakerKind.ORGANISATION: message("Organisation"),
    SpeakerKind.GROUP: message("Group"),
    SpeakerKind.UNKNOWN: message("Unknown"),
}

ROLES: Mapping[str, str] = {
    "sole": message("verdict"),
    "first": message("first verdict"),
    "second": message("second verdict"),
    "third": message("third verdict"),
    "assessor": message("assessment"),
    "adjudicator": message("ruling"),
    "corrector": message("correction"),
}

RELATIONS: Mapping[str, str] = {
    "confirmed": message("says the same"),
    "successor": message("may be this claim in another wording or by another extraction"),
    "literal": message("the same words"),
    "similar": message("may say the same"),
    "denied": message("says something else"),
}

RUNS: Mapping[str, str] = {
    "load": message("Load"),
    "reextract": message("Re-extraction"),
    "preview": message("Preview of a re-extraction"),
}

FATES: Mapping[str, str] = {
    "same": message("the same"),
    "moved": message("moved"),
    "changed": message("changed"),
    "back": message("back"),
    "added": message("added"),
    "gone": message("gone"),
    "kept": message("with the speaker they were judged by"),
}

FATES_JUDGED: Mapping[str, str] = {
    "gone": message("Gone, with a verdict"),
    "kept": message("Judged as said by one speaker, now read as said by another"),
    "changed": message("Changed, with a verdict"),
    "back": message("Back, with a verdict"),
    "moved": message("Moved, with a verdict"),
}

FATES_OF_OTHERS: Mapping[str, str] = {
    "gone": message("Gone"),
    "changed": message("Changed"),
    "added": message("Added"),
    "back": message("Back"),
    "moved": message("Moved"),
}

PERMISSIONS: Mapping[Permission, str] = {
    Permission.REVIEW: message("review claims"),
    Permission.ADJUDICATE: message("settle disputes"),
    Permission.PUBLISH: message("publish verdicts"),
    Permission.EDIT_EXTRACTION: message("correct what was extracted"),
    Permission.ADMIN: message("run the desk"),
    Permission.SEE_EMBARGOED: message("see what is embargoed"),
}
