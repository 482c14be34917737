"""What pages' forms send, who may send it, and where it leads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from browsing import Visitor, forms
from calls import ALLOWED, DESK, WHO, Api
from datasette.app import Datasette
from hypothesis import given
from hypothesis import strategies as st
from world import BROKEN_ID, DIRECT_ID, FRAMELESS_ID, INNER_ID, OUTER_ID, copied

from datasette_claims.errors import InvalidFields
from datasette_claims.plugin.pages import fields
from datasette_claims.plugin.refusals import Refused

Serve = Callable[..., Awaitable[Datasette]]

CLAIM = f"{DESK}/{DIRECT_ID}"
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        ("ratings.veracity=false&summary=+So.+", {"ratings": {"veracity": "false"}, "summary": "So."}),
        ("summary=&note=+", {}),
        ("summary=a%0D%0Ab", {"summary": "a\nb"}),
        ("flags%23l=satire&flags%23l=outdated", {"flags": ["satire", "outdated"]}),
        ("required%23n=2", {"required": 2}),
        ("confirmed%23b=true&other%23b=", {"confirmed": True}),
        ("confirmed%23j=false", {"confirmed": False}),
        ("spans%23j=[[1,2]]", {"spans": [[1, 2]]}),
        ("speaker%23t=", {"speaker": ""}),
        ("_step=x&_key=y&csrftoken=z", {}),
        ("evidence.0.url=a&evidence.0.title=", {"evidence": [{"url": "a"}]}),
        ("evidence.3.url=b&evidence.1.url=a&evidence.0.url=+", {"evidence": [{"url": "a"}, {"url": "b"}]}),
        ("evidence.0.url=&evidence.0.bearing=", {}),
        ("a=1&a=2", {"a": "2"}),
    ],
)
def test_body(sent: str, body: dict[str, Any]) -> None:
    """Names are paths, marks say how a text is read, and what is empty was left out."""
    assert fields.body(fields.parsed(sent.encode())) == body


@pytest.mark.parametrize("sent", [b"\xff", b"a=%FF", "a=ä".encode(), "&".join(f"a{n}=1" for n in range(2001)).encode()])
def test_unreadable(sent: bytes) -> None:
    """What is no form, or has too many fields, is refused."""
    with pytest.raises(Refused) as refused:
        fields.parsed(sent)
    assert refused.value.status == 400


@pytest.mark.parametrize("sent", ["required%23n=two", "spans%23j=[", "a%23x=1", "a=1&a.b=2", "spans%23j=" + "[" * 9999])
def test_wrong_kind(sent: str) -> None:
    """A text that cannot be read as what it should be names its field."""
    with pytest.raises(InvalidFields) as refused:
        fields.body(fields.parsed(sent.encode()))
    assert set(refused.value.fields.values()) == {"cannot be read"}


@given(st.dictionaries(st.text(max_size=9), st.text(max_size=9), max_size=5))
def test_any_names(sent: dict[str, str]) -> None:
    """Whatever names and values a form sends, it is read or refused."""
    try:
        found = fields.body(fields.parsed(urlencode(sent).encode()))
    except (InvalidFields, Refused):
        return
    assert isinstance(found, dict)


async def visitor(serve: Serve, database: Path, folder: Path, who: str | None = "rita", **options: Any) -> Visitor:
    path = copied(database, folder, "claims.db")
    return Visitor(await serve(path, **{"metadata": ALLOWED, **options}), who)


@pytest.mark.asyncio
async def test_saved(api: Api) -> None:
    """A verdict that is filled in is saved, and the page says so and offers to take it back."""
    rita = Visitor(api.datasette, "rita")
    where, page = await rita.follow(
        CLAIM,
        "review_claim",
        {
            "ratings.veracity": "false",
            "ratings.attribution": "verbatim",
            "summary": "Das stimmt nicht.",
            "rationale": "Zeile 1\r\nZeile 2",
            "flags#l": ["outdated", "satire"],
            "evidence.0.bearing": "refutes",
            "evidence.0.url": "https://example.org/a",
            "evidence.0.confidential#b": "true",
        },
    )
    assert parse_qs(urlsplit(where).query) == {"said": ["review_claim"], "of": [DIRECT_ID]}
    assert "Your verdict was saved." in page
    claim = await api.claim(DIRECT_ID)
    assert (claim["state"], claim["standing"]["ratings"]) == (
        "decided",
        {"veracity": "false", "attribution": "verbatim"},
    )
    assert (claim["reviews"][0]["flags"], claim["reviews"][0]["rationale"]) == (
        ["outdated", "satire"],
        "Zeile 1\nZeile 2",
    )
    assert [one["confidential"] for one in claim["evidence"]] == [True]
    where, page = await rita.follow(where, "undo_step")
    assert "Your last step was taken back." in page
    assert (await api.claim(DIRECT_ID))["verdict"] == "unreviewed"
    # What was taken back is there to begin with.
    form = next(form for form in forms(page) if form.value("_step") == "review_claim")
    assert (form.value("ratings.veracity"), form.value("summary")) == ("false", "Das stimmt nicht.")
    assert [value for name, value in form.fields if name == "flags#l"] == ["outdated", "satire"]


@pytest.mark.asyncio
async def test_refused_keeps_all(api: Api) -> None:
    """A form that lacks something comes back with everything in it, and says at the field what is wrong."""
    rita = Visitor(api.datasette, "rita")
    sent = {
        "summary": "Ein <b>Satz</b>",
        "evidence.0.bearing": "refutes",
        "evidence.0.url": "javascript:alert(1)",
        "flags#l": "satire",
    }
    response = await rita.submit(CLAIM, "review_claim", sent)
    assert response.status_code == 422
    form = next(form for form in forms(response.text) if form.value("_step") == "review_claim")
    assert (form.value("summary"), form.value("evidence.0.url")) == (sent["summary"], sent["evidence.0.url"])
    assert form.value("evidence.1.url") == ""
    assert form.value("flags#l") == "satire"
    assert response.text.count('aria-invalid="true"') == 1
    assert "must be a web address" in response.text
    assert "<b>Satz" not in response.text
    assert (await api.claim(DIRECT_ID))["version"] == 0
    again = await rita.submit(CLAIM, "review_claim", {**sent, "evidence.0.url": "https://example.org"}, response.text)
    assert again.status_code == 422
    assert "a verdict is missing" in again.text


@pytest.mark.asyncio
async def test_too_late(api: Api) -> None:
    """Whoever saves after somebody else sees both side by side, and can still save theirs."""
    rita, ben = Visitor(api.datasette, "rita"), Visitor(api.datasette, "ben", "de")
    await api.done(f"{DESK}/settings", {"required_reviews": 2}, "anna")
    read = await rita.get(CLAIM)
    await ben.follow(CLAIM, "triage_claim")
    response = await rita.submit(CLAIM, "review_claim", {"ratings.veracity": "true", "summary": "Ja."}, read)
    assert response.status_code == 409
    assert "The claim has changed since" in response.text
    assert "In the queue" in response.text.split('<div class="dc-conflict"')[1].split("</table>")[0]
    where, _ = await rita.follow(CLAIM, "review_claim", page=response.text)
    assert "said=review_claim" in where
    assert (await api.claim(DIRECT_ID))["standing"]["reviewers"] == ["rita"]


@pytest.mark.asyncio
async def test_sent_twice(api: Api) -> None:
    """The same form sent again, as after a lost answer, is carried out once."""
    rita = Visitor(api.datasette, "rita")
    page = await rita.get(CLAIM)
    first = await rita.submit(CLAIM, "review_claim", {"ratings.veracity": "true"}, page)
    second = await rita.submit(CLAIM, "review_claim", {"ratings.veracity": "true"}, page)
    assert first.headers["location"] == second.headers["location"]
    assert (await api.claim(DIRECT_ID))["version"] == 1
    other = await rita.submit(CLAIM, "review_claim", {"ratings.veracity": "false"}, page)
    assert other.status_code == 422


@pytest.mark.asyncio
async def test_save_and_next(api: Api) -> None:
    """Saving goes on to the next claim of the same filters, and at last back to the queue."""
    rita = Visitor(api.datasette, "rita")
    seen, where = [], f"{CLAIM}?queue={quote('speaker=Maria Sacharowa')}"
    for _ in range(3):
        where, _ = await rita.follow(where, "review_claim", {"ratings.veracity": "opinion", "_go": "next"})
        seen.append(urlsplit(where).path.rpartition("/")[2])
        assert "of=" in where
    assert set(seen) == {BROKEN_ID, INNER_ID, FRAMELESS_ID}
    # Taking the last one back stays within the filters.
    undone, _ = await rita.follow(where, "undo_step")
    assert parse_qs(urlsplit(undone).query)["queue"] == ["speaker=Maria+Sacharowa"]
    await rita.follow(undone, "review_claim", {"ratings.veracity": "opinion"})
    last = await rita.submit(where, "review_claim", {"ratings.veracity": "opinion", "_go": "next"})
    assert last.headers["location"] == f"{DESK}?speaker=Maria+Sacharowa&said=next_claim"
    assert (await api.claim(OUTER_ID))["state"] == "new"


@pytest.mark.asyncio
async def test_skip(api: Api) -> None:
    """Skipping goes round no circle: every claim comes once, and none is held any longer."""
    rita = Visitor(api.datasette, "rita")
    where, seen = CLAIM, [DIRECT_ID]
    while "said=next_claim" not in where:
        response = await rita.submit(where, "next_claim")
        where = response.headers["location"]
        seen.append(urlsplit(where).path.rpartition("/")[2])
    assert len(seen) == len(set(seen)) == 8
    stats = (await api.get(f"{DESK}/stats.json", "rita")).json()
    assert (stats["mine"], stats["states"]) == ({}, {"queued": 6, "new": 1})


@pytest.mark.asyncio
@pytest.mark.parametrize("who", [None, "nobody", "pia"])
async def test_rights(serve: Serve, database: Path, tmp_path: Path, who: str | None) -> None:
    """Who may not review is offered no form, and one that they make up is refused."""
    reader = await visitor(serve, database, tmp_path, who)
    page = await reader.get(CLAIM)
    assert [form.value("_step") for form in forms(page) if form.value("_step")] == []
    sent = {"_step": "review_claim", "ratings.veracity": "true"}
    token = {"csrftoken": reader.cookies.get("ds_csrftoken") or reader.cookies.get("csrftoken") or ""}
    response = await reader.send("POST", CLAIM, urlencode(sent | token), content_type=FORM)
    assert response.status_code == (401 if who is None else 403)
    assert (await Visitor(reader.datasette).send("GET", f"{CLAIM}.json")).json()["version"] == 0


SHUT = {
    "another site": (403, {"sec_fetch_site": "cross-site"}),
    "its origin": (403, {"origin": "https://evil.example"}),
    "plain text": (415, {"content_type": "text/plain"}),
    "JSON": (415, {"content_type": "application/json"}),
    "files": (415, {"content_type": "multipart/form-data; boundary=x"}),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("case", SHUT)
async def test_shut(serve: Serve, database: Path, tmp_path: Path, case: str) -> None:
    """What another site's page could send for somebody who is signed in changes nothing."""
    rita = await visitor(serve, database, tmp_path)
    (form,) = [form for form in forms(await rita.get(CLAIM)) if form.value("_step") == "review_claim"]
    status, headers = SHUT[case]
    sent = urlencode([*form.fields, ("ratings.veracity", "true")])
    response = await rita.send("POST", CLAIM, sent, **{"content_type": FORM, **headers})
    assert response.status_code == status
    assert (await rita.send("GET", f"{CLAIM}.json")).json()["version"] == 0


