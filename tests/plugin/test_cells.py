"""What cells of Datasette's own tables show: links to our pages, verdicts and states in words."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import reviewed
from datasette.app import Datasette
from world import ANONYMOUS_ID, DIRECT_ID, NASTY_CLAIM_ID, NASTY_ID, PLAIN_ID, SCRIPT, copied

from datasette_claims.database import scales
from datasette_claims.identity import speaker_key
from datasette_claims.plugin import languages
from datasette_claims.plugin.cells import Cell
from datasette_claims.plugin.cells import shown as shown_cell

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]


async def page(datasette: Datasette, path: str, language: str = "en") -> str:
    response = await datasette.client.get(path, headers={"accept-language": language})
    assert response.status_code == 200
    return str(response.text)


async def test_quote(served: Datasette) -> None:
    """A quote leads to its claim's page."""
    link = f'<a href="/claims/-/claims/{DIRECT_ID}"><bdi>Es gibt den Willen auf beiden Seiten</bdi></a>'
    assert link in await page(served, "/claims/claims")


async def test_article(served: Datasette) -> None:
    """A claim's article is shown by its title and leads to the article's page."""
    link = f'<a href="/claims/-/articles/{PLAIN_ID}"><bdi>Putin sieht Grund zur Hoffnung</bdi></a>'
    assert link in await page(served, "/claims/claims")
    assert link in await page(served, "/claims/articles")


async def test_article_without_label(served: Datasette) -> None:
    """Where Datasette looks no titles up, the id leads to the article's page."""
    link = f'<a href="/claims/-/articles/{PLAIN_ID}"><bdi>{PLAIN_ID}</bdi></a>'
    assert link in await page(served, "/claims/claims?_labels=off")


async def test_context(served: Datasette) -> None:
    """A context stays whole in its cell, which the table's style keeps low."""
    assert '<div class="claims-context"><bdi>' in await page(served, "/claims/claims")


async def test_row(served: Datasette) -> None:
    """The row's own page links too."""
    assert f'href="/claims/-/claims/{DIRECT_ID}"' in await page(served, f"/claims/claims/{DIRECT_ID}")


async def test_escaped(served: Datasette) -> None:
    """What an article says stays text in the cell."""
    text = await page(served, "/claims/claims")
    assert SCRIPT not in text
    assert f'<a href="/claims/-/claims/{NASTY_CLAIM_ID}"><bdi>Glaubt &lt;script&gt;' in text
    assert f'<a href="/claims/-/articles/{NASTY_ID}"><bdi>Titel &lt;script&gt;' in text
    assert SCRIPT not in await page(served, "/claims/articles")


async def test_cut(serve: Serve, database: Path) -> None:
    """A quote is cut to the length that Datasette cuts cells to."""
    datasette = await serve(database, settings={"truncate_cells_html": 10})
    text = unescape(await page(datasette, "/claims/claims"))
    assert "<bdi>Es gibt d…</bdi>" in text
    assert "<bdi>Vorher</bdi>" in text


@pytest.mark.xfail(
    hasattr(Datasette, "metadata"), reason="the 0.65 line looks labels up without asking who may see them", strict=True
)
async def test_private_article(serve: Serve, database: Path) -> None:
    """The title of an article that an actor may not see does not show through the claims that cite it."""
    metadata = {"databases": {"claims": {"tables": {"articles": {"allow": {"id": "rita"}}}}}}
    datasette = await serve(database, metadata=metadata)
    text = await page(datasette, "/claims/claims")
    assert ANONYMOUS_ID in text
    assert "Putin sieht Grund zur Hoffnung" not in text


async def test_own_query(served: Datasette) -> None:
    """Results of somebody's own SQL are Datasette's to show, with or without an id among the columns."""
    response = await served.client.get("/claims?sql=select+quote+from+claims", follow_redirects=True)
    assert response.status_code == 200
    assert "/-/claims/c" not in response.text


async def test_base_url(serve: Serve, database: Path) -> None:
    """Below a base URL the links stay below it."""
    datasette = await serve(database, settings={"base_url": "/desk/"})
    assert f'href="/desk/claims/-/claims/{DIRECT_ID}"' in await page(datasette, "/claims/claims")


def cells(html: str, column: str) -> list[str]:
    """Return the cells of a column."""
    return re.findall(rf'<td class="col-{column} [^>]*>(.*?)</td>', html, re.DOTALL)


def badge(kind: str, key: str, text: str, language: str = "en") -> str:
    return f'<span class="claims-badge claims-{kind} claims-{kind}-{key}" lang="{language}">{text}</span>'


