"""Adding a claim that was missed, from the page of its article."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
import reviewed
from browsing import Visitor, forms
from datasette.app import Datasette
from test_page_article import note_of
from test_pages import text_of
from world import PLAIN, PLAIN_ID, copied

Serve = Callable[..., Awaitable[Datasette]]

ARTICLE = f"/claims/-/articles/{PLAIN_ID}"
REWORDED = f"/claims/-/articles/{reviewed.REWORDED_ID}"


@pytest_asyncio.fixture
async def desk(serve: Serve, at_work: Path) -> Datasette:
    """Serve the desk at work."""
    return await serve(at_work, metadata=reviewed.CONFIGURED)


@pytest_asyncio.fixture
async def ed(serve: Serve, database: Path, tmp_path: Path) -> Visitor:
    """Ed, who may correct the extraction, at a desk of his own."""
    return Visitor(await serve(copied(database, tmp_path, "claims.db"), metadata=reviewed.CONFIGURED), "ed")


MISSED = {"quote": "Ziele seien eine Wiederannäherung", "quote_type": "indirect", "speaker": "Maria Sacharowa"}


@pytest.mark.asyncio
async def test_add(ed: Visitor) -> None:
    """A claim is added by its words, without JavaScript, and its page is shown."""
    given = {**MISSED, "mention": "Sacharowa", "cue": "erklärte", "speaker_kind": "person"}
    where, page = await ed.follow(ARTICLE, "add_claim", given)
    assert re.fullmatch(r"/claims/-/claims/c[0-9a-f]{20}\?said=add_claim", where)
    assert "The claim was added." in page
    claim = (await ed.datasette.client.get(f"{where.partition('?')[0]}.json")).json()
    assert (claim["quote"], claim["mention"], claim["cue"]) == (MISSED["quote"], "Sacharowa", "erklärte")
    assert (claim["speaker"], claim["is_manual"], claim["article_id"]) == ("Maria Sacharowa", True, PLAIN_ID)
    assert note_of(await ed.get(ARTICLE), claim["id"]).startswith("5 Maria Sacharowa")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"quote": "Das steht hier nicht"}, "these words do not stand in the article"),
        ({"quote": ""}, "must be there"),
        ({"quote_type": ""}, "must be there"),
        ({"cue": "murmelte"}, "these words do not stand in the article"),
        ({"speaker": "", "speaker_kind": "person"}, "there is no speaker"),
        ({"quote": "Es gibt den Willen auf beiden Seiten"}, "stands there already"),
    ],
)
async def test_refused(ed: Visitor, wrong: dict[str, str], said: str) -> None:
    """What is refused shows the form again, open, with what was filled in and what is wrong with it."""
    response = await ed.submit(ARTICLE, "add_claim", {**MISSED, **wrong})
    assert response.status_code == 422
    (shown,) = re.findall(r'<details class="dc-missed" id="add" open>(.*?)</details>', response.text, re.DOTALL)
    assert re.search(rf'class="dc-wrong"[^>]*>[^<]*{said}', shown)
    (form,) = (form for form in forms(response.text) if form.value("_step") == "add_claim")
    assert {name: form.value(name) for name in MISSED} == {
        **MISSED,
        **{key: wrong[key] for key in MISSED.keys() & wrong},
    }
    assert text_of(response.text) == PLAIN


@pytest.mark.asyncio
@pytest.mark.parametrize("who", ["rita", None])
async def test_may_not_add(desk: Datasette, who: str | None) -> None:
    """Who may not correct the extraction gets no form, and nothing by sending one."""
    page = await Visitor(desk, who).get(REWORDED)
    assert "add_claim" not in page
    sent = "_step=add_claim&quote=Das+Hallenbad&quote_type=reported"
    token = next(iter(forms(await Visitor(desk, "ed").get(REWORDED)))).value("csrftoken") or ""
    response = await Visitor(desk, who).send(
        "POST", REWORDED, f"{sent}&csrftoken={token}", content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code in {401, 403}


@pytest.mark.asyncio
@pytest.mark.parametrize("query", ["version=1", "compare="])
async def test_add_to_the_newest(desk: Datasette, query: str) -> None:
    """Claims are added where the newest wording is shown only."""
    visitor = Visitor(desk, "ed")
    assert "add_claim" not in await visitor.get(f"{REWORDED}?{query}")
    assert "add_claim" in await visitor.get(f"{REWORDED}?version=2")
