"""How fast each format is read, beside the bare parser below it: ``python benchmarks/readers.py [COUNT]``.

Both rows of a format read the same bytes, in turn, in one process; the best of several turns counts, in processor time.
The bare parser gives values and no more; the reader makes articles of them: digests, datelines, crossheads, dates.
The last row loads articles again that the database has already.
"""

from __future__ import annotations

import csv
import email
import email.policy
import gzip
import io
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from articles import articles

from datasette_claims.extraction import read
from datasette_claims.readers import ReadOptions

COUNT = 1000
LOADED = 300
TURNS = 5


class Sample(NamedTuple):
    """One format: a file's bytes and name, and what its bare parser does with them."""

    name: str
    raw: bytes
    parse: Callable[[bytes], object]
    path: Path | None = None


def samples(texts: list[str], folder: Path) -> list[Sample]:
    """Return the same articles in every format."""
    lines = "".join(
        json.dumps({"id": n, "title": "Titel", "text": text}) + "\n" for n, text in enumerate(texts)
    ).encode()
    table = io.StringIO()
    csv.writer(table).writerows([["id", "title", "text"], *([n, "Titel", text] for n, text in enumerate(texts))])
    return [
        Sample("a.txt", "\n\n".join(texts).encode()[:4_000_000], lambda raw: raw.decode("utf-8")),
        Sample("a.jsonl", lines, lambda raw: [json.loads(line) for line in raw.splitlines()]),
        Sample(
            "a.jsonl.gz",
            gzip.compress(lines),
            lambda raw: [json.loads(one) for one in gzip.decompress(raw).splitlines()],
        ),
        Sample("a.csv", table.getvalue().encode(), lambda raw: list(csv.reader(io.StringIO(raw.decode("utf-8"))))),
        _database(texts, folder),
        Sample("a.nitf.xml", _nitf(texts[:20]), _lxml),
        Sample("a.rss", _feed(texts), _feedparser),
        Sample("a.html", _page(texts[:20]), _trafilatura),
        Sample("a.eml", _message(texts[:20]), _email),
    ]


def _database(texts: list[str], folder: Path) -> Sample:
    path = folder / "news.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE articles (id, title, text)")
        connection.executemany("INSERT INTO articles VALUES (?, 'Titel', ?)", enumerate(texts))

    def rows(_: bytes) -> object:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute("SELECT * FROM articles").fetchall()

    return Sample("news.db", path.read_bytes(), rows, path)


def _paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{escape(part)}</p>" for text in texts for part in text.split("\n\n"))


def _nitf(texts: list[str]) -> bytes:
    body = (
        f"<body.head><hedline><hl1>Titel</hl1></hedline></body.head><body.content>{_paragraphs(texts)}</body.content>"
    )
    return f"<nitf><head><title>Titel</title></head><body>{body}</body></nitf>".encode()


def _feed(texts: list[str]) -> bytes:
    entries = "".join(
        f"<item><guid>{n}</guid><title>Titel</title><content:encoded>{escape(_paragraphs([text]))}</content:encoded></item>"
        for n, text in enumerate(texts)
    )
    content = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f'<rss version="2.0" {content}><channel><title>Bote</title>{entries}</channel></rss>'.encode()


def _page(texts: list[str]) -> bytes:
    links = "<nav>" + '<a href="/">Start</a>' * 40 + "</nav>"
    head = '<meta charset="utf-8"><title>Titel</title>'
    article = f"<article><h1>Titel</h1>{_paragraphs(texts)}</article>"
    return f'<!doctype html><html lang="de"><head>{head}</head><body>{links}{article}{links}</body></html>'.encode()


def _message(texts: list[str]) -> bytes:
    made = email.message.EmailMessage()
    made["From"], made["Subject"], made["Date"] = "Anna Weber <a@b.example>", "Titel", "Wed, 26 Feb 2025 23:30:00 +0100"
    made.set_content("\n\n".join(texts))
    made.add_alternative(_paragraphs(texts), subtype="html")
    return made.as_bytes()


def _lxml(raw: bytes) -> object:
    from lxml import etree  # noqa: PLC0415 - needed for this row alone

    return ["".join(one.itertext()) for one in etree.fromstring(raw, etree.XMLParser(resolve_entities=False)).iter("p")]


def _feedparser(raw: bytes) -> object:
    import feedparser  # noqa: PLC0415 - as above

    return feedparser.parse(io.BytesIO(raw))


def _trafilatura(raw: bytes) -> Any:  # noqa: ANN401 - what it returns is of no interest
    import trafilatura  # noqa: PLC0415 - as above

    return trafilatura.bare_extraction(raw.decode("utf-8"), favor_precision=True, with_metadata=True)


def _email(raw: bytes) -> object:
    body = email.message_from_bytes(raw, policy=email.policy.default).get_body(("plain", "html"))
    return body.get_content() if body else ""


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def compare(sample: Sample) -> tuple[float, float]:
    """Return MB a second of the bare parser and of the reader."""
    options = ReadOptions(sample.name, "de", path=sample.path)

    def ours() -> object:
        return list(read(io.BufferedReader(io.BytesIO(sample.raw)), options))

    turns = [(_seconds(lambda: sample.parse(sample.raw)), _seconds(ours)) for _ in range(TURNS)]
    size = len(sample.raw) / 1e6
    return size / min(bare for bare, _ in turns), size / min(read for _, read in turns)


def again(texts: list[str], folder: Path) -> float:
    """Return how many articles a second are loaded that the database has."""
    from datasette_claims import load  # noqa: PLC0415 - needed for this row alone

    path = folder / "again.jsonl"
    path.write_text("".join(json.dumps({"id": n, "text": text}) + "\n" for n, text in enumerate(texts)), "utf-8")
    # Which pipeline found the claims does not matter to what is there already.
    load(folder / "claims.db", [path], pipeline="fast")
    return len(texts) / _seconds(lambda: load(folder / "claims.db", [path]))


def main(count: int) -> None:
    """Print a table."""
    texts = list(articles(count))
    with tempfile.TemporaryDirectory() as name:
        print(f"{'':12} {'MB':>6} {'bare MB/s':>10} {'ours MB/s':>10} {'ratio':>6}")
        for sample in samples(texts, Path(name)):
            bare, ours = compare(sample)
            size = len(sample.raw) / 1e6
            print(f"{sample.name:12} {size:6.2f} {bare:10.1f} {ours:10.1f} {ours / bare:6.2f}", flush=True)
        print(f"loaded again: {again(texts[:LOADED], Path(name)):.0f} articles/s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else COUNT)
