"""Who said what, where, and is it true?

The Python API: ``load`` puts articles into a database, ``extract`` returns one text's claims, ``reextract`` finds those
of a database again. The language machinery is loaded only when one of them is used, so that Datasette starts
without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datasette_claims.extraction import Extraction, extract
    from datasette_claims.loader import Summary, load
    from datasette_claims.reextraction import Again, reextract

__all__ = ["Again", "Extraction", "Summary", "extract", "load", "reextract"]


def __getattr__(name: str) -> object:
    if name in {"Summary", "load"}:
        from datasette_claims import loader  # noqa: PLC0415 - spaCy must wait until it is needed

        return getattr(loader, name)
    if name in {"Extraction", "extract"}:
        from datasette_claims import extraction  # noqa: PLC0415 - spaCy must wait until it is needed

        return getattr(extraction, name)
    if name in {"Again", "reextract"}:
        from datasette_claims import reextraction  # noqa: PLC0415 - spaCy must wait until it is needed

        return getattr(reextraction, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
