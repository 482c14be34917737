"""PDF and Word documents become articles."""

from __future__ import annotations

import io
import logging
import sys
import time
import zipfile
import zlib
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_claims.errors import ArticleError, ArticleTooLarge, MissingExtra, NotAnArticle, UnreadableInput
from datasette_claims.model import Article
from datasette_claims.readers import ReadOptions, choose, docx, extras, pages, pdf


def pdf_of(page_lines: Sequence[Sequence[str]], trailer: str = "", packed: bytes | None = None) -> bytes:
    """Return a PDF of these lines, by hand."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    kids = []
    for lines in page_lines:
        shown = ") Tj T* (".join(line.replace("(", "\\(").replace(")", "\\)") for line in lines)
        drawn = f"BT /F1 12 Tf 14 TL 50 750 Td ({shown}) Tj ET".encode("cp1252") if lines else b""
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number + 1} 0 R"
        page += " /Resources << /Font << /F1 "
        objects.append(page.encode() + font + b" >> >> >>")
        stream = zlib.compress(drawn) if packed is None else packed
        head = f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode()
        objects.append(head + stream + b"\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    made, places = bytearray(b"%PDF-1.4\n"), []
    for number, one in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\n"
    return bytes(made) + f"{end}startxref\n{len(made)}\n%%EOF\n".encode()


def read_pdf(raw: bytes) -> Article | ArticleError:
    (found,) = pdf.read(io.BytesIO(raw), ReadOptions("a.pdf"))
    return found


PRINTED = [
    ["Altenroder Bote, 26. Februar 2025", "Brücke gesperrt", "Die Ministerin Anna Ackerbach sagte, die Brü-"],
    ["Altenroder Bote, 26. Februar 2025", "cke sei seit dem Unwetter gesperrt und werde"],
    ["Altenroder Bote, 26. Februar 2025", "bald repariert.", "Ein Sprecher (Emil Funk) widersprach ihr am"],
]
PRINTED = [[*page, f"Seite {number} von 3"] for number, page in enumerate(PRINTED, 1)]


def test_pdf() -> None:
    """Headers, footers and page numbers are left out, words that a line or a page cuts are whole again."""
    article = read_pdf(pdf_of(PRINTED))
    assert isinstance(article, Article)
    assert article.title == "Brücke gesperrt"
    assert article.text == (
        "Die Ministerin Anna Ackerbach sagte, die Brücke sei seit dem Unwetter gesperrt und werde bald repariert."
        "\n\nEin Sprecher (Emil Funk) widersprach ihr am"
    )
    assert article.warnings == ("text of a PDF: offsets count on the extracted text, not on the page",)


PARAGRAPHS = {
    ("Die Ein-", "und Ausfuhr"): ["Die Ein- und Ausfuhr"],
    ("Die Brü-", "cke"): ["Die Brücke"],
    ("Nordrhein-", "Westfalen"): ["Nordrhein-Westfalen"],
    ("Ein Titel", "Die Zeile ist so lang wie jede andere hier.", "Und die auch, ja."): [
        "Ein Titel",
        "Die Zeile ist so lang wie jede andere hier. Und die auch, ja.",
    ],
    ("Eins.", "", "Zwei."): ["Eins.", "Zwei."],
    ("1939 -", "1945"): ["1939 - 1945"],
    (): [],
}


@pytest.mark.parametrize(("lines", "expected"), PARAGRAPHS.items())
def test_paragraphs(lines: Sequence[str], expected: list[str]) -> None:
    """Lines become paragraphs; a hyphen goes only where it cut a word."""
    assert pages.paragraphs(lines) == expected


def test_headers() -> None:
    """Only lines at the edges of most pages are headers, and numbers alone are page numbers; two pages prove none."""
    printed = [["Bote 1", "Es regnet.", "1"], ["Bote 2", "Bote 2", "- 2 -"], ["Bote 3", "", "Er kam.", "", "3"]]
    assert pages.without_headers(printed) == [["Es regnet."], [], ["Er kam."]]
    assert pages.without_headers([["Bote", "Es regnet."], ["Bote", "Er kam."]])[0] == ["Bote", "Es regnet."]
    assert pages.without_headers([["1945"]]) == [["1945"]]


def test_scan() -> None:
    """A PDF of pictures is no article, and the error says what to do."""
    error = read_pdf(pdf_of([[]]))
    assert isinstance(error, NotAnArticle)
    assert "OCR" in error.reason


def encrypted(password: str) -> bytes:
    import pypdf  # noqa: PLC0415 - only here

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_of(PRINTED)))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def test_encrypted() -> None:
    """A PDF with a password is none; one that may only not be changed is read."""
    error = read_pdf(encrypted("secret"))
    assert isinstance(error, NotAnArticle)
    assert "password" in error.reason
    assert isinstance(read_pdf(encrypted("")), Article)


def test_unknown_encryption() -> None:
    """A way of encrypting that nobody knows is no other than a password."""
    error = read_pdf(pdf_of(PRINTED, "/Encrypt << /Filter /Standard /V 9 /R 9 /O (a) /U (b) /P 1 >> /ID [(a) (b)]"))
    assert isinstance(error, NotAnArticle | UnreadableInput)


def test_pdf_bounds() -> None:
    """Bombs, thousands of pages and files beyond the limit are refused soon."""
    started = time.process_time()
    bomb = zlib.compress(b"BT (a) Tj ET " * 2_000_000)
    assert isinstance(read_pdf(pdf_of([["a"]] * 2, packed=bomb)), UnreadableInput | ArticleTooLarge)
    assert isinstance(read_pdf(pdf_of([["a"]] * (pdf.MOST_PAGES + 1))), ArticleTooLarge)
    assert isinstance(read_pdf(b"%PDF-" + b" " * pdf.MOST_BYTES), ArticleTooLarge)
    assert time.process_time() - started < 20


def test_drawn_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """What all pages draw is bounded too."""
    monkeypatch.setattr(pdf, "MOST_DRAWN", 100)
    assert isinstance(read_pdf(pdf_of(PRINTED)), ArticleTooLarge)


@pytest.mark.parametrize(
    "raw",
    [
        b"%PDF-1.4",
        pdf_of(PRINTED)[:300],
        pdf_of(PRINTED).replace(b"/Kids [3 0 R", b"/Kids [2 0 R"),
        b"%PDF-" + b"[" * 100_000,
    ],
)
def test_damaged_pdf(raw: bytes) -> None:
    """A damaged PDF is an error, also one that holds itself or is nested 10⁵ deep."""
    assert isinstance(read_pdf(raw), ArticleError)


def test_silent(caplog: pytest.LogCaptureFixture) -> None:
    """What a library says while it reads goes nowhere, by loggers that it makes just then, too."""
    with extras.silent("made_up_library"):
        logging.getLogger("made_up_library.now").warning("odd")
    assert caplog.messages == []
    logging.getLogger("made_up_library.now").warning("odd again")
    assert caplog.messages == ["odd again"]


def test_pdf_sniffed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF is known by its beginning; without the library the error says how to install it."""
    assert choose(pdf_of(PRINTED)[:4096], "a.txt") is pdf
    monkeypatch.setitem(sys.modules, "pypdf", None)
    error = read_pdf(pdf_of(PRINTED))
    assert isinstance(error, MissingExtra)
    assert "datasette-claims[documents]" in error.reason


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
STYLES = f"""<w:styles {W}><w:style w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style><w:name w:val="stray"/></w:styles>"""


