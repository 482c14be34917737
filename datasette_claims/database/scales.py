"""The labels of the rating scales, as reviewers choose among them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from datasette_claims.review import Aspect


@dataclass(frozen=True, slots=True)
class Label:
    """One answer that a scale offers; ``value`` is None off the scale, ``hotkey`` empty without a key of its own."""

    key: str
    value: float | None
    german: str
    english: str
    hotkey: str

    def text(self, language: str) -> str:
        """Return its words in a language: German for ``de``, else English."""
        return self.german if language == "de" else self.english


def labels(connection: sqlite3.Connection) -> Mapping[Aspect, tuple[Label, ...]]:
    """Return the labels of every aspect's newest scale, in the scale's order."""
    sql = (
        "SELECT s.aspect, v.key, v.value, v.label_de, v.label_en, coalesce(v.hotkey, '')"
        " FROM rating_scales s JOIN rating_values v ON v.scale_id = s.id"
        " WHERE s.version = (SELECT max(n.version) FROM rating_scales n WHERE n.name = s.name) ORDER BY s.id, v.sort"
    )
    found: dict[Aspect, tuple[Label, ...]] = {}
    for aspect, *label in connection.execute(sql):
        found[Aspect(aspect)] = (*found.get(Aspect(aspect), ()), Label(*label))
    return found


def of(connection: sqlite3.Connection, scale_id: str) -> tuple[Label, ...]:
    """Return the labels of one scale, which may be an older one, in its order."""
    columns = "key, value, label_de, label_en, coalesce(hotkey, '')"
    sql = f"SELECT {columns} FROM rating_values WHERE scale_id = ? ORDER BY sort"
    return tuple(Label(*row) for row in connection.execute(sql, [scale_id]))
