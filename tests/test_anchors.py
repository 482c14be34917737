"""Where claims stand: which spans can be, what surrounds them, and where they are in another wording."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from datasette_claims.anchors import found_again, nearest, parents, sentence_around, wrong_spans
from datasette_claims.model import GAP, Claim, Cue, Mention, QuoteType, Span, excerpt

CHARACTERS = ("e\u0301", "👩🏽\u200d🔧", "🇩🇪", "🏴\U000e0067\U000e0062\U000e007f", "☂\ufe0f", "ß", " ", "\n", "x")


@given(st.lists(st.sampled_from(CHARACTERS), max_size=12))
def test_characters_stay_whole(characters: list[str]) -> None:
    """What readers see as one character is never cut, and between two of them a span may begin and end."""
    text = "".join(characters)
    borders = {len("".join(characters[:place])) for place in range(len(characters) + 1)}
    for at in range(1, len(text)):
        spans = (Span(at, len(text)),)
        if text[at:].strip():
            assert bool(wrong_spans(text, spans)) == (at not in borders)


def test_no_spans() -> None:
    """There is nothing wrong with no cue and no mention."""
    assert wrong_spans("Es regnet.", ()) == ""


@pytest.mark.parametrize(
    ("text", "quote", "sentence"),
    [
        ("Es regnet.", "regnet", "Es regnet."),
        ("Sie ging heim. Er sagte, es regne. Dann kam sie.", "es regne", "Er sagte, es regne."),
        ("Sie ging heim. Er sagte, es regne. Dann kam sie.", "regne. Dann", "Er sagte, es regne. Dann kam sie."),
        ("Zwischentitel\nEr sagte, es regne.\nDann kam sie.", "es regne", "Er sagte, es regne."),
        ("Er sagte, am 3. Mai habe Dr. Funk gefehlt. Ja!", "habe", "Er sagte, am 3. Mai habe Dr. Funk gefehlt."),
        ("Wer weiß? „Es regnet.“ Sie lachte.", "Es regnet", "„Es regnet.“"),
        ("Das war im Mai. „Es regnet“, sagte er.", "Es regnet", "„Es regnet“, sagte er."),
        ("  Es regnet  \n", "regnet", "Es regnet"),
    ],
)
def test_sentence(text: str, quote: str, sentence: str) -> None:
    """The context of a claim is its sentence; an abbreviation ends none, a line does."""
    start = text.index(quote)
    assert text[slice(*sentence_around(text, (Span(start, start + len(quote)),)))] == sentence


@given(st.text("ab.!? \n„“", max_size=40), st.integers(0, 40), st.integers(1, 40))
def test_sentence_covers(text: str, start: int, length: int) -> None:
    """The sentence around a quote holds the quote but for white space at its ends."""
    spans = (Span(start, start + length),)
    if not wrong_spans(text, spans):
        around = sentence_around(text, spans)
        assert excerpt(text, spans).strip() in text[slice(*around)]


def test_parents() -> None:
    """The parent is the smallest quote that holds each part of another; equals hold nothing."""
    quotes = [(Span(0, 90),), (Span(5, 40), Span(50, 80)), (Span(6, 9), Span(51, 60)), (Span(6, 9),), (Span(6, 9),)]
    assert list(parents(quotes)) == [None, 0, 1, 2, 2]


OLD = "Anna kam. Emil meinte, es regne bald. Sie schwieg. Er meinte wieder, das Tal warte."


def claim(text: str, *quote: str, sentence: str, cue: str = "", mention: str = "", addressee: str = "") -> Claim:
    def place(*words: str) -> tuple[Span, ...]:
        return tuple(Span(text.index(word), text.index(word) + len(word)) for word in words if word)

    return Claim(
        quote_type=QuoteType.INDIRECT,
        spans=place(*quote),
        quote=excerpt(text, place(*quote)),
        sentence=place(sentence)[0],
        cue=Cue(place(cue), cue, "meinen") if cue else None,
        mention=Mention(place(mention), mention) if mention else None,
        speaker=None,
        rule="manual",
        confidence=1.0,
        frame=place(mention, cue),
        addressee=Mention(place(addressee), addressee) if addressee else None,
    )


RAIN = claim(OLD, "es regne", "bald", sentence="Emil meinte, es regne bald.", cue="meinte", mention="Emil")
FAR = replace(RAIN, mention=Mention((Span(0, 4),), "Anna"), frame=())


def told(found: Claim | None, text: str) -> tuple[str, str, str, str] | None:
    """Return a claim's quote, context, cue and mention as a text has them."""
    if found is None:
        return None
    cue, mention = found.cue.spans if found.cue else (), found.mention.spans if found.mention else ()
    assert found.quote == excerpt(text, found.spans)
    return found.quote, text[slice(*found.sentence)], excerpt(text, cue), excerpt(text, mention)


