"""PDF through pypdf: the text of the pages without their headers and footers. Offsets count on what was extracted."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from datasette_claims.errors import ArticleError, ArticleTooLarge, NotAnArticle, UnreadableInput
from datasette_claims.model import Article
from datasette_claims.readers import extras, pages, records
from datasette_claims.readers.records import Record
from datasette_claims.readers.text import MOST_BYTES as MOST_CHARACTERS

if TYPE_CHECKING:
    from datasette_claims.readers import ReadOptions

NAME = "PDF"
MOST_BYTES = 50_000_000
MOST_PAGES = 500
MOST_DRAWN = 30_000_000
"""How many bytes of drawing all pages may have unpacked: a text page has a few thousand."""

_MAGIC = b"%PDF-"
_BEFORE = 1024
_WARNING = "text of a PDF: offsets count on the extracted text, not on the page"
_ENCRYPTED = "encrypted. Save it without a password."
_SCANNED = "no text in it, only pictures, as of a scan. Let a program recognise the text (OCR) and save it."
_BOUNDS = {
    "zlib_maximum_output_length": 20_000_000,
    "lzw_maximum_output_length": 20_000_000,
    "run_length_maximum_output_length": 20_000_000,
    "array_based_stream_maximum_output_length": 20_000_000,
    "xform_maximum_invocations_per_extraction": 200,
    "disable_legacy_handling": True,
}


def sniff(head: bytes, name: str) -> float:  # noqa: ARG001 - the bytes tell it
    """Be sure of what begins as PDF does, a few bytes later at most."""
    return 0.95 if _MAGIC in head[:_BEFORE] else 0.0


def read(stream: BinaryIO, options: ReadOptions) -> Iterator[Article | ArticleError]:
    """Yield the one article of a document."""
    raw = stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        yield ArticleTooLarge(options.origin, f"a PDF of more than {MOST_BYTES / 1e6:.0f} MB. Save its text alone.")
        return
    try:
        body = pages.text(_drawn(raw, options.origin))
        if not body:
            raise NotAnArticle(options.origin, _SCANNED)
        yield records.unembargoed(Record("", body, body, warnings=(_WARNING,)), options)
    except ArticleError as error:
        yield error


def _drawn(raw: bytes, origin: str) -> list[str]:
    """Return the text of each page."""
    pypdf = extras.imported("pypdf", "documents", origin)
    try:
        with extras.silent("pypdf"), pypdf.apply_configuration(**_BOUNDS):
            document = pypdf.PdfReader(io.BytesIO(raw), strict=False)
            if document.is_encrypted and not _opens(document):
                raise NotAnArticle(origin, _ENCRYPTED)  # noqa: TRY301 - as any other reason
            return list(_texts(document, origin))
    except ArticleError:
        raise
    except Exception as error:
        reason = f"a PDF that cannot be read ({error!r:.120}). Open it and save its text."
        raise UnreadableInput(origin, reason) from error


def _opens(document: Any) -> bool:  # noqa: ANN401 - pypdf's reader
    """Tell whether a document opens without a password, as one does that may only not be printed."""
    try:
        return bool(document.decrypt(""))
    except Exception:  # noqa: BLE001 - whatever the way of encrypting, it cannot be read
        return False


def _texts(document: Any, origin: str) -> Iterator[str]:  # noqa: ANN401 - as above
    if len(document.pages) > MOST_PAGES:
        raise ArticleTooLarge(origin, f"more than {MOST_PAGES} pages. Save the article's pages alone.")
    drawn = characters = 0
    for page in document.pages:
        contents = page.get_contents()
        drawn += len(contents.get_data()) if contents is not None else 0
        if drawn > MOST_DRAWN or characters > MOST_CHARACTERS:
            raise ArticleTooLarge(origin, "more on its pages than an article can have. Save its text alone.")
        text = page.extract_text()
        characters += len(text)
        yield text