async def test_speaker(served: Datasette) -> None:
    """A speaker's name leads to the speaker's page, from claims and from the table of speakers."""
    link = f'<a href="/claims/-/speakers/{speaker_key("Wladimir Putin")}"><bdi>Wladimir Putin</bdi></a>'
    assert link in cells(await page(served, f"/claims/claims/{DIRECT_ID}"), "speaker")
    assert link in cells(await page(served, "/claims/claims"), "speaker_id")
    assert link in cells(await page(served, "/claims/speakers"), "name")


async def test_few_columns(served: Datasette) -> None:
    """Where the id of a speaker was not read with the name, the name stands alone; quotes need no context."""
    html = await page(served, "/claims/claims?_col=speaker&_col=quote")
    assert "/-/speakers/" not in html
    assert "Maria Sacharowa" in html
    assert cells(html, "quote")
    assert "title=" not in "".join(cells(html, "quote"))


async def test_context_on_hovering(serve: Serve, at_work: Path) -> None:
    """A quote shows its context to who hovers over it, beside the column that everybody reads."""
    (cell,) = cells(await page(await serve(at_work), f"/claims/claims/{reviewed.DISPUTED}"), "quote")
    (title,) = re.findall(r'^<span title="([^"]*)"><a href', cell)
    assert title.startswith("Unsere Stadt“, rief Feldmann, „ist die am höchsten")


async def test_verdict_and_state(serve: Serve, at_work: Path) -> None:
    """Verdicts and states are said in words, in the reader's language, and marked by their keys."""
    datasette = await serve(at_work)
    with closing(sqlite3.connect(at_work)) as connection:
        sql = "SELECT verdict, state, attribution FROM claims WHERE id = ?"
        verdict, state, attribution = connection.execute(sql, [reviewed.PUBLISHED]).fetchone()
    assert (verdict, state, attribution) == ("true", "published", "verbatim")
    path = f"/claims/claims/{reviewed.PUBLISHED}"
    english, german = await page(datasette, path), await page(datasette, path, "de")
    assert cells(english, "verdict") == [badge("verdict", "true", "True")]
    assert cells(english, "state") == [badge("state", "published", "Published")]
    assert cells(english, "attribution") == [badge("verdict", "verbatim", "Verbatim")]
    assert cells(german, "verdict") == [badge("verdict", "true", "Richtig", "de")]
    assert cells(german, "state") == [badge("state", "published", "Veröffentlicht", "de")]
    assert badge("verdict", "unreviewed", "Nicht geprüft", "de") in cells(
        await page(datasette, "/claims/claims", "de"), "verdict"
    )


async def test_reviews(serve: Serve, at_work: Path) -> None:
    """A review's verdict is labelled by the scale of its aspect, and the claim leads to its page."""
    html = await page(await serve(at_work), "/claims/reviews?_size=max")
    shown = set(cells(html, "verdict"))
    assert {badge("verdict", "true", "True"), badge("verdict", "verbatim", "Verbatim")} <= shown
    assert f'href="/claims/-/claims/{reviewed.PUBLISHED}"' in "".join(cells(html, "claim_id"))


@pytest.mark.parametrize("table", ["evidence", "review_events", "claim_groups"])
async def test_claim(serve: Serve, at_work: Path, table: str) -> None:
    """Whatever concerns a claim leads to its page."""
    html = await page(await serve(at_work), f"/claims/{table}?_size=max")
    shown = [cell for cell in cells(html, "claim_id") if cell != "&nbsp;"]
    assert shown
    assert all(re.match(r'<a href="/claims/-/claims/c[0-9a-f]{20}"><bdi>', cell) for cell in shown)


async def test_states_of_events(serve: Serve, at_work: Path) -> None:
    """The history says in words from which state to which a step led."""
    html = await page(await serve(at_work), "/claims/review_events?_size=max&type=published")
    assert set(cells(html, "from_state")) == {badge("state", "decided", "Decided")}
    assert set(cells(html, "to_state")) == {badge("state", "published", "Published")}


async def test_views(serve: Serve, at_work: Path) -> None:
    """Scorecards and repeats lead to speakers and claims too."""
    datasette = await serve(at_work)
    assert "/claims/-/speakers/s" in "".join(cells(await page(datasette, "/claims/speaker_scorecards"), "speaker"))
    assert "/claims/-/claims/c" in "".join(cells(await page(datasette, "/claims/repeats"), "said"))


