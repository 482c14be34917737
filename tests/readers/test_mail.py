"""Mail becomes articles, one a message."""

from __future__ import annotations

import io
import time
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_claims.errors import ArticleError, ArticleTooLarge, NotAnArticle, UnreadableInput
from datasette_claims.model import Article
from datasette_claims.readers import ReadOptions, choose, mail, mailbox

SAID = "Die Ministerin Anna Ackerbach sagte, die Brücke sei gesperrt.\n\nDer Sprecher widersprach ihr.\n"
HEADERS = "From: =?utf-8?q?Anna_W=C3=A4ber?= <weber@bote.example>\nTo: x@y.example\n"
HEADERS += "Subject: =?iso-8859-1?q?Br=FCcke_gesperrt?=\n"
HEADERS += "Date: Wed, 26 Feb 2025 23:30:00 +0100\nMessage-ID: <1@bote.example>\nMIME-Version: 1.0\n"


def message(plain: str = SAID, html: str = "") -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Anna Weber <weber@bote.example>"
    made["Subject"] = "Brücke gesperrt"
    made["Date"] = "Wed, 26 Feb 2025 23:30:00 +0100"
    made["Message-ID"] = "<1@bote.example>"
    if plain:
        made.set_content(plain)
    if html and plain:
        made.add_alternative(html, subtype="html")
    elif html:
        made.set_content(html, subtype="html")
    return made


def read(raw: bytes | str | EmailMessage, origin: str = "a.eml") -> list[Article | ArticleError]:
    data = raw if isinstance(raw, bytes) else raw.encode() if isinstance(raw, str) else raw.as_bytes()
    return list(mail.read(io.BytesIO(data), ReadOptions(origin)))


def test_message() -> None:
    """Subject, sender, date and text are title, author, date and text."""
    (article,) = read(message())
    assert isinstance(article, Article)
    assert article.text == SAID.strip()
    assert (article.title, article.origin, article.published) == ("Brücke gesperrt", "a.eml", "2025-02-26")
    assert (article.authors, article.warnings) == (("Anna Weber",), ())


def test_encoded_headers() -> None:
    """Words in other character sets are read in subject and sender."""
    (article,) = read(f"{HEADERS}Content-Language: de\n\nDie Brücke ist gesperrt.")
    assert isinstance(article, Article)
    assert (article.title, article.authors, article.language) == ("Brücke gesperrt", ("Anna Wäber",), "de")


@pytest.mark.parametrize("subject", ["Br\u00fccke".encode("cp1252"), "Brücke".encode()], ids=["cp1252", "utf-8"])
def test_raw_headers(subject: bytes) -> None:
    """A subject in bytes that no header may hold is read all the same."""
    (article,) = read(b"From: a@b.example\nDate: x\nSubject: " + subject + b"\n\nEs regnet hier.")
    assert isinstance(article, Article)
    assert (article.title, article.authors, article.warnings) == ("Brücke", (), ("no date: 'x'",))


@pytest.mark.parametrize("word", ["=?foo?q?Br=FCcke?=", "=?utf-8?b?a?=", "=?punycode?q?a?=", "=?utf-8?q?=ff?="])
def test_odd_headers(word: str) -> None:
    """A word that cannot be decoded is no trouble."""
    (article,) = read(f"From: a@b.example\nDate: Wed, 26 Feb 2025 23:30:00 +0100\nSubject: {word}\n\nEs regnet hier.")
    assert isinstance(article, Article)


def test_plain_before_html() -> None:
    """Of two forms of the same text the plain one is taken; HTML if there is no other, or the other is a stub."""
    html = f"<table><tr><td><p>{SAID}</p><h2>Streit</h2><p>{SAID * 5}</p></td></tr></table>"
    (article,) = read(message(html=html.replace(SAID * 5, "")))
    assert isinstance(article, Article)
    assert "Streit" not in article.text
    for plain in ("", "Nur als HTML."):
        (article,) = read(message(plain, html))
        assert isinstance(article, Article)
        assert [article.text[start:end] for start, end in article.crossheads] == ["Streit"]


def test_attachments() -> None:
    """Attachments are left out and counted; a message inside a message is one."""
    made = message()
    made.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="a.pdf")
    made.add_attachment("Angehängter Text", filename="a.txt")
    made.add_attachment(message("Eine andere Nachricht."))
    (article,) = read(made)
    assert isinstance(article, Article)
    assert article.text == SAID.strip()
    assert article.warnings == ("attachments left out: 3",)


def test_footer_stays() -> None:
    """What a forwarded mail or a newsletter says below stays: nobody can say for certain that it is not text."""
    (article,) = read(message(SAID + "\n-- \nAbbestellen unter bote.example\n"))
    assert isinstance(article, Article)
    assert article.text.endswith("Abbestellen unter bote.example")


CHARSETS = [
    ("iso-8859-1", "cp1252", ()),
    ("us-ascii", "utf-8", ("read as UTF-8", "said to be us-ascii, but is not")),
    ("iso-8859-1", "utf-8", ("read as UTF-8", "said to be iso-8859-1, but is not")),
    ("utf-8", "cp1252", ("not UTF-8 (byte {at}): read as Windows-1252",)),
    ("us-ascii", "cp1252", ("not UTF-8 (byte {at}): read as Windows-1252", "said to be us-ascii, but is not")),
    ("x-klingon", "utf-8", ("unknown character set 'x-klingon'",)),
    ("idna", "utf-8", ("unknown character set 'idna'",)),
    ("base64", "utf-8", ("unknown character set 'base64'",)),
    ("utf-16", "utf-8", ("read as UTF-8", "said to be utf-16, but is not")),
    ("shift_jis", "cp1252", None),
    ("koi8-r", "koi8-r", None),
]