def paragraph(text: str, style: str = "") -> str:
    stated = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{stated}<w:r><w:t>{text}</w:t></w:r></w:p>"


def docx_of(body: str, styles: str | None = STYLES, before: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"{before}<w:document {W} {MC}><w:body>{body}</w:body></w:document>")
        if styles is not None:
            archive.writestr("word/styles.xml", styles)
    return made.getvalue()


def read_docx(raw: bytes) -> Article | ArticleError:
    (found,) = docx.read(io.BytesIO(raw), ReadOptions("a.docx"))
    return found


SAID = "Die Ministerin Anna Ackerbach sagte, die Brücke sei gesperrt."


def test_docx() -> None:
    """The title's style is the title, headings are crossheads, in the words of any language of the program."""
    body = (
        paragraph("Brücke gesperrt", "Titel") + paragraph(SAID) + paragraph("Streit?", "berschrift1") + paragraph(SAID)
    )
    article = read_docx(docx_of(body))
    assert isinstance(article, Article)
    assert (article.title, article.text) == ("Brücke gesperrt", f"{SAID}\n\nStreit?\n\n{SAID}")
    assert [article.text[start:end] for start, end in article.crossheads] == ["Streit?"]
    assert (article.origin, article.warnings) == ("a.docx", ())


def test_docx_first_heading() -> None:
    """Without a title a first heading is one; without any style the first line is, as in plain text."""
    for style, styles in (("berschrift1", STYLES), ("", None)):
        article = read_docx(docx_of(paragraph("Brücke gesperrt", style) + paragraph(SAID), styles))
        assert isinstance(article, Article)
        assert (article.title, article.text) == ("Brücke gesperrt", SAID)


