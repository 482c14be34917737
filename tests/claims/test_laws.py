"""What holds of any text, however broken its marks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from steps import read

from datasette_claims.claims import extract_claims
from datasette_claims.claims.lexicon import LANGUAGES
from datasette_claims.model import Claim, Span, excerpt

PIECES = [
    *(
        "Der Minister",
        "die Sprecherin",
        "Jan Pohl",
        "Anna Ackerbach",
        "er",
        "sie",
        "es",
        "Polizei",
        "die Bank",
        "(HAU)",
    ),
    *("sagte", "teilte", "mit", "hat", "erklärt", "hieß es", "forderte", "fordert auf", "heißt", "nannte", "zu gehen"),
    *("laut", "nach Angaben der", "zufolge", "so", "wie", "demnach", "wonach", "das", "dass", "ob", "und", "wenn"),
    *(
        "sei",
        "habe",
        "wäre",
        "soll",
        "ist",
        "regnet",
        "der Damm",
        "am Montag",
        "3.",
        "Dr.",
        "1,5",
        "54-Jährige",
        "nicht",
    ),
    *("The mayor", "Ruth Hale", "John Pell", "the company", "said", "has said", "told", "according to", "that", "as"),
    *("asked", "urged", "accused", "of lying", "to leave", "would", "she", "denied", "a report by", "why", "if"),
    *("„", "“", "”", '"', "''", "``", "»", "«", "‚", "‘", "’", "'", "(", ")", "„“", "„Ja“,", '"Yes,"', "“ „"),
    *(
        ".",
        ",",
        ":",
        ";",
        "!",
        "?",
        "…",
        "–",
        "-",
        " - ",
        "...",
        ".“",
        ",“",
        "./mau/DP/nas",
        "KIEL (dpa) - ",
        "date 2025-02 ",
    ),
    *(
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "\u00a0",
        "\u2028",
        "\u200b",
        "🔥",
        "👍🏽",
        "u\u0308",
        "\u0308",
        "שלום",
        "مرحبا",
        "ǅ",
        "ß",
        "İ",
        "²",
        "\x00",
    ),
]
TEXTS = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from([" ", " ", " ", ""])), max_size=40).map(
    lambda pieces: "".join(piece + space for piece, space in pieces)
)
"""Texts of fragments, mostly with blanks between them."""

STILL = "Es blieb still. It was quiet."
"""Nobody's words in either language."""

ANY = st.one_of(TEXTS, st.text(max_size=80))
BOTH = pytest.mark.parametrize("language", LANGUAGES)
OFTEN = settings(max_examples=150, deadline=None)


def parts(claim: Claim) -> list[tuple[tuple[Span, ...], str]]:
    """Return every anchored part of a claim with the text that it gives."""
    cue, mention = claim.cue, claim.mention
    return [
        (claim.spans, claim.quote),
        *([(cue.spans, cue.text)] if cue else []),
        *([(mention.spans, mention.text)] if mention else []),
    ]


@BOTH
@OFTEN
@given(text=ANY)
def test_anchors(language: str, text: str) -> None:
    """Quote, cue and mention lie in the text, in parts that are in order and not empty, and give their own words."""
    for claim in extract_claims(text, language):
        for spans, words in parts(claim):
            ends = [end for span in spans for end in span]
            assert spans
            assert all(start < end for start, end in spans)
            assert ends == sorted(ends)
            assert ends[0] >= 0
            assert ends[-1] <= len(text)
            assert words == excerpt(text, spans)
            assert not any(part[0].isspace() or part[-1].isspace() for part in (text[a:b] for a, b in spans))


@BOTH
@OFTEN
@given(text=ANY)
def test_order(language: str, text: str) -> None:
    """Claims come in text order, the longer first where two begin together, and none comes twice."""
    found = extract_claims(text, language)
    places = [(claim.spans[0].start, -claim.spans[-1].end) for claim in found]
    assert places == sorted(places)
    keys = [(claim.quote_type, claim.spans, claim.mention) for claim in found]
    assert len(set(keys)) == len(keys)


@BOTH
@OFTEN
@given(text=ANY)
def test_sentence(language: str, text: str) -> None:
    """A claim's sentence lies in the text and holds its cue; so it does the quote, but for one a bare das points at."""
    for claim in extract_claims(text, language):
        start, end = claim.sentence
        assert 0 <= start < end <= len(text)
        if claim.cue:
            assert start <= claim.cue.spans[0].start
            assert claim.cue.spans[-1].end <= end
        if claim.rule != "demonstrative":
            assert start <= claim.spans[0].start
            assert claim.spans[-1].end <= end


@BOTH
@OFTEN
@given(text=ANY)
def test_deterministic(language: str, text: str) -> None:
    """The same text gives the same claims."""
    assert extract_claims(text, language) == extract_claims(text, language)


@BOTH
@OFTEN
@given(text=ANY)
def test_quotations(language: str, text: str) -> None:
    """Quotations follow one another without overlap, inside one sentence each, and so do sentences."""
    reading = read(text, "sentences", language)
    for found in (reading.quotations, reading.sentences):
        ends = [end for words in found for end in words]
        assert ends == sorted(ends)
        assert all(start < end for start, end in found)
    for quotation in reading.quotations:
        assert any(s.start <= quotation.start and quotation.end <= s.end for s in reading.sentences)


@BOTH
@OFTEN
@given(text=ANY)
def test_speaker(language: str, text: str) -> None:
    """A speaker has a name without white space around it, and there is none without a mention."""
    for claim in extract_claims(text, language):
        if claim.speaker:
            assert claim.mention
            assert claim.speaker.name
            assert claim.speaker.name == claim.speaker.name.strip()
        assert 0 <= claim.confidence <= 1


@BOTH
@OFTEN
@given(text=TEXTS)
def test_paragraph_below(language: str, text: str) -> None:
    """A paragraph without claims below an article keeps the claims above it: their type, quote, cue and mention.

    So it is for paragraphs between blank lines. The first blank line of a text changes what its lines are, and a
    short last line becomes a crosshead; marks below may show how those above are meant.
    """
    above = f"{text}\n\n{STILL}"
    below = f"{above}\n\n{STILL}"
    assert shown(extract_claims(below, language)) == shown(extract_claims(above, language))


def shown(claims: tuple[Claim, ...]) -> list[object]:
    """Return what a claim says, without the speaker, whom a later full name may still tell."""
    return [(claim.quote_type, claim.rule, parts(claim)) for claim in claims]
