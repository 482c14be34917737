"""Sections: a dateline opens a report of its own, and nobody in it is taken from the report above by half a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.claims import begin, extract_claims
from datasette_claims.claims.layout import MOST_SECTIONS, layout, sections

FIRST = "Die Brücke ist zu. Stadträtin Anna Ackerbach sagte, sie werde geprüft."
BORDER = "\n\nNeudorf (dpa) - "


def speakers(text: str) -> list[str | None]:
    """Return the speakers of a German text's claims, in its order."""
    return [claim.speaker.name if claim.speaker else None for claim in extract_claims(text, "de")]


def test_pronoun_stays_in_its_section() -> None:
    """A pronoun means nobody of the section above."""
    assert speakers(f"{FIRST}\n\nSie sagte, dass die Schrauben fehlten.") == ["Anna Ackerbach", "Anna Ackerbach"]
    assert speakers(f"{FIRST}{BORDER}Sie sagte, dass die Schrauben fehlten.") == ["Anna Ackerbach", None]


def test_role_stays_in_its_section() -> None:
    """A role without a name means nobody of the section above."""
    here, there = (
        speakers(f"{FIRST}{border}Die Stadträtin sagte, dass die Schrauben fehlten.")[1] for border in ("\n\n", BORDER)
    )
    assert here == "Anna Ackerbach"
    assert there != "Anna Ackerbach"


def test_last_name_after_the_full_one() -> None:
    """A last name means whom an earlier section names in full, never whom a later one does."""
    assert speakers(f"{FIRST}{BORDER}Ackerbach sagte, dass die Schrauben fehlten.")[1] == "Anna Ackerbach"
    later = f"Ackerbach sagte, dass die Schrauben fehlten.{BORDER}{FIRST}"
    assert speakers(later) == ["Ackerbach", "Anna Ackerbach"]


def test_own_full_name_first() -> None:
    """A section's own full name goes before a namesake's of the section above."""
    own = f"{FIRST}{BORDER}Hafenmeister Emil Ackerbach ging. Ackerbach sagte, dass die Schrauben fehlten."
    assert speakers(own) == ["Anna Ackerbach", "Emil Ackerbach"]


def test_free_speech_ends_at_the_border() -> None:
    """What stands in the subjunctive below a border is not said by who spoke above it."""
    free = "Die Schrauben seien alt."
    assert speakers(f"{FIRST} {free}")[1:] == ["Anna Ackerbach"]
    assert speakers(f"{FIRST}{BORDER}{free}")[1:] == []


def test_dateline_in_no_claim() -> None:
    """The datelines of later sections are in no sentence and no quote."""
    text = f"{FIRST}{BORDER}Der Hafen ist offen, sagte Emil Funk."
    assert [claim for claim in extract_claims(text, "de") if "dpa" in text[slice(*claim.sentence)]] == []


@pytest.mark.parametrize(
    "note",
    ["(Berichtigung: Anna Berg sagte, es seien 12 statt 21.)", "Korrektur: Es seien 12 statt 21, sagte Anna Berg."],
)
def test_correction_is_no_claim(note: str) -> None:
    """What a note corrects is quoted from nobody, above the text and below it."""
    for text in (f"{note}\n\n{FIRST}", f"{FIRST}\n\n{note}"):
        assert speakers(text) == ["Anna Ackerbach"]


def test_responsibility_is_no_claim() -> None:
    """Who answers for a release is quoted from nobody."""
    note = "Für den Inhalt der Mitteilung ist der Emittent verantwortlich, teilte die Muster AG mit."
    assert speakers(f"{note}\n\n{FIRST}") == ["Anna Ackerbach"]


def test_most_sections() -> None:
    """More datelines than that open no further section, but stay out of every sentence."""
    text = "Anfang." + f"{BORDER}Der Hafen ist offen." * (MOST_SECTIONS + 3)
    assert len(sections(text)) == MOST_SECTIONS + 3
    assert len(layout(begin(text, "de")).sections) == MOST_SECTIONS


REPORTS = st.sampled_from(
    [FIRST, "Emil Funk sagte, es regne.", "Es regne weiter.", "Sie sagte, es regne.", "Regen\n\nEs regnet."]
)


@given(st.lists(REPORTS, min_size=1, max_size=5))
def test_sections_lie_in_order(reports: list[str]) -> None:
    """Each dateline below the first paragraph opens one section, in text order, and its span holds that alone."""
    text = BORDER.join(reports)
    found = sections(text)
    assert [text[slice(*section.span)] for section in found] == ["Neudorf (dpa) - "] * (len(reports) - 1)
    assert [section.span for section in found] == sorted(section.span for section in found)
    for claim in extract_claims(text, "de"):
        assert "".join(text[slice(*span)] for span in claim.spans[:1]) in claim.quote
