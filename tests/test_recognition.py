"""Which article comes in: one that is there, a copy from elsewhere, another wording, or a new one."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from datasette_claims import load
from datasette_claims.database.appearing import appearances, relatives
from datasette_claims.identity import article_key, body_key, paragraph_keys

pytestmark = pytest.mark.house

PARAGRAPHS = (
    "Die Ministerin Anna Ackerbach hat am Dienstag in Buchtal den Bericht über die alte Brücke vorgestellt.",
    "Ackerbach sagte, die Brücke sei nach dem langen Regen in diesem Frühjahr nicht mehr sicher.",
    "Am Vormittag hatte es geregnet, und viele Straßen in der Umgebung waren gesperrt.",
    "Ackerbach betonte, dass die Reparatur mehr als zwölf Millionen Euro kosten werde.",
    "Der Landtag will im Herbst über das Geld entscheiden, die Opposition ist dagegen.",
)
TEXT = "\n\n".join(PARAGRAPHS)


def rows(database: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql).fetchall()


def item(version: int, text: str = TEXT, urn: str = "urn:newsml:dpa.com:20090101:260501-1") -> str:
    """Return an item of dpa's digitalwires."""
    html = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    named = {"format": "digitalwires@0.9.1", "urn": urn, "version": version, "headline": "Die Brücke"}
    return json.dumps({**named, "article_html": html, "creditline": "dpa", "pubstatus": "usable"})


def test_ten_outlets(folder: Path, database: Path) -> None:
    """Wire copy in ten outlets, with datelines, quotation marks and sign-offs of their own, is one text."""
    styles = (
        "BUCHTAL (dpa) - {}",
        "Buchtal (dpa/lni) – {}",
        "{}\n\ndpa abc xyz a3 hgo",
        "{}/mau/DP/nas",
        "BUCHTAL (AFP) - {}",
        "MÜNCHEN — {}",
        "{}",
        "{}\n",
        "\ufeff{}",
        "  {}  ",
    )
    for number, style in enumerate(styles):
        (folder / f"outlet-{number}.txt").write_text(style.format(TEXT.replace(" – ", " - ")))
    summary = load(database, [folder], pipeline="fast")
    assert (summary.articles, summary.unchanged, summary.appearances, summary.errors) == (1, 9, 9, ())
    with closing(sqlite3.connect(database)) as connection:
        (key,) = [key for (key,) in connection.execute("SELECT id FROM articles")]
        assert [one.origin for one in appearances(connection, key)] == [
            (folder / f"outlet-{number}.txt").as_posix() for number in range(10)
        ]
    again = load(database, [folder], pipeline="fast")
    assert (again.articles, again.unchanged, again.appearances) == (0, 10, 0)


def test_restyled(folder: Path, database: Path) -> None:
    """Other marks are a copy from elsewhere, and a new wording where the text was before."""
    quoted = f"{TEXT}\n\n„Wir prüfen alles“, sagte Ackerbach."
    (folder / "a.txt").write_text(quoted)
    (folder / "b.txt").write_text(quoted.replace("„", "»").replace("“", "«"))
    summary = load(database, [folder], pipeline="fast")
    assert (summary.articles, summary.appearances) == (1, 1)
    (folder / "a.txt").write_text(quoted.replace("„", '"').replace("“", '"'))
    assert load(database, [folder], pipeline="fast").articles == 1
    assert rows(database, "SELECT seq FROM article_versions ORDER BY seq") == [(1,), (2,)]


def test_provider(folder: Path, database: Path) -> None:
    """A provider's number means the same article in whatever file, however much of its text has changed."""
    (folder / "monday.json").write_text(item(1))
    load(database, [folder], pipeline="fast")
    (folder / "tuesday.json").write_text(
        item(2, "Die Brücke ist seit heute wieder offen, sagte Anna Ackerbach am Abend.")
    )
    summary = load(database, [folder], pipeline="fast")
    assert (summary.articles, summary.unchanged, summary.errors) == (1, 1, ())
    assert rows(database, "SELECT seq, provider_version FROM article_versions ORDER BY seq") == [(1, "1"), (2, "2")]
    assert rows(database, "SELECT count(*) FROM articles") == [(1,)]


def test_late(folder: Path, database: Path) -> None:
    """A version that comes after a newer one changes nothing, and the list says why."""
    (folder / "a.json").write_text(item(3))
    load(database, [folder], pipeline="fast")
    (folder / "b.json").write_text(item(2, f"{TEXT}\n\nEin Satz, der später wieder gestrichen worden ist."))
    (error,) = load(database, [folder], pipeline="fast").errors
    assert (type(error).__name__, error.reason) == ("Outdated", "its version 2 is older than what is there.")
    assert rows(database, "SELECT error, resolved_at FROM load_errors") == [("Outdated", None)]