def test_docx_left_out() -> None:
    """Tables, deleted and moved words and text boxes are left out; tabs, breaks and hyphens stay."""
    run = "<w:r><w:t>Es</w:t><w:tab/><w:t>regnet</w:t><w:br/><w:t>E</w:t><w:noBreakHyphen/><w:t>Bus.</w:t></w:r>"
    gone = "<w:r><w:t>GONE</w:t></w:r>"
    body = f"<w:p>{run}<w:del>{gone}</w:del><w:moveFrom>{gone}</w:moveFrom><w:r><w:instrText>GONE</w:instrText></w:r>"
    body += f"<mc:Fallback>{gone}</mc:Fallback><w:r><w:txbxContent><w:p>{gone}</w:p></w:txbxContent></w:r></w:p>"
    body += f"<w:tbl><w:tr><w:tc><w:tbl>{paragraph('GONE')}</w:tbl></w:tc></w:tr></w:tbl>"
    article = read_docx(docx_of(body))
    assert isinstance(article, Article)
    assert (article.text, article.warnings) == ("Es regnet\nE\u2011Bus.", ("tables left out: 1",))


LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    "raw",
    [
        docx_of(paragraph("&b;&x;"), before=LAUGHS),
        docx_of("<w:p>"),
        docx_of(paragraph(SAID))[:-40],
        docx_of(paragraph(SAID))[:200],
        b"PK\x03\x04",
        docx_of(paragraph("&#0;")),
    ],
    ids=["entities", "not closed", "cut", "cut early", "head", "NUL"],
)
def test_damaged_docx(raw: bytes) -> None:
    """A document with a document type of its own, or a damaged one, is refused."""
    assert isinstance(read_docx(raw), UnreadableInput)


def test_no_docx() -> None:
    """A workbook is no Word document, and a document without words no article."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<a/>")
    error = read_docx(made.getvalue())
    assert isinstance(error, NotAnArticle)
    assert "CSV" in error.reason
    assert isinstance(read_docx(docx_of("")), NotAnArticle)


def test_docx_bounds() -> None:
    """Bombs are refused before anything is unpacked, 10⁵ open elements are no trouble, and 5 MB are the most."""
    started = time.process_time()
    assert isinstance(read_docx(docx_of(paragraph("a" * 150_000_000))), ArticleTooLarge)
    deep = read_docx(
        docx_of(
            "".join(f'<w:p w:x="{number * 7919}">' for number in range(100_000))
            + "<w:t>Tief</w:t>"
            + "</w:p>" * 100_000
        )
    )
    assert isinstance(deep, Article)
    assert deep.text == "Tief"
    rows = "".join(paragraph(f"{SAID} {number * 7919}") for number in range(100_000))
    assert isinstance(read_docx(docx_of(rows)), ArticleTooLarge)
    assert time.process_time() - started < 20


def test_docx_sniffed() -> None:
    """A document is known by how its zip file begins, or by its ending."""
    raw = docx_of(paragraph(SAID))
    assert choose(raw[:4096], "a") is docx
    assert choose(b"PK\x03\x04" + bytes(40), "a.docx") is docx
    assert docx.sniff(b"PK", "a.docx") == 0


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=100), st.integers(0, 900))
def test_any_bytes(raw: bytes, at: int) -> None:
    """Any bytes, alone or in the place of some of a document, are an article or an error."""
    for read, made in ((read_pdf, pdf_of(PRINTED)), (read_docx, docx_of(paragraph(SAID)))):
        assert isinstance(read(raw), ArticleError)
        assert isinstance(read(made[:at] + raw + made[at + len(raw) :]), Article | ArticleError)