@pytest.mark.parametrize(
    ("one", "new", "expected"),
    [
        (RAIN, OLD, ("es regne … bald", "Emil meinte, es regne bald.", "meinte", "Emil")),
        (RAIN, f"Neu. {OLD}", ("es regne … bald", "Emil meinte, es regne bald.", "meinte", "Emil")),
        (
            RAIN,
            "Emil meinte, es regne sehr bald.",
            ("es regne … bald", "Emil meinte, es regne sehr bald.", "meinte", "Emil"),
        ),
        (
            RAIN,
            "Als Emil kam, meinte er, es regne bald!",
            ("es regne … bald", "Als Emil kam, meinte er, es regne bald!", "meinte", "Emil"),
        ),
        (RAIN, "Er vermeinte, es regne bald.", ("es regne … bald", "Er vermeinte, es regne bald.", "", "")),
        (
            RAIN,
            "Er meinte, meinte wohl, es regne bald.",
            ("es regne … bald", "Er meinte, meinte wohl, es regne bald.", "", ""),
        ),
        (RAIN, "Bald meinte Emil, bald regne es.", None),
        (RAIN, "Emil meinte, bald sei es, es regne.", None),
        (RAIN, f"{OLD} {OLD}", None),
        (RAIN, "es regne bald, es regne", None),
        (RAIN, "Anna kam.", None),
        (RAIN, "Emil meinte, es regne bald\u0301.", None),
        (FAR, f"Neu. {OLD}", ("es regne … bald", "Emil meinte, es regne bald.", "meinte", "Anna")),
        (FAR, OLD.replace("kam", "ging"), ("es regne … bald", "Emil meinte, es regne bald.", "meinte", "")),
    ],
    ids=str,
)
def test_found_again(one: Claim, new: str, expected: tuple[str, ...] | None) -> None:
    """A claim is where its context or all its words are once; what stood around it goes along or is left out."""
    assert told(found_again(one, OLD, new), new) == expected


def test_no_longer_one_of_two() -> None:
    """Words that the old wording had twice are not taken for the ones that the new has once."""
    old = "Anna meinte, es regne. Emil meinte, es regne."
    of_anna = claim(old, "es regne", sentence="Anna meinte, es regne.")
    assert found_again(of_anna, old, "Emil meinte, es regne.") is None
    again = found_again(of_anna, old, f"Neu. {old}")
    assert again is not None
    assert again.spans == (Span(18, 26),)


def test_addressee_goes_along() -> None:
    """Whom a speaker talked to moves with the claim."""
    old = "Emil sagte der Zeitung, es regne."
    one = claim(old, "es regne", sentence=old, addressee="der Zeitung")
    moved = found_again(one, old, f"Neu. {old}")
    assert moved is not None
    assert moved.addressee == Mention((Span(16, 27),), "der Zeitung")


