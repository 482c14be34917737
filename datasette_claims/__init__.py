"""Who said what, where, and is it true?

The Python API: ``load`` puts articles into a database, ``extract`` returns one text's claims. Both load the
language machinery only when they are first used, so that Datasette starts without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datasette_claims.extraction import Extraction, extract
    from datasette_claims.loader import Summary, load

__all__ = ["Extraction", "Summary", "extract", "load"]


def __getattr__(name: str) -> object:
    if name in {"Summary", "load"}:
        from datasette_claims import loader  # noqa: PLC0415 - spaCy must wait until it is needed

        return getattr(loader, name)
    if name in {"Extraction", "extract"}:
        from datasette_claims import extraction  # noqa: PLC0415 - spaCy must wait until it is needed

        return getattr(extraction, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