@pytest.mark.asyncio
async def test_without_token(serve: Serve, database: Path, tmp_path: Path) -> None:
    """Where Datasette gives forms a token (0.65), a form without it is refused."""
    rita = await visitor(serve, database, tmp_path)
    (form,) = [form for form in forms(await rita.get(CLAIM)) if form.value("_step") == "review_claim"]
    sent = urlencode([pair for pair in form.fields if pair[0] != "csrftoken"] + [("ratings.veracity", "true")])
    response = await rita.send("POST", CLAIM, sent, content_type=FORM)
    assert response.status_code == (403 if hasattr(rita.datasette, "metadata") else 303)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"_step": "merge_speaker"}, 400),
        ({"_step": ""}, 400),
        ({"_version": "x"}, 422),
        ({"_version": "9" * 5000}, 422),
        ({"_go": "next", "_skip": "c1"}, 422),
        ({"summary": "x" * (1024 * 1024)}, 413),
    ],
)
async def test_made_up(api: Api, given: dict[str, str | list[str]], status: int) -> None:
    """A form that our pages do not send is refused with a page that says why."""
    rita = Visitor(api.datasette, "rita")
    page = await rita.get(CLAIM)
    response = await rita.submit(CLAIM, "review_claim", {"ratings.veracity": "true", **given}, page)
    assert response.status_code == status
    assert 'role="alert"' in response.text