@given(st.text("ab ,.", min_size=4, max_size=30), st.text("ab ,.", max_size=10), st.integers(0, 26), st.integers(1, 9))
def test_never_guessed(text: str, more: str, start: int, length: int) -> None:
    """Wherever a claim is found again, the very same words stand there."""
    spans = (Span(start, start + length),)
    if wrong_spans(text, spans):
        return
    one = replace(RAIN, spans=spans, quote=excerpt(text, spans), sentence=Span(0, len(text)), cue=None, mention=None)
    for new in (text, more + text, text + more, text.replace("a", "", 1)):
        found = found_again(replace(one, frame=()), text, new)
        assert found is None or excerpt(new, found.spans) == found.quote == one.quote
    assert found_again(one, text, text) is not None


SAID = "Er sagte, es regne. \U0001f327 Sie sagte, es\nregne  bald. Cafe\u0301s."


@pytest.mark.parametrize(
    ("words", "near", "found"),
    [
        ("es regne", 0, ["es regne"]),
        ("es regne", 40, ["es\nregne"]),
        ("  es   regne\nbald ", 0, ["es\nregne  bald"]),
        ("Sie sagte … bald", 0, ["Sie sagte", "bald"]),
        ("Er … Sie … bald", 60, ["Er", "Sie", "bald"]),
        ("Cafe\u0301s", 0, ["Cafe\u0301s"]),
        ("bald … Er", 0, []),
        ("es schneie", 0, []),
        ("Es regne", 0, []),
        (" … ", 0, []),
        ("", 0, []),
        ("Er … nie", 0, []),
    ],
)
def test_words(words: str, near: int, found: list[str]) -> None:
    """Words are found where they stand, the nearest of several places, white space aside; parts in their order."""
    assert [SAID[slice(*span)] for span in nearest(SAID, words, near)] == found


@given(st.text("ab \n", max_size=30), st.data())
def test_nearest_is_found(text: str, data: st.DataObject) -> None:
    """Whatever words stand somewhere are found there if one looks from there, whole and in one piece."""
    start = data.draw(st.integers(0, len(text)))
    words = text[start : data.draw(st.integers(start, len(text)))].strip()
    found = nearest(text, words, text.find(words, start))
    assert [" ".join(text[slice(*span)].split()) for span in found] == ([" ".join(words.split())] if words else [])
    if words:
        assert found[0].start == text.find(words, start)


@given(st.text("ab \n", max_size=20), st.lists(st.text("ab", min_size=1, max_size=3), max_size=3), st.integers(-2, 22))
@example(" aaa", ["aa"], 2)
@example("aabaab", ["a", "b"], 2)
def test_none_is_nearer(text: str, parts: list[str], near: int) -> None:
    """No place where all parts can follow each other is nearer than the one found, though it overlap another."""

    def followed(start: int) -> tuple[Span, ...]:
        spans: list[Span] = []
        for part in parts:
            start = text.find(part, start)
            if start < 0:
                return ()
            spans.append(Span(start, start + len(part)))
            start += len(part)
        return tuple(spans)

    every = [followed(at) for at in range(len(text)) if parts and text.startswith(parts[0], at)]
    expected = min(filter(None, every), key=lambda spans: abs(spans[0].start - near), default=())
    assert nearest(text, GAP.join(parts), near) == expected


def test_many_places() -> None:
    """Words that stand at every offset of a long text are found at once."""
    text = "a" * 200_000
    assert nearest(text, text[:100_000], 50_000) == (Span(50_000, 150_000),)
    assert nearest(text, f"{text[:50_000]}b{text[:50_000]}", 0) == ()
    assert nearest(text, GAP.join(["aa"] * 1000), 7) == tuple(Span(at, at + 2) for at in range(7, 2007, 2))


def test_parts_of_words() -> None:
    """The parts of a quote that is shown with gaps are found again as these parts."""
    spans = (Span(0, 2), Span(20, 21))
    assert nearest(SAID, excerpt(SAID, spans), 0) == spans
    assert GAP in excerpt(SAID, spans)
