"""Step 2: passages in quotation marks, whatever the marks."""

from __future__ import annotations

import pytest
from steps import read, under


def quotations(text: str) -> list[str | None]:
    reading = read(text, "marks")
    return [under(reading, quotation) for quotation in reading.quotations]


@pytest.mark.parametrize(
    "quotation",
    [
        "„Es regnet“",
        "„Es regnet”",
        "“Es regnet”",
        "»Es regnet«",
        "«Es regnet»",
        '"Es regnet"',
        "''Es regnet''",
        "‚Es regnet‘",
        "‘Es regnet’",
        "›Es regnet‹",
        "‹Es regnet›",
        "'Es regnet'",
        ",,Es regnet''",
        "``Es regnet''",
    ],
)
def test_marks(quotation: str) -> None:
    """Every pair of marks that papers use is known, the marks included."""
    assert quotations(f"Er sagte: {quotation}. Dann ging er.") == [quotation]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("„Er rief: ‚Halt!‘ Dann nichts“, sagte sie.", ["„Er rief: ‚Halt!‘ Dann nichts“"]),
        ("„Er rief: „Halt!“ Dann nichts“, sagte sie.", ["„Er rief: „Halt!“ Dann nichts“"]),
        ("»Er rief: „Halt!“ Dann nichts«, sagte sie.", ["»Er rief: „Halt!“ Dann nichts«"]),
        ('„Er rief: "Halt!" Dann nichts“, sagte sie.', ['„Er rief: "Halt!" Dann nichts“']),
        ('"Er rief: ‚Halt!‘ Dann nichts", sagte sie.', ['"Er rief: ‚Halt!‘ Dann nichts"']),
    ],
)
def test_nested(text: str, found: list[str]) -> None:
    """Only the outermost quotation counts."""
    assert quotations(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Es ist 5'' breit. „Gut“, sagte er.",
            ["„Gut“"],
        ),
        ("Er blieb “ stehen. „Gut“, sagte er.", ["„Gut“"]),
        ("Er blieb „ stehen.\n\n„Gut“, sagte er.", ["„Gut“"]),
        ('Er blieb " stehen.\n\n"Gut", sagte er.', ['"Gut"']),
        ('Er sagte: "Halt. Dann: "Gut", mehr nicht.', ['"Gut"']),
        ('Ein 5" langer Stab. Er sagte: "Gut."', ['"Gut."']),
    ],
)
def test_odd(text: str, found: list[str]) -> None:
    """A mark without its partner is left aside and spoils no other quotation."""
    assert quotations(text) == found


def test_styles_of_paragraphs() -> None:
    """Every paragraph has a style of its own."""
    found = ["»Eins«", "«Zwei»", "„Drei“", "“Vier”", '"Fünf"', "‚Sechs‘"]
    assert quotations("\n\n".join(f"Er rief: {quotation}." for quotation in found)) == found


def test_spaces_inside() -> None:
    """Straight marks with spaces around them are a quotation if every one has its partner."""
    assert quotations('" Es regnet " , sagte er.') == ['" Es regnet "']
    assert quotations('" Es regnet , sagte er.') == []


@pytest.mark.parametrize("text", ["Er schrieb „🔥🔥“.", "Dort stand „…“.", 'Er rief "?!" laut.'])
def test_no_words(text: str) -> None:
    """Marks around no word are no quotation."""
    assert quotations(text) == []


def test_open_paragraph() -> None:
    """A paragraph that begins with a mark and never closes it is a quotation as a whole."""
    assert quotations("„Es regnet.\n\n„Immer noch.“") == ["„Es regnet.", "„Immer noch.“"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Er ging. „Es regnet.\n\n„Immer noch.“", ["„Es regnet.", "„Immer noch.“"]),
        ("Er ging. „Es regnet.\n\nEine Zeile\n\n„Immer noch.“", ["„Es regnet.", "„Immer noch.“"]),
        ("Er sagte: “Es regnet.\n\n“Immer noch.”", ["“Es regnet.", "“Immer noch.”"]),
        ('"Es regnet.\n\n"Immer noch."', ['"Es regnet.', '"Immer noch."']),
        ("Er ging. „Es regnet.\n\nImmer noch.", []),
        ("Es war „still.\n\n„Immer noch.“", ["„Immer noch.“"]),
        ('"Es regnet.\n\nImmer noch.', []),
    ],
)
def test_repeated_mark(text: str, found: list[str]) -> None:
    """A quotation goes on where the next paragraph repeats its mark; one that opens inside a sentence does not."""
    assert quotations(text) == found


def test_not_over_paragraphs() -> None:
    """No quotation goes from one paragraph into the next."""
    assert quotations("Er sagte „nie\n\nund nimmer“ dazu.") == []


def test_no_crossheads() -> None:
    """A crosshead holds no quotation."""
    assert quotations("Es bleibt „ungewiss“ für alle\n\nDer Damm hält.") == []


def test_apostrophes() -> None:
    """An apostrophe inside a word closes no single quotation, and single marks quote only where no others are."""
    assert quotations("‘It doesn’t rain,’ she said.") == ["‘It doesn’t rain,’"]
    assert quotations("Er las ‚Der Damm‘ und sagte: „Gut.“") == ["„Gut.“"]


@pytest.mark.parametrize(
    "quotation",
    ["‘It’s the boys’ dog,’", "'It's the boys' dog,'", "‘A “waste” of time,’", "'A \"waste\" of time,'"],
)
def test_british(quotation: str) -> None:
    """Single marks enclose double ones where a paragraph begins with them; a genitive closes nothing."""
    assert quotations(f"{quotation} she said.") == [quotation]


def test_quoted_words() -> None:
    """Every word knows whether a quotation covers it."""
    reading = read("„Gut“, rief er.", "marks")
    assert reading.quoted == (True, True, True, False, False, False, False)