@pytest.mark.asyncio
async def test_immutable(serve: Serve, database: Path) -> None:
    """A database that cannot be changed offers nothing to change."""
    rita = Visitor(await serve(immutables=[str(database)], metadata=ALLOWED), "rita")
    assert [form for form in forms(await rita.get(CLAIM)) if form.value("_step")] == []


@pytest.mark.asyncio
async def test_every_step(api: Api) -> None:
    """Each step of a claim's life can be taken by its form."""
    rita, pia = Visitor(api.datasette, "rita"), Visitor(api.datasette, "pia")
    for who, step, filled, state in (
        (rita, "triage_claim", {}, "queued"),
        (rita, "take_claim", {}, "in_review"),
        (rita, "release_claim", {}, "queued"),
        (rita, "reject_claim", {"reason": "opinion", "note": "Nur so."}, "rejected"),
        (rita, "reopen_claim", {"note": "Doch.", "required#n": "1"}, "queued"),
        (rita, "assess_claim", {"ratings.extraction": "ok"}, "queued"),
        (rita, "review_claim", {"ratings.veracity": "true", "ratings.attribution": "verbatim"}, "decided"),
        (
            pia,
            "publish_claim",
            {"summary": "Ja.", "evidence.0.bearing": "supports", "evidence.0.title": "Akte"},
            "published",
        ),
        (pia, "correct_claim", {"note": "Nein.", "ratings.veracity": "false", "summary": "Nein."}, "corrected"),
        (pia, "withdraw_claim", {"reason": "Alles falsch."}, "withdrawn"),
    ):
        await who.follow(CLAIM, step, filled)
        assert (step, (await api.claim(DIRECT_ID))["state"]) == (step, state)


