"""Charts: the lengths of bars and columns, the numbers of axes, periods of time, and how they are drawn."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from datasette.app import Datasette
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.plugin.pages import charts, periods
from datasette_claims.plugin.pages.charts import BarChart, ColumnChart, Counted, Words

WORDS = Words("said", "Said <b>often</b>", "Who", "How often")
PARTED = Words("said", "Said", "When", "Claims", "Checked", "Not checked")
NUMBERS = st.lists(st.integers(0, 10**9), min_size=1, max_size=130)


def counted(*numbers: int) -> list[Counted]:
    return [Counted(f"thing {place}", number) for place, number in enumerate(numbers)]


async def drawn(datasette: Datasette, macro: str, chart: BarChart | ColumnChart) -> ET.Element:
    """Return a chart as a page draws it; fails if that is no well-formed XML."""
    environment = getattr(datasette, "jinja_env", None) or datasette.get_jinja_environment()
    module = environment.from_string(
        '{% import "datasette_claims/_charts.html" as charts with context %}{{ charts[macro](chart) }}'
    )
    html = await module.render_async(macro=macro, chart=chart, _=lambda text: text)
    return ET.fromstring(html)  # noqa: S314 - our own


def text(found: ET.Element) -> str:
    return " ".join("".join(found.itertext()).split())


def test_bars_in_proportion() -> None:
    """The longest bar takes all the room, the others their share of it, and nothing takes none."""
    chart = charts.bars(WORDS, counted(50, 100, 0, 25), "en")
    assert [bar.width for bar in chart.bars] == [50, 100, 0, 25]


@given(NUMBERS)
def test_columns_in_proportion(numbers: list[int]) -> None:
    """Columns stand side by side on the base, within the chart, as high as their numbers; little can still be seen."""
    chart = charts.columns(WORDS, counted(*numbers), "en")
    _, top = charts.scale(max(numbers))
    right = 0.0
    for number, column in zip(numbers, chart.columns, strict=True):
        least = charts.LEAST / 100 if number else 0
        assert column.height == pytest.approx(max(number / top, least) * charts.PLOT, abs=0.001)
        assert column.y + column.height == pytest.approx(chart.base, abs=0.002)
        assert column.x >= right
        right = column.x + column.width
    assert right <= 100.001


@given(st.integers(0, 10**12))
def test_scale(most: int) -> None:
    """An axis has one to four steps of 1, 2 or 5 times a power of ten, and its end is not below what it measures."""
    step, top = charts.scale(most)
    assert str(step).rstrip("0") in {"1", "2", "5"}
    assert top % step == 0
    assert 1 <= top // step <= 4
    assert top - step < max(1, most) <= top


@given(NUMBERS)
def test_labels(numbers: list[int]) -> None:
    """However many columns there are, at most as many labels as fit stand below them, from the left to the right."""
    labels = charts.columns(WORDS, counted(*numbers), "en").labels
    assert 1 <= len(labels) <= charts.MOST_LABELS
    places = [label.at for label in labels]
    assert places == sorted(places)
    assert 0 <= places[0] <= places[-1] <= 100


def test_part() -> None:
    """A part is set off in its bar and at the foot of its column."""
    (bar,) = charts.bars(PARTED, [Counted("one", 8, 2)], "en").bars
    assert (bar.width, bar.part_width, bar.part) == (100, 25, "2")
    (column,) = charts.columns(PARTED, [Counted("one", 8, 2)], "en").columns
    assert column.part_height == pytest.approx(column.height / 4)
    assert column.part_y + column.part_height == column.y + column.height


def test_written_numbers() -> None:
    """Numbers are written as the reader's language has it, shares only where something was divided."""
    assert [bar.count for bar in charts.bars(WORDS, counted(1_234_567), "de").bars] == ["1.234.567"]
    assert [bar.share for bar in charts.bars(WORDS, counted(1, 3), "de", of=4).bars] == ["25\xa0%", "75\xa0%"]
    assert [bar.share for bar in charts.bars(WORDS, counted(0), "en", of=0).bars] == [""]
    few = [bar.share for bar in charts.bars(WORDS, counted(0, 1, 999, 1000), "en", of=1000).bars]
    assert few == ["0%", "<1%", ">99%", "100%"]
    assert [line.text for line in charts.columns(WORDS, counted(4_300_000), "en").grid][-1] == "6,000,000"


def test_nothing() -> None:
    """Nothing counted makes a chart without bars or columns, and zeros one without lengths."""
    assert charts.bars(WORDS, [], "en").bars == ()
    empty = charts.columns(WORDS, [], "en")
    assert (empty.columns, empty.labels) == ((), ())
    assert [column.height for column in charts.columns(WORDS, counted(0, 0), "en").columns] == [0, 0]


