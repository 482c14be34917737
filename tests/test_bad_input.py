"""News text as it should not be, read by both pipelines: claims or none, never an exception, never a wrong anchor.

Each damage to ordinary reports is one class of bad input; the hand-written ones are in ``articles/``.
"""

from __future__ import annotations

import dataclasses
import random
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datasette_claims import extract, load
from datasette_claims.errors import NotAnArticle, UnknownFormat
from datasette_claims.model import Claim, Cue, Mention, excerpt

pytestmark = pytest.mark.house

Damage = Callable[[random.Random, str], str]

QUOTATION = ("‹", "›")
"""Stand in a report for the marks that open and close until a style is chosen."""

STYLES = [
    "„“",
    "„”",
    '„"',
    "“”",
    '""',
    "»«",
    "«»",
    "‚‘",
    "‘’",
    "''",
    "›‹",
    "‹›",
    ("''", "''"),
    ("``", "''"),
    (",,", "''"),
]
REPORTS = {
    "de": [
        "‹Wir warten seit Tagen›, sagte Ministerin Anna Weber am Montag.",
        "‹Wir prüfen›, sagte Jan Holm, ‹ob der Damm hält.› ‹Mehr weiß ich nicht.›",
        "Nach Angaben der Polizei fehlen 40 Prozent des Wassers.",
        "Der Landrat warnte, dass es noch schlimmer werde. Die Ernte sei in Gefahr.",
        "Die Behörde nannte den Plan ‹unwürdig› und teilte mit, sie lehne ihn ab.",
        "Weber: ‹Das war's dann wohl, Hans' Hof steht leer.›",
        "Die Brücke ist seit dem 3. März gesperrt.",
        "Kein Geld für Pumpen",
    ],
    "en": [
        "‹We have been waiting for days,› minister Anna Weber said on Monday.",
        "‹We're checking,› John Holm said, ‹whether the dam will hold.› ‹That's all.›",
        "According to the police, 40 percent of the water is missing.",
        "The mayor warned that it would get worse. The harvest was in danger.",
        "The agency called the plan ‹a disgrace› and said it would be dropped.",
        "Weber: ‹It's the boys' boat.›",
        "The bridge has been closed since March 3.",
        "No money for pumps",
    ],
}
EMOJI = ["🔥", "👍🏽", "👩\u200d👩\u200d👧", "🏳️\u200d🌈", "🇩🇪", "1\ufe0f\u20e3", "\ud83d", "\udca5"]
RIGHT_TO_LEFT = ["שלום", "يوسف كريم", "\u200f", "\u202e", "\u202c", "\u2067עמית\u2069", "٣٤"]
STRAY = ["\x00", "\x1b", "\ufeff", "\u0308", "e\u0301", "a\u0323\u0307", "\u00ad", "\u2028", "\x85", "İ", "ﬁ", "ǅ", "²"]
MARKS = "„“”«»\"‚‘’'‹›()[].,;:!?…–-\u00a0 \n"


def _styled(chance: random.Random, text: str, styles: list[str] | list[tuple[str, str]]) -> str:
    """Put marks in: one style for a paragraph, as where texts were pasted together."""
    paragraphs = []
    for paragraph in text.split("\n\n"):
        opens, closes = chance.choice(styles)
        paragraphs.append(paragraph.replace(QUOTATION[0], "\0").replace(QUOTATION[1], closes).replace("\0", opens))
    return "\n\n".join(paragraphs)


def _each(chance: random.Random, text: str, pattern: str, bad: Callable[[str], str], share: float = 0.3) -> str:
    """Damage a share of the places that a pattern finds."""
    return re.sub(pattern, lambda found: bad(found.group()) if chance.random() < share else found.group(), text)


def _between(chance: random.Random, text: str, strays: list[str]) -> str:
    """Put strays between and into words."""
    return _each(chance, text, r"(?<=\w)\b|\B(?=\w)", lambda _: chance.choice(strays), 0.1)


def random_marks(chance: random.Random, text: str) -> str:
    """Any mark where one was."""
    return re.sub("[‹›]", lambda _: "".join(chance.choice(STYLES)[chance.randrange(2)]), text)


def unbalanced(chance: random.Random, text: str) -> str:
    """Marks that never open or never close."""
    return _each(chance, text, "[‹›]", lambda _: "")