@pytest.mark.asyncio
async def test_corrected_extraction(api: Api) -> None:
    """A correction by words leads to the claim that it makes; words that are not there come back."""
    editor = Visitor(api.datasette, "ed")
    wrong = await editor.submit(CLAIM, "fix_extraction", {"quote": "nie gesagt"})
    assert wrong.status_code == 422
    assert "these words do not stand in the article" in wrong.text
    where, page = await editor.follow(CLAIM, "fix_extraction", {"quote": "den Willen auf  beiden Seiten"})
    assert DIRECT_ID not in urlsplit(where).path
    assert 'id="quote">den Willen auf beiden Seiten</mark>' in page
    assert "Another claim took its place" in await editor.get(CLAIM)


@pytest.mark.asyncio
async def test_repeats(api: Api) -> None:
    """Similar claims can be said to be the same or not."""
    rita = Visitor(api.datasette, "rita")
    claim = f"{DESK}/{INNER_ID}"
    page = await rita.get(claim)
    assert 'value="true">Says the same' in page
    await rita.follow(claim, "decide_repeat", {"confirmed#b": "true"}, page)
    similar = (await api.claim(INNER_ID))["similar"]
    assert similar[0]["relation"] == "confirmed"


def test_people() -> None:
    """The people of these tests have one right each."""
    assert [WHO[right] for right in ("claims-publish", "claims-edit-extraction")] == [["pia"], ["ed"]]