@pytest.mark.asyncio
async def test_drawn_bars(served: Datasette) -> None:
    """Each bar stands in a row with its label, which leads on, its number and share; nothing is taken for markup."""
    long = "Bundesministerium <für> " * 30
    chart = charts.bars(WORDS, [Counted(long, 3, url="/a?b=1&c=2"), Counted("other", 1)], "en", of=4)
    figure = await drawn(served, "bars", chart)
    rows = [[text(cell) for cell in row] for row in figure.iter("tr")]
    assert rows == [["Who", "How often", "Share"], [long.strip(), "3", "75%"], ["other", "1", "25%"]]
    assert [one.get("href") for one in figure.iter("a")] == ["/a?b=1&c=2"]
    assert [one.get("width") for one in figure.iter("rect")] == ["100.0%", "33.333%"]
    assert [one.get("class") for one in figure.iter("rect")] == ["dc-part", "dc-part"]
    assert text(next(figure.iter("figcaption"))) == WORDS.title


@pytest.mark.asyncio
async def test_drawn_columns(served: Datasette) -> None:
    """The picture has a title and a description, and a table says the same numbers."""
    chart = charts.columns(PARTED, [Counted("May", 4, 1, url="/may"), Counted("June", 0, 0)], "en", "Most in May.")
    figure = await drawn(served, "columns", chart)
    (picture,) = (one for one in figure.iter("svg") if one.get("role") == "img")
    named = {one.get("id"): text(one) for one in picture if one.get("id")}
    assert named[picture.get("aria-labelledby")] == "Said"
    assert named[picture.get("aria-describedby")] == "Most in May."
    rows = [[text(cell) for cell in row] for row in figure.iter("tr")]
    assert rows == [["When", "Checked", "Claims"], ["May", "1", "4"], ["June", "0", "0"]]
    assert [one.get("class") for one in picture.iter("rect")] == ["dc-whole", "dc-part"]
    assert [text(one) for one in picture.iter("text")] == ["1", "2", "3", "4", "May", "June"]
    assert not [one for one in figure.iter() if one.get("style")]


def of(*days: str) -> dict[str, tuple[int, int]]:
    return dict.fromkeys(days, (2, 1))


@pytest.mark.parametrize(
    ("days", "labels"),
    [
        (("2025-02-26",), ["February 26, 2025"]),
        (("2024-02-28", "2024-03-01"), ["February 28, 2024", "February 29, 2024", "March 1, 2024"]),
        (("2024-12-30", "2025-02"), ["December 2024", "January 2025", "February 2025"]),
        (("2019-12-30", "2024", "2021-02"), ["2019", "2020", "2021", "2022", "2023", "2024"]),
        (("2024-02", "2025", "2023"), ["2023", "2024", "2025"]),
        (("9999", "9998"), ["9998", "9999"]),
        (("9999-12", "9999-11"), ["November 9999", "December 9999"]),
    ],
)
def test_periods(days: tuple[str, ...], labels: list[str]) -> None:
    """Periods are days, months or years, whichever the dates and the time they span allow, without a gap."""
    found = periods.periods(of(*days), "en")
    assert [one.label for one in found.counted] == labels
    assert (sum(one.count for one in found.counted), found.left_out) == (2 * len(days), 0)


def test_periods_leave_out() -> None:
    """What has no date, no real one, or one too vague or too old for the chart is counted apart."""
    found = periods.periods({**of("2025-02", "2025-03", "2025-04", "2025", ""), "2025-13-01": (5, 0)}, "en")
    assert [one.label for one in found.counted] == ["February 2025", "March 2025", "April 2025"]
    assert found.left_out == 2 + 2 + 5
    old = periods.periods(of("1789-07-14", "2025-02"), "en")
    assert (len(old.counted), old.left_out) == (periods.MOST_YEARS, 2)
    assert periods.periods({}, "en") == periods.Periods((), 0)
    assert periods.periods(of("", "soon"), "en") == periods.Periods((), 4)


def test_periods_lead_on() -> None:
    """A period in which there was something leads to it, and its short label is in the reader's language."""
    found = periods.periods({"2024-12": (1, 0), "2025-02": (7, 3)}, "de", lambda key: f"?in={key}")
    assert [(one.short, one.count, one.part, one.url) for one in found.counted] == [
        ("Dez. 2024", 1, 0, "?in=2024-12"),
        ("Jan. 2025", 0, 0, ""),
        ("Feb. 2025", 7, 3, "?in=2025-02"),
    ]
