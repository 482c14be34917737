"""Passwords and tokens, by the plugins of the extra ``auth``: whom they let in is whom our permissions know."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import desk
import pytest
import pytest_asyncio
import yaml
from datasette.app import Datasette
from desk import REVIEW, notes, post

from datasette_claims.plugin import compat

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]

# Of the password "Wortlaut", by ``datasette hash-password``.
HASH = "pbkdf2_sha256$480000$654b30bba82f160977bd651916462bdd$5jYpmnyx9ZUvqvVZUwFWvJ3NyWRuXezduFsC7w9YFNo="
CONFIGURED = {
    "plugins": {
        "datasette-auth-passwords": {
            "rita_password_hash": HASH,
            "ruth_password_hash": HASH,
            "actors": {"rita": {"id": "rita", "name": "Rita"}},
        },
        "datasette-auth-tokens": {
            "tokens": [
                {"token": "token-of-rita", "actor": {"id": "rita"}},
                {"token": "token-of-ruth", "actor": {"id": "ruth"}},
            ]
        },
        "datasette-claims": {"allow": {REVIEW: {"id": "rita"}}},
    }
}


@pytest.fixture(autouse=True)
def opened() -> Iterator[None]:
    """Every test has the desk's routes."""
    with desk.opened():
        yield


@pytest.fixture
def path(database: Path, tmp_path: Path) -> Path:
    """A database with a table of notes."""
    return desk.with_notes(database, tmp_path)


@pytest_asyncio.fixture
async def served(serve: Serve, path: Path) -> Datasette:
    """The same, served, with accounts, tokens and Rita allowed to review."""
    return await serve(path, metadata=CONFIGURED)


async def signed_in(datasette: Datasette, name: str, password: str) -> str | None:
    """Fill in the form of ``/-/login``, its token of 0.65 included, and return the cookie that says who one is."""
    page = await datasette.client.get("/-/login")
    found = re.search(r'name="csrftoken" value="([^"]+)"', page.text)
    form = {"username": name, "password": password, "csrftoken": found[1] if found else ""}
    done = await datasette.client.post("/-/login", data=form, cookies=dict(page.cookies))
    return done.cookies.get("ds_actor")


@pytest.mark.parametrize(("name", "status"), [("rita", 201), ("ruth", 403)])
async def test_password(served: Datasette, path: Path, name: str, status: int) -> None:
    """Who signs in by password writes under that name, if the permission is theirs."""
    cookie = await signed_in(served, name, "Wortlaut")
    response = await post(served, cookie=f"ds_actor={cookie}", sec_fetch_site="same-origin")
    assert response.status_code == status
    assert notes(path) == ([("n", "rita")] if status == 201 else [])


async def test_documented(serve: Serve, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example of the page on permissions signs Rita in by password and by token."""
    monkeypatch.setenv("RITA_PASSWORD_HASH", HASH)
    monkeypatch.setenv("RITA_TOKEN", "token-of-rita")
    page = (Path(__file__).parents[2] / "docs" / "permissions.md").read_text("utf-8")
    examples = [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)]
    (example,) = [example for example in examples if "datasette-auth-tokens" in example.get("plugins", {})]
    datasette = await serve(path, metadata={"plugins": {**CONFIGURED["plugins"], **example["plugins"]}})
    assert (await post(datasette, authorization="Bearer token-of-rita")).status_code == 201
    assert await signed_in(datasette, "rita", "Wortlaut")


async def test_wrong_password(served: Datasette) -> None:
    """A wrong password gives no cookie, and without one nobody writes."""
    assert await signed_in(served, "rita", "Wortlos") is None
    assert (await post(served)).status_code == 401


@pytest.mark.parametrize(("token", "status"), [("token-of-rita", 201), ("token-of-ruth", 403), ("guessed", 401)])
async def test_token(served: Datasette, path: Path, token: str, status: int) -> None:
    """A program with a token writes under the name of its actor, if the permission is theirs."""
    response = await post(served, authorization=f"Bearer {token}")
    assert response.status_code == status
    assert notes(path) == ([("n", "rita")] if status == 201 else [])


@pytest.mark.skipif(compat.DatabaseResource is None, reason="the 0.65 line makes no tokens itself")
@pytest.mark.parametrize(
    ("named", "status"), [(None, 201), ([REVIEW, "view-database"], 201), ([REVIEW], 403), (["view-database"], 403)]
)
async def test_own_tokens(served: Datasette, path: Path, named: list[str] | None, status: int) -> None:
    """A token of 1.0 itself gives what its actor may, restricted to what it names."""
    from datasette.tokens import TokenRestrictions  # noqa: PLC0415 - 1.0 only

    restrictions: Any = TokenRestrictions() if named else None
    for action in named or []:
        restrictions = restrictions.allow_database("claims", action)
    token = await served.create_token("rita", restrictions=restrictions)
    assert (await post(served, authorization=f"Bearer {token}")).status_code == status
    assert len(notes(path)) == (status == 201)