async def test_group(serve: Serve, at_work: Path) -> None:
    """A row of a repeated claim leads to the page of all who said it."""
    with closing(sqlite3.connect(at_work)) as connection:
        (group,) = connection.execute("SELECT id FROM claim_groups LIMIT 1").fetchone()
    html = await page(await serve(at_work), f"/claims/claim_groups/{group}")
    (cell,) = cells(html, "id")
    assert f'<a href="/claims/-/claim-groups/{group}"><bdi>{group}</bdi></a>' in cell


async def test_own_scale(serve: Serve, database: Path, tmp_path: Path) -> None:
    """Labels come from the database's own scale; what none of them has is shown by its key, and so is nonsense."""
    path = copied(database, tmp_path, "claims.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO rating_scales VALUES ('veracity-2', 'veracity', 2, 'veracity', 1, 2)")
        connection.execute(
            "INSERT INTO rating_values VALUES ('veracity-2', 'pants', 1, 'Erlogen', 'Pants <on> fire', 'p', 1)"
        )
        for verdict, key in (("pants", DIRECT_ID), ('"><b>', ANONYMOUS_ID)):
            connection.execute("UPDATE claims SET verdict = ?, state = ? WHERE id = ?", [verdict, verdict, key])
        connection.commit()
    html = await page(await serve(path), "/claims/claims")
    assert badge("verdict", "pants", "Pants &lt;on&gt; fire") in cells(html, "verdict")
    assert badge("state", "pants", "pants") in cells(html, "state")
    assert '"><b>' not in html
    assert badge("verdict", "&#34;&gt;&lt;b&gt;", "&#34;&gt;&lt;b&gt;") in cells(html, "verdict")


async def test_one_query(serve: Serve, at_work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The labels of a page's verdicts are read once, however many cells it has."""
    datasette, read = await serve(at_work), []
    labels = scales.labels
    monkeypatch.setattr(scales, "labels", lambda connection: (read.append(1), labels(connection))[1])
    assert len(cells(await page(datasette, "/claims/claims"), "verdict")) > 5
    assert read == [1]


async def test_scales_unread(serve: Serve, at_work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the labels cannot be read, the keys stand for themselves."""
    datasette = await serve(at_work)

    def broken(_: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("no such table: rating_scales")

    monkeypatch.setattr(scales, "labels", broken)
    html = await page(datasette, f"/claims/claims/{reviewed.PUBLISHED}")
    assert cells(html, "verdict") == [badge("verdict", "true", "true")]


async def test_web_addresses_only(serve: Serve, at_work: Path, tmp_path: Path) -> None:
    """An address of evidence that is none of the web is text."""
    path = copied(at_work, tmp_path, "claims.db")
    with closing(sqlite3.connect(path)) as connection:
        sql = (
            "INSERT INTO evidence(id, claim_id, bearing, url, archive_url, added_by, answer_id, event_seq)"
            " SELECT ?, claim_id, bearing, ?, ?, added_by, answer_id, event_seq FROM evidence LIMIT 1"
        )
        for number, url in enumerate(("javascript:alert(1)", "data:text/html,x", "https://example.org/x")):
            connection.execute(sql, [f"e{number:020}", url, url])
        connection.commit()
    html = await page(await serve(path), "/claims/evidence?_size=max")
    assert "javascript:alert(1)" in "".join(cells(html, "url"))
    assert '<a href="https://example.org/x">' in "".join(cells(html, "url"))
    assert not re.search(r'href="(javascript|data):', html)


async def test_outside_requests(served: Datasette) -> None:
    """Asked by no request, cells speak English."""
    row = {"id": DIRECT_ID, "verdict": "false"}
    shown = await shown_cell(Cell(served, "claims", row, "false"), "claims", "verdict")
    assert shown == badge("verdict", "false", "False")


async def test_unknown_aspect(served: Datasette) -> None:
    """A review of no aspect that we know is Datasette's to show."""
    assert await shown_cell(Cell(served, "claims", {"aspect": "style"}, "good"), "reviews", "verdict") is None


async def test_no_id(served: Datasette) -> None:
    """What can be no id leads nowhere."""
    for key in ("../x", "c123", ""):
        assert await shown_cell(Cell(served, "claims", {"id": key}, "Zitat"), "claims", "quote") is None


async def test_no_request() -> None:
    """What the server tells Datasette besides requests passes through."""
    passed: list[str] = []

    async def app(scope: MutableMapping[str, Any], _: Any, __: Any) -> None:
        passed.append(scope["type"])

    await languages.remembering(app)({"type": "lifespan"}, None, None)
    assert passed == ["lifespan"]
    assert languages.wanted(None) == "en"
