"""Plain tables: columns aligned by blanks, the last one as long as it is."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield one line a row; what would move the cursor or turn the direction of writing is shown as �."""
    shown = [[_printed(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _printed(cell: str) -> str:
    return "".join("�" if unicodedata.category(character) in {"Cc", "Cf"} else character for character in cell)