def nested(chance: random.Random, text: str) -> str:
    """Quotations in quotations, in the same and in other marks."""
    return _each(chance, text, r"\b\w{4,}\b", lambda word: f"‹{_styled(chance, f'‹{word}›', STYLES)}›")


def repeated_openings(chance: random.Random, text: str) -> str:
    """Paragraphs that repeat the opening mark and leave out the closing one."""
    return _each(chance, "‹" + text.replace("\n\n", "\n\n‹"), "›", lambda _: "", 0.6)


def capitals(_: random.Random, text: str) -> str:
    """All in capitals."""
    return text.upper()


def no_punctuation(_: random.Random, text: str) -> str:
    """No stop, no comma, no mark."""
    return re.sub(r"[^\w\s]", "", text)


def recognised(chance: random.Random, text: str) -> str:
    """What character recognition makes of a page: wrong letters, split words, loose and lost marks."""
    text = _each(chance, text, "rn|m|l|O|e", lambda seen: {"rn": "m", "m": "rn", "l": "1", "O": "0"}.get(seen, "c"))
    text = _each(chance, text, r"\B(?=\w)", lambda _: " ", 0.05)
    return _each(chance, text, r"[‹›,.]", lambda mark: chance.choice([f" {mark} ", f"{mark}{mark}", ""]))


def broken_lines(chance: random.Random, text: str) -> str:
    """Narrow lines, words cut with hyphens, seen and soft ones."""
    text = _each(chance, text, " ", lambda _: "\n")
    return _each(chance, text, r"\B(?=\w)", lambda _: chance.choice(["-\n", "\u00ad", "\u00ad\n", "-\r\n  "]), 0.1)


def one_line(_: random.Random, text: str) -> str:
    """Everything on one line, several times."""
    return " ".join(text.split()) * 5


def right_to_left(chance: random.Random, text: str) -> str:
    """Arabic and Hebrew between the words, with marks of direction."""
    return _between(chance, text, RIGHT_TO_LEFT)


def emoji(chance: random.Random, text: str) -> str:
    """Pictures between and within words, also halves of them."""
    return _between(chance, text, EMOJI)


def stray_characters(chance: random.Random, text: str) -> str:
    """Controls, combining marks and letters whose capitals have another length."""
    return _between(chance, text, STRAY)


def lists(chance: random.Random, text: str) -> str:
    """Bullets, table rows, questions and answers."""
    starts = ["• ", "- ", "1. ", "Q: ", "Frage: ", "a;b;", "a\tb\t", "> "]
    return "\n".join(chance.choice(starts) + line for line in text.split("\n\n"))


DAMAGES: list[Damage] = [
    random_marks,
    unbalanced,
    nested,
    repeated_openings,
    capitals,
    no_punctuation,
    recognised,
    broken_lines,
    one_line,
    right_to_left,
    emoji,
    stray_characters,
    lists,
]
PIPELINES = ["fast", pytest.param("accurate", marks=pytest.mark.house)]
"""The network reads slowly, and no line of Datasette changes what it finds: once is enough."""


@st.composite
def reports(draw: st.DrawFn, language: str, *damages: Damage) -> str:
    """Draw one to four paragraphs of reporting, damaged, in any styles of marks."""
    sentences = st.lists(st.sampled_from(REPORTS[language]), min_size=1, max_size=3).map(" ".join)
    text = "\n\n".join(draw(st.lists(sentences, min_size=1, max_size=4)))
    chance = draw(st.randoms(use_true_random=False))
    for damage in damages:
        text = damage(chance, text)
    return _styled(chance, text, STYLES)


def anchored(claim: Claim) -> list[Cue | Mention]:
    """Return whatever of a claim stands in the text besides its quote: cue, mention, and what may be added."""
    values = (getattr(claim, field.name) for field in dataclasses.fields(claim))
    return [value for value in values if isinstance(value, Cue | Mention)]


def lawful(text: str, language: str, pipeline: str, *, again: bool = True) -> int:
    """Check every law on a text read as an article; return how many claims it has."""
    try:
        found = extract(text, language=language, pipeline=pipeline)
    except (NotAnArticle, UnknownFormat):
        return 0
    claims = [claim for _, claim in found.claims]
    check(found.article.text, claims)
    assert len({key for key, _ in found.claims}) == len(claims)
    assert not again or extract(text, language=language, pipeline=pipeline) == found
    return len(claims)