def test_page(folder: Path, database: Path) -> None:
    """A page is the same under whatever address leads there, if its text is; a front page never is."""

    def save(name: str, url: str, text: str) -> None:
        (folder / name).write_text(json.dumps({"url": url, "text": text}))

    save("a.json", "https://beispiel.de/politik/1", TEXT)
    load(database, [folder], pipeline="fast")
    save("b.json", "http://beispiel.de/politik/1/?utm_source=feed", f"{TEXT}\n\nNachtrag: Die Brücke ist gesperrt.")
    save("c.json", "https://beispiel.de/politik/1", "Ein ganz anderer Text steht nun unter derselben Adresse im Netz.")
    load(database, [folder], pipeline="fast")
    assert sorted(rows(database, "SELECT max(seq) FROM article_versions GROUP BY article_id")) == [(1,), (2,)]


def test_number_given_again(folder: Path, database: Path) -> None:
    """A number that is no URI may be given to another story: then it is another article."""
    (folder / "a.jsonl").write_text(json.dumps({"id": "7", "source": "Bote", "text": TEXT}))
    load(database, [folder], pipeline="fast")
    (folder / "b.jsonl").write_text(
        json.dumps({"id": "7", "source": "Bote", "text": "Heute schien in Buchtal die Sonne."})
    )
    (folder / "c.jsonl").write_text(json.dumps({"id": "7", "source": "Bote", "text": f"{TEXT}\n\nAm Ende regnete es."}))
    load(database, [folder], pipeline="fast")
    assert sorted(rows(database, "SELECT max(seq) FROM article_versions GROUP BY article_id")) == [(1,), (2,)]


def test_copies(folder: Path, database: Path) -> None:
    """Articles that share half of their paragraphs are linked, with the share of the shorter one's."""
    (folder / "a.txt").write_text(TEXT)
    (folder / "b.txt").write_text("\n\n".join(PARAGRAPHS[:2]))
    new = (
        "Neu ist in diesem Text, dass die Feuerwehr am Abend ausgerückt ist.",
        "Niemand wurde verletzt, teilte sie mit.",
    )
    (folder / "c.txt").write_text("\n\n".join((*PARAGRAPHS[2:4], *new[:1])))
    (folder / "d.txt").write_text("\n\n".join((PARAGRAPHS[4], *(f"{part} Ganz neu und lang genug." for part in new))))
    load(database, [folder], pipeline="fast")
    with closing(sqlite3.connect(database)) as connection:
        found = relatives(connection, article_key(TEXT))
        assert [(one.title[:3], round(one.share, 2)) for one in found] == [("Die", 1.0), ("Am ", 0.67)]
        (back,) = relatives(connection, found[0].article_id)
        assert (back.article_id, back.share) == (article_key(TEXT), 1.0)


def test_unlinked(folder: Path, database: Path) -> None:
    """A wording that has lost what it shared is linked no more."""
    (folder / "a.txt").write_text(TEXT)
    (folder / "b.txt").write_text(
        "\n\n".join((*PARAGRAPHS[:2], "Dieser Absatz steht nur in dem zweiten der Texte da."))
    )
    load(database, [folder], pipeline="fast")
    assert rows(database, "SELECT count(*) FROM article_links") == [(1,)]
    (folder / "b.txt").write_text(" ".join((*PARAGRAPHS[:2], "Dieser Absatz steht nur in dem zweiten der Texte da.")))
    load(database, [folder], pipeline="fast")
    assert rows(database, "SELECT count(*) FROM article_links") == [(0,)]


def test_formula(folder: Path, database: Path) -> None:
    """A paragraph that stands in very many articles links none of them, and alone hardly any."""
    formula = "Dieser Text wurde ohne Änderungen aus dem Angebot der Agentur übernommen."
    for number in range(10, 70):
        (folder / f"{number}.txt").write_text(formula if number == 69 else f"{formula}\n\n{number}. {PARAGRAPHS[0]}")
    load(database, [folder], pipeline="fast")
    assert rows(database, "SELECT count(*) FROM article_links") == [(0,)]


def test_dry_run(folder: Path, database: Path) -> None:
    """A dry run knows copies too, and writes nothing."""
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(TEXT)
    summary = load(database, [folder], pipeline="fast", dry_run=True)
    assert (summary.articles, summary.unchanged, database.exists()) == (1, 1, False)


def test_keys() -> None:
    """Marks, capitals and spaces tell no texts apart, words do; short paragraphs have no key."""
    assert body_key("„Ja“, sagte sie –  laut.") == body_key('"JA" sagte sie - laut') != body_key("Ja, sagte er laut.")
    assert paragraph_keys("kurz\n\nauch kurz") == frozenset()
    assert len(paragraph_keys(TEXT)) == len(PARAGRAPHS)
    assert paragraph_keys(TEXT) == paragraph_keys("\n".join(reversed(PARAGRAPHS)))
