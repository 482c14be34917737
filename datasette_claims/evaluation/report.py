"""The figures of one or several pipelines as a table, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from datasette_claims.evaluation.annotations import Part
from datasette_claims.evaluation.figures import Figure
from datasette_claims.evaluation.names import NameFigures
from datasette_claims.evaluation.reliability import calibration_error
from datasette_claims.evaluation.scores import Scores

Cell = Figure | float | None
"""Three numbers, one, or none where the gold has nothing to compare with."""

_LABEL = 34
_NUMBER = 8
_COLUMN = 3 * _NUMBER
_PUBLISHED = ("quote", "speaker", "cue", "frame", "addressee", "roles", "joint", "quote+speaker", "type")


class Row(NamedTuple):
    """One figure of each pipeline."""

    label: str
    cells: tuple[Cell, ...]


class Section(NamedTuple):
    """Figures that belong together."""

    heading: str
    rows: tuple[Row, ...]


def sections(scores: Sequence[Scores]) -> Iterator[Section]:
    """Yield all figures, each with one cell for each of ``scores``."""
    yield _section("Published metric", [_published(one) for one in scores])
    yield _section("Annotations hit", [one.hits for one in scores])
    yield _section("Quotes hit by type", [_by_type(one) for one in scores])
    yield _section("Tokens", [one.tokens for one in scores])
    yield _section("Speakers of quotes hit", [_speakers(one) for one in scores])
    if all(one.names for one in scores):
        yield _section("Names", [_names(one.names) for one in scores])
    yield _section("Counts", [_counts(one) for one in scores])


def left_out(scores: Scores) -> tuple[str, ...]:
    """Return the parts that the gold does not annotate."""
    return tuple(part.value for part in Part if part not in scores.parts)


def report(title: str, scores: Mapping[str, Scores], speeds: Mapping[str, float]) -> Iterator[str]:
    """Yield the lines of the table, with one column for each name of ``scores``; ``speeds`` are words a second."""
    every = list(scores.values())
    yield f"{title}: {every[0].articles} articles, {every[0].gold} annotations; per cent"
    yield ""
    yield _line("", [f"{name:>{_COLUMN}}" for name in scores])
    yield _line("", [f"{'P':>{_NUMBER}}{'R':>{_NUMBER}}{'F1':>{_NUMBER}}" for _ in scores])
    for section in sections(every):
        yield section.heading
        yield from (_line(f"  {row.label}", [_shown(cell) for cell in row.cells]) for row in section.rows)
    yield _line("  words a second", [f"{speeds[name]:>{_COLUMN},.0f}" for name in scores])
    if missing := left_out(every[0]):
        yield ""
        yield f"Not annotated in this gold, and so no part of roles and joint: {', '.join(missing)}."
    for name, one in scores.items():
        yield ""
        yield from _reliability(name, one)


def _section(heading: str, columns: Sequence[Mapping[str, Cell]]) -> Section:
    labels = dict.fromkeys(label for column in columns for label in column)
    return Section(heading, tuple(Row(label, tuple(column.get(label) for column in columns)) for label in labels))


def _published(scores: Scores) -> Mapping[str, Cell]:
    missing = left_out(scores)
    return {name: None if name in missing else scores.published[name] for name in _PUBLISHED}


def _by_type(scores: Scores) -> Mapping[str, Cell]:
    return {f"{kind} ({found.expected} in gold)": found for kind, found in scores.hits_by_type.items()}


def _speakers(scores: Scores) -> Mapping[str, Cell]:
    found = scores.speaker
    return {
        "right": found.right,
        "exact": found.exact,
        "right or named": found.named,
        "right when given": found.right_when_given,
        "abstained": found.abstained,
        "spurious where nobody is": found.spurious if found.unexpected else None,
    }


def _names(names: Mapping[str, NameFigures]) -> Mapping[str, Cell]:
    rows: dict[str, Cell] = {}
    for kind, found in names.items():
        rows[f"{kind}: right of matched"] = found.accuracy
        rows[f"{kind}: right of all"] = found.recall
    return rows


def _counts(scores: Scores) -> Mapping[str, Cell]:
    return {
        "predicted": scores.predicted,
        "predicted without a token": scores.dropped,
        "speakers compared": scores.speaker.expected,
        **{f"names, {kind}": found.expected for kind, found in scores.names.items()},
    }


def _reliability(name: str, scores: Scores) -> Iterator[str]:
    yield f"{f'Confidence of {name}':<{_LABEL}}{'n':>{_NUMBER}}{'mean':>{_NUMBER}}{'right':>{_NUMBER}}"
    for one in scores.reliability:
        yield _line(
            f"  {one.low:.0f} to {one.high:.0f}",
            [f"{number:>{_NUMBER}}" for number in (one.size, f"{one.confidence:.2f}", f"{one.right:.2f}")],
        )
    yield f"  expected calibration error {calibration_error(scores.reliability):.2f}"


def _line(label: str, cells: Sequence[str]) -> str:
    return f"{label:<{_LABEL}}{''.join(cells)}".rstrip()


def _shown(cell: Cell) -> str:
    if cell is None:
        return f"{'–':>{_COLUMN}}"
    if isinstance(cell, Figure):
        return "".join(f"{number:>{_NUMBER}.2f}" for number in (cell.precision, cell.recall, cell.f1))
    return f"{cell:>{_COLUMN},}" if isinstance(cell, int) else f"{cell:>{_COLUMN}.2f}"