def check(whole: str, claims: list[Claim]) -> None:
    """Check that claims stand in a text as they say, and in its order."""
    assert whole == unicodedata.normalize("NFC", whole)
    for claim in claims:
        assert any(map(str.isalnum, claim.quote))
        assert 0 <= claim.confidence <= 1
        parts = [(claim.spans, claim.quote), *((part.spans, part.text) for part in anchored(claim))]
        for spans, words in parts:
            ends = [end for span in spans for end in span]
            assert spans
            assert all(start < end for start, end in spans)
            assert ends == sorted(ends)
            assert 0 <= ends[0] < ends[-1] <= len(whole)
            assert words == excerpt(whole, spans)
        assert claim.sentence.start <= claim.sentence.end <= len(whole)
    places = [(claim.spans[0].start, -claim.spans[-1].end) for claim in claims]
    assert places == sorted(places)


def often(pipeline: str, fast: int, accurate: int) -> settings:
    """Return how many examples a pipeline is given, by its speed."""
    return settings(max_examples=fast if pipeline == "fast" else accurate, deadline=None)


@pytest.mark.parametrize("pipeline", PIPELINES)
@pytest.mark.parametrize("language", sorted(REPORTS))
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damaged(damage: Damage, language: str, pipeline: str) -> None:
    """Whatever is wrong with a report, what is found in it stands there, in order, and is found again."""

    @given(reports(language, damage))
    @often(pipeline, 25, 4)
    def holds(text: str) -> None:
        lawful(text, language, pipeline)

    holds()


@pytest.mark.parametrize("pipeline", PIPELINES)
@pytest.mark.parametrize("language", sorted(REPORTS))
def test_damaged_twice(language: str, pipeline: str) -> None:
    """So it is where two things are wrong at once, in either order."""

    @given(st.data(), st.permutations(DAMAGES))
    @often(pipeline, 80, 15)
    def holds(data: st.DataObject, damages: list[Damage]) -> None:
        lawful(data.draw(reports(language, *damages[:2])), language, pipeline)

    holds()


@pytest.mark.parametrize("pipeline", PIPELINES)
@pytest.mark.parametrize("alphabet", [MARKS, "\n", "\n \t", '"', "'", "„“", "👩\u200d", "\x00\u0308\u200f"])
def test_no_words(alphabet: str, pipeline: str) -> None:
    """A text of marks, line ends, pictures or controls alone has no claims, also in between words."""

    @given(st.text(alphabet, max_size=200))
    @often(pipeline, 25, 5)
    def holds(text: str) -> None:
        assert lawful(text, "de", pipeline) == 0
        lawful(f"Sie sagte: {text} so. {text}", "de", pipeline)

    holds()


@pytest.mark.parametrize("pipeline", PIPELINES)
@pytest.mark.parametrize("language", sorted(REPORTS))
def test_megabyte_on_one_line(language: str, pipeline: str) -> None:
    """A megabyte on one line, with words of 20 000 letters, gives the claims of every report in it."""
    report = _styled(random.Random(1), REPORTS[language][0], ["„“"])
    line = f"{report} {'a' * 20_000} " * 50
    assert len(line) > 1_000_000
    assert lawful(line, language, pipeline, again=False) >= 50


@pytest.mark.house
def test_long_prose() -> None:
    """A book of reports on one line gives all their claims, the last as well as the first."""
    report = " ".join(_styled(random.Random(1), text, ["„“"]) for text in REPORTS["de"][:3])
    once, often = lawful(report, "de", "fast"), 200_000 // len(report)
    assert lawful(f"{report} " * often, "de", "fast", again=False) == once * often


@pytest.mark.parametrize("pipeline", PIPELINES)
def test_loading_twice(pipeline: str, rows: Callable[[Path], object]) -> None:
    """Loading damaged reports again changes nothing, whichever pipeline reads them."""

    @given(st.lists(st.permutations(DAMAGES).flatmap(lambda order: reports("de", order[0])), min_size=1, max_size=3))
    @settings(parent=often(pipeline, 8, 4), suppress_health_check=[HealthCheck.too_slow])
    def holds(texts: list[str]) -> None:
        with TemporaryDirectory() as name:
            files = [Path(name, f"{number}.txt") for number in range(len(texts))]
            for file, text in zip(files, texts, strict=True):
                file.write_bytes(text.encode("utf-8", "surrogatepass"))
            database = Path(name, "claims.db")
            load(database, files, language="de", pipeline=pipeline)
            before = rows(database)
            load(database, files, language="de", pipeline=pipeline)
            assert rows(database) == before

    holds()
