"""How far a claim can be checked, and the reasons that say so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from steps import read

from datasette_claims.claims import STAGES, begin
from datasette_claims.claims.lexicon import LANGUAGES, lexicon
from datasette_claims.claims.worthiness import BASE, WEIGHTS, weigh, worthiness, worthiness_of
from datasette_claims.model import Reason, Span

BOTH = pytest.mark.parametrize("language", LANGUAGES)
WORDS = st.sampled_from(
    [
        *(
            "Die",
            "Brücke",
            "wurde",
            "sei",
            "gesperrt",
            "werde",
            "schließen",
            "ich",
            "weil",
            "alle",
            "muss",
            "gut",
            "Mai",
        ),
        *("The", "bridge", "was", "closed", "will", "close", "I", "because", "all", "must", "good", "Anna Berg", "EU"),
        *(".", "?", "!", "…", ",", "“", "„", '"', "\n", "2023", "3.4.2025", "5", "mehr als", "not a single", "*", "ß"),
    ]
)
QUOTES = st.one_of(st.text(), st.lists(WORDS, max_size=12).map(" ".join))


def shown(quote: str, language: str, cue: str = "") -> str:
    """Return the reasons of a quote as words."""
    return " ".join(reason.value for reason in worthiness_of(quote, lexicon(language), cue).reasons)


GERMAN = [
    ("Die Brücke steht schief", ""),
    ("Die Steuern seien um 4,5 Prozent erhöht worden", "number event comparison"),
    ("Der Deich ist 1962 gebrochen", "date event"),
    ("Das Treffen ist am 3.4.2025 in der Halle", "date"),
    ("Ein Drittel der Betriebe zahlt keine Miete", "number quantifier"),
    ("Die Mieten liegen höher als in Frankreich", "name comparison"),
    ("Das ist der niedrigste Stand weltweit", "superlative"),
    ("Die Züge fallen wegen der Hitze aus", "causal"),
    ("Das Parken ist dort verboten", "event rule"),
    ("Bürgermeister Ackerbach wohnt dort nicht", "name"),
    ("Am Ende März ist Schluss", "date"),
    ("Die HAU baut den Deich", "name"),
    ("Der Rat werde die Brücke schließen", "prediction"),
    ("Der Deich werde derzeit geprüft", ""),
    ("Der Deich soll geprüft werden", "prediction"),
    ("Der Wirt soll Geld unterschlagen haben", "event"),
    ("Das Gericht hat einen Garten", "rule"),
    ("Die Sonne steht jetzt höher", "comparison"),
    ("Wir werden die Schule bauen", "prediction promise"),
    ("Die Stadt muss den Deich bauen", "demand"),
    ("Das ist ein Skandal ohne Gleichen", "opinion"),
    ("Vielleicht steht der Zug dort", "hedge"),
    ("Mein Hund bellt den Briefträger an", "experience"),
    ("Wo steht der Zug gerade?", "question"),
    ("ein fauler Kompromiss", "fragment"),
]

ENGLISH = [
    ("The bridge leans to one side", ""),
    ("Taxes rose by 4.5 percent", "number event comparison rule"),
    ("The dam broke in 1962", "date event"),
    ("Not a single bus runs there", "number"),
    ("Rents in Ackerfield are higher than here", "name comparison"),
    ("The river is the longest in the world", "superlative"),
    ("Trains stop because of the heat", "causal"),
    ("Parking there is illegal at night", "rule"),
    ("The bridge is there. People cross it on foot", ""),
    ("The council will close the bridge", "prediction"),
    ("We'll build a school here", "prediction promise"),
    ("The town must build a dam", "demand"),
    ("It is a ridiculous idea of theirs", "opinion"),
    ("Perhaps the train is there", "hedge"),
    ("My dog barks at the postman", "experience"),
    ("Where is the train now?", "question"),
    ("a foul compromise", "fragment"),
]


@pytest.mark.parametrize(("quote", "reasons"), GERMAN)
def test_german(quote: str, reasons: str) -> None:
    """German quotes show these reasons and no others."""
    assert shown(quote, "de") == reasons


@pytest.mark.parametrize(("quote", "reasons"), ENGLISH)
def test_english(quote: str, reasons: str) -> None:
    """English quotes show these reasons and no others."""
    assert shown(quote, "en") == reasons


@pytest.mark.parametrize(
    ("language", "worthier", "other"),
    [
        ("de", "Die Zahl der Unfälle ist 2024 um 12 Prozent gestiegen", "Die Zahl der Unfälle ist zu hoch"),
        ("de", "Die Firma hat zwei Warnungen verschwiegen", "Die Firma muss die Warnungen beachten"),
        ("de", "Die Brücke wurde im Mai gesperrt", "Die Brücke soll im Mai gesperrt werden"),
        ("de", "Die Brücke steht schief", "Steht die Brücke schief?"),
        ("de", "Die Brücke steht schief", "schief"),
        ("en", "Crime fell by a third in 2024", "Crime is a disgrace for this town"),
        ("en", "The firm hid two warnings from its customers", "The firm should warn its customers"),
        ("en", "The bridge was closed in May", "The bridge will be closed in May"),
        ("en", "Nobody paid the bill last year", "I hope nobody pays the bill"),
    ],
)
def test_order(language: str, worthier: str, other: str) -> None:
    """What can be looked up stands above what is felt, wanted, asked or still to come."""
    words = lexicon(language)
    assert worthiness_of(worthier, words).score > worthiness_of(other, words).score


@pytest.mark.parametrize(
    ("language", "cue", "reason"),
    [
        ("de", "fordern", "demand"),
        ("de", "hoffen", "opinion"),
        ("de", "prognostizieren", "prediction"),
        ("de", "versprechen", "promise"),
        ("de", "fragen", "question"),
        ("de", "sagen", ""),
        ("en", "urge", "demand"),
        ("en", "believe", "opinion"),
        ("en", "predict", "prediction"),
        ("en", "vow", "promise"),
        ("en", "wonder", "question"),
        ("en", "say", ""),
    ],
)
def test_cue(language: str, cue: str, reason: str) -> None:
    """The verb that opens a quote tells what it is."""
    quote = {"de": "die Brücke zu öffnen", "en": "to open the bridge"}[language]
    assert shown(quote, language, cue) == reason


def test_sentences() -> None:
    """A quote of several sentences is as worthy as its best one, whose reasons it has."""
    german = lexicon("de")
    best = "Der Deich ist 1962 gebrochen."
    for quote in (f"Das ist schlimm. {best} Warum?", f"„Ach! {best}“", f"Wer weiß das schon?\n{best}"):
        assert worthiness_of(quote, german) == worthiness_of(best, german)


def test_abbreviation() -> None:
    """A stop behind a short word ends no sentence."""
    assert shown("Der 3. Deich ist laut Dr. Ackerbach gebrochen", "de") == "number event"


@BOTH
@given(quote=QUOTES)
def test_any_text(language: str, quote: str) -> None:
    """Any text has a score from 0 to 1 and each of its reasons once, in their order."""
    found = worthiness_of(quote, lexicon(language))
    assert 0 <= found.score <= 1
    assert found.reasons == tuple(reason for reason in Reason if reason in found.reasons)


@BOTH
@given(quote=QUOTES)
def test_number_added(language: str, quote: str) -> None:
    """A number more never lowers the score."""
    words = lexicon(language)
    score = worthiness_of(quote, words).score
    assert worthiness_of(f"{quote} 7 Prozent", words).score >= score
    assert worthiness_of(f"7 Prozent {quote}", words).score >= score


@given(reasons=st.sets(st.sampled_from(Reason)), more=st.sampled_from(Reason))
def test_weights(reasons: set[Reason], more: Reason) -> None:
    """Each reason moves the score in the direction of its weight, and no reason counts twice."""
    without = weigh(reasons - {more}).score
    with_it = weigh([*reasons, more, more]).score
    assert (with_it >= without) if WEIGHTS[more] > 0 else (with_it <= without)


def test_table() -> None:
    """Every reason has a weight; those down to the rule raise the score, the others lower it."""
    signs = [WEIGHTS[reason] > 0 for reason in Reason]
    assert set(WEIGHTS) == set(Reason)
    assert signs == sorted(signs, reverse=True)
    assert [reason for reason in Reason if WEIGHTS[reason] > 0][-1] is Reason.RULE
    assert BASE < 0


@BOTH
def test_entries(language: str) -> None:
    """Entries are in small letters; a pattern has one asterisk and two letters or more on a side of it."""
    for use, entries in lexicon(language).groups["worthiness"].items():
        for entry in entries:
            start, star, end = entry.partition("*")
            assert use.startswith("cue_") or entry == entry.lower(), entry
            assert not star or (len(start or end) >= 2 and "*" not in end and " " not in entry), entry


@BOTH
def test_lists(language: str) -> None:
    """Every reason but the fragment, which is short whatever its words, has its list."""
    assert {reason.value for reason in Reason} - set(lexicon(language).groups["worthiness"]) == {"fragment"}


def test_stage() -> None:
    """The stage weighs every claim and changes nothing else."""
    text = "Ackerbach sagte, der Deich sei 1962 gebrochen. Er forderte, den Deich zu erneuern."
    before = read(text, "resolution")
    after = worthiness(before)
    found = [claim.worthiness for claim in after.claims]
    assert [w.reasons for w in found if w] == [(Reason.DATE, Reason.EVENT), (Reason.DEMAND,)]
    assert [(claim.spans, claim.quote, claim.cue, claim.speaker) for claim in after.claims] == [
        (claim.spans, claim.quote, claim.cue, claim.speaker) for claim in before.claims
    ]
    assert [claim.worthiness for claim in before.claims] == [None, None]


def test_names() -> None:
    """Names count that the article's speakers or another component's entities show, also where they stand alone."""
    speakers = "Anna Zapp sagte, der Deich stehe schief. Jan Pohl sagte, der Vorwurf treffe Zapp schwer."
    assert reasons_in(speakers) == [(), (Reason.NAME,)]
    town = "Die Leute sagen, Harburg liege am Wasser."
    assert reasons_in(town) == [()]
    assert reasons_in(town, ((Span(17, 24), "LOC"),)) == [(Reason.NAME,)]


def reasons_in(text: str, entities: tuple[tuple[Span, str], ...] = ()) -> list[tuple[Reason, ...]]:
    """Return the reasons of each claim of a German text."""
    reading = begin(text, "de", entities)
    for stage in (*STAGES, worthiness):
        reading = stage(reading)
    return [claim.worthiness.reasons for claim in reading.claims if claim.worthiness]
