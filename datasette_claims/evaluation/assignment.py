"""The one-to-one correspondence of two sides that weighs most.

The published metric also counts pairs that share no word, and which of these are made depends on how a solver decides
between solutions of the same weight. Its authors' figures come from ``scipy.optimize.linear_sum_assignment``, so this
makes the same choices: rows are added in their order, columns are looked at from the last to the first, and of columns
equally near a free one is taken. scipy itself (140 MB) would be a dependency of one function.

The method: shortest augmenting paths (Jonker and Volgenant 1987, in the rectangular form of Crouse 2016).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

_FREE = -1
_FAR = float("inf")

Weights = Sequence[Sequence[float]]


def assignment(weights: Weights) -> list[tuple[int, int]]:
    """Return the pairs (row, column) whose weights add up to the most, in the order of the rows.

    ``weights`` is a matrix of any shape. The shorter side is paired completely.
    """
    if not weights or not weights[0]:
        return []
    if len(weights[0]) < len(weights):
        turned = assignment(list(zip(*weights, strict=True)))
        return sorted((row, column) for column, row in turned)
    matching = _Matching([[-weight for weight in row] for row in weights])
    for row in range(len(weights)):
        matching.add(row)
    return list(enumerate(matching.column_of))


@dataclass(slots=True)
class _Paths:
    """The shortest paths from a row that is to be added; ``left`` are the columns not reached yet."""

    left: list[int]
    distance: list[float]
    row_before: list[int]
    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    length: float = 0.0


class _Matching:
    """Rows paired with columns so that the costs of those added so far are lowest."""

    def __init__(self, costs: list[list[float]]) -> None:
        self._costs = costs
        self._row_price = [0.0] * len(costs)
        self._column_price = [0.0] * len(costs[0])
        self.column_of = [_FREE] * len(costs)
        self._row_of = [_FREE] * len(costs[0])

    def add(self, row: int) -> None:
        """Pair one more row, and others anew where that costs less."""
        paths = self._paths(row)
        self._pay(row, paths)
        column = paths.columns[-1]
        while column != _FREE:
            nearer = paths.row_before[column]
            self._row_of[column] = nearer
            after = self.column_of[nearer]
            self.column_of[nearer] = column
            column = _FREE if nearer == row else after

    def _paths(self, row: int) -> _Paths:
        """Follow the shortest paths from a row until one reaches a free column, the last of ``columns``."""
        size = len(self._row_of)
        paths = _Paths(list(reversed(range(size))), [_FAR] * size, [_FREE] * size)
        while row != _FREE:
            paths.rows.append(row)
            place = self._nearest(row, paths)
            column = paths.left[place]
            paths.left[place] = paths.left[-1]  # as scipy does: the order decides between equals
            paths.left.pop()
            paths.length = paths.distance[column]
            paths.columns.append(column)
            row = self._row_of[column]
        return paths

    def _nearest(self, row: int, paths: _Paths) -> int:
        """Measure the columns left from ``row``; return the place in ``left`` of the nearest, a free one if equal."""
        costs, price, distance = self._costs[row], self._row_price[row], paths.distance
        lowest, nearest = _FAR, 0
        for place, column in enumerate(paths.left):
            reached = paths.length + costs[column] - price - self._column_price[column]
            if reached < distance[column]:
                distance[column], paths.row_before[column] = reached, row
            found = distance[column]
            if found < lowest or (found == lowest and self._row_of[column] == _FREE):
                lowest, nearest = found, place
        return nearest

    def _pay(self, added: int, paths: _Paths) -> None:
        """Set the prices so that every pair made costs nothing more."""
        self._row_price[added] += paths.length
        for row in paths.rows:
            if row != added:
                self._row_price[row] += paths.length - paths.distance[self.column_of[row]]
        for column in paths.columns:
            self._column_price[column] -= paths.length - paths.distance[column]
