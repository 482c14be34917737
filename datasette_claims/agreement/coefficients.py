"""Cohen's κ and Krippendorff's α of a table: pairs of labels, and how many units or shares of units gave them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

Table = Mapping[tuple[int, int], float]


def _margins(table: Table) -> tuple[dict[int, float], dict[int, float]]:
    rows = dict.fromkeys(sorted({label for pair in table for label in pair}), 0.0)
    columns = dict(rows)
    for (first, second), count in table.items():
        rows[first] += count
        columns[second] += count
    return rows, columns


def kappa(table: Table, *, pooled: bool = False) -> float | None:
    """Return Cohen's κ of a table of two reviewers' labels; ``pooled`` ones have no order, which gives Scott's π."""
    rows, columns = _margins(table)
    if pooled:
        rows = columns = {label: (rows[label] + columns[label]) / 2 for label in rows}
    total = sum(rows.values())
    agreed = sum(count for (first, second), count in table.items() if first == second)
    by_chance = sum(rows[label] * columns[label] for label in rows)
    return None if total * total == by_chance else (total * agreed - by_chance) / (total * total - by_chance)


def alpha(table: Table, *, ordinal: bool = False) -> float | None:
    """Return Krippendorff's α; ``ordinal`` labels cost the squared distance of their mean ranks, others 1."""
    rows, columns = _margins(table)
    sizes = {label: rows[label] + columns[label] for label in rows}
    places, below = {}, 0.0
    for label, size in sizes.items():
        places[label] = below + size / 2
        below += size

    def cost(first: int, second: int) -> float:
        return (places[first] - places[second]) ** 2 if ordinal else float(first != second)

    observed = sum(count * cost(*pair) for pair, count in table.items())
    expected = sum(sizes[first] * sizes[second] * cost(first, second) for first, second in combinations(sizes, 2))
    return 1 - (below - 1) * observed / expected if expected else None