@pytest.mark.parametrize(("stated", "true", "warnings"), CHARSETS)
def test_charset_lies(stated: str, true: str, warnings: tuple[str, ...] | None) -> None:
    """What is said of the character set is believed if it can be true; else it is mended, with a warning."""
    said = SAID if true != "koi8-r" else "Мост закрыт, сказала министр."
    body = said.encode(true)
    raw = f"{HEADERS}Content-Type: text/plain; charset={stated}\nContent-Transfer-Encoding: 8bit\n\n".encode() + body
    (article,) = read(raw)
    assert isinstance(article, Article)
    if warnings is not None:
        assert "Brücke" in article.text
        at = next(place for place, byte in enumerate(body) if byte > 127)
        assert article.warnings == tuple(warning.format(at=at) for warning in warnings)


def nested(depth: int) -> str:
    heads = [f'Content-Type: multipart/mixed; boundary="b{number}"\n\n--b{number}\n' for number in range(depth)]
    return HEADERS + "".join(heads) + f"Content-Type: text/plain; charset=utf-8\n\n{SAID}"


def test_nested() -> None:
    """Parts in parts are read, up to a bound; 10⁵ levels are refused at once."""
    (article,) = read(nested(20))
    assert isinstance(article, Article)
    started = time.process_time()
    for depth in (200, 100_000):
        (error,) = read(nested(depth))
        assert isinstance(error, UnreadableInput)
    (error,) = read(HEADERS + "Content-Type: message/rfc822\n\n" * 100_000)
    assert isinstance(error, UnreadableInput)
    assert time.process_time() - started < 10


def test_many_parts() -> None:
    """More parts than any newsletter has are refused."""
    (error,) = read(f"{HEADERS}Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nText\n" * 200)
    assert isinstance(error, UnreadableInput)
    (error,) = read(HEADERS + "\n" * 1_100_000)
    assert isinstance(error, UnreadableInput)


def test_no_text() -> None:
    """A message of attachments alone, or of nothing, is no article."""
    made = message("")
    made.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="a.pdf")
    (error,) = read(made)
    assert isinstance(error, NotAnArticle)
    assert "attachments: 1" in error.reason


def test_too_large() -> None:
    """A message beyond the limit is refused, in a box it alone."""
    (error,) = read(HEADERS.encode() + b"\n" + b"a" * mailbox.MOST_BYTES)
    assert isinstance(error, ArticleTooLarge)
    box = b"From a\n" + HEADERS.encode() + b"\n" + b"a" * mailbox.MOST_BYTES + b"\n\nFrom b\n" + message().as_bytes()
    error, article = read(box)
    assert isinstance(error, ArticleTooLarge)
    assert isinstance(article, Article)


def test_mailbox() -> None:
    """A box is its messages, each known by its id; a quoted line of the text begins none."""
    second = HEADERS.replace("<1@", "<2@") + f"\n{SAID}\n>From hier an ging es gut.\n\nFromm war er nicht.\n"
    third = "Subject: Drei\nDate: Wed, 26 Feb 2025 23:30:00 +0100\n\nEs regnet hier."
    box = f"From a@b Wed Feb 26\n{message().as_string()}\nFrom c@d Wed Feb 26\n{second}\nFrom e@f\n{third}"
    one, two, three = read(box, "a.mbox")
    assert isinstance(one, Article)
    assert isinstance(two, Article)
    assert [found.origin for found in (one, two, three)] == [
        "a.mbox#1@bote.example",
        "a.mbox#2@bote.example",
        "a.mbox#3",
    ]
    assert one.text == SAID.strip()
    assert "\n\nFrom hier an ging es gut.\n\nFromm" in two.text


@pytest.mark.parametrize(
    "raw", [HEADERS, f"From a@b Wed\n{HEADERS}", f"\ufeff{HEADERS}\n", HEADERS.replace("\n", "\r\n")]
)
def test_sniffed(raw: str) -> None:
    """Mail is known by its headers, whatever it is called."""
    assert choose(raw.encode(), "a") is mail
    assert choose(raw.encode(), "a.eml") is mail


@pytest.mark.parametrize(
    "raw", ["", "From hier an\nging es", "Subject: Wetter\n\nEs regnet.", "Er sagte.\nFrom: a\nDate: b"]
)
def test_not_sniffed(raw: str) -> None:
    """A text that has a line like a header is none."""
    assert mail.sniff(raw.encode(), "a.eml") == 0


PIECES = ["From ", "From: ", "Subject: ", "Content-Type: ", "multipart/mixed; boundary=b", "text/html; charset=", "\n"]
PIECES += [
    "--b",
    "--b--",
    "=?utf-8?q?",
    "?=",
    "message/rfc822",
    "message/delivery-status",
    "base64",
    "uuencode",
    ";",
    '"',
]
PIECES += ["Content-Transfer-Encoding: ", "a", "ü", "filename*0*=x''%ff", "charset*=utf-8''a", "\n\n", "begin 644 a\n"]


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.lists(st.sampled_from(PIECES)).map("".join).map(str.encode)))
def test_any_bytes(raw: bytes) -> None:
    """Any bytes are articles or errors."""
    assert all(isinstance(one, Article | ArticleError) for one in [*read(raw), *read(HEADERS.encode() + raw)])
