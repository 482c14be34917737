"""Who may do what: every action, every role, on both lines."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import desk
import pytest
import yaml
from datasette.app import Datasette
from datasette.utils import StartupError

from datasette_claims.plugin import compat
from datasette_claims.plugin.permissions import ACTIONS, ADMIN, PUBLISH, REVIEW

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]
HAS_RULES = compat.DatabaseResource is not None
"""Whether Datasette has ``permissions:`` blocks and tokens of its own."""

next_line = pytest.mark.skipif(not HAS_RULES, reason="the 0.65 line has none")
OF_EACH = {action: {"id": action} for action in ACTIONS}
ROLES: dict[str, tuple[dict[str, Any] | None, frozenset[str]]] = {
    "anonymous": (None, frozenset()),
    "no rights": ({"id": "nobody"}, frozenset()),
    "no id": ({"name": "rita"}, frozenset()),
    **{action: ({"id": action}, frozenset({action})) for action in ACTIONS},
    "root": ({"id": "root"}, frozenset(ACTIONS)),
}


DOCUMENTATION = (Path(__file__).parents[2] / "docs" / "permissions.md").read_text("utf-8")
EXAMPLES = [
    yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```$", DOCUMENTATION, re.MULTILINE | re.DOTALL)
]


def allowing(blocks: object) -> dict[str, Any]:
    return {"plugins": {"datasette-claims": {"allow": blocks}}}


def below(settings: dict[str, Any]) -> dict[str, Any]:
    return {"databases": {"claims": settings}}


async def may(datasette: Datasette, actor: Any) -> frozenset[str]:
    """Return which of the actions ``actor`` may do in the database ``claims``."""
    return frozenset([action for action in ACTIONS if await compat.allowed(datasette, actor, action, "claims")])


def with_root(datasette: Datasette) -> Datasette:
    """Start it as with ``--root``; 0.65 has nothing to switch on."""
    if HAS_RULES:
        datasette.root_enabled = True
    return datasette


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("level", ["top", "database"])
async def test_single_rights(serve: Serve, database: Path, role: str, level: str) -> None:
    """Each right gives itself and no other, root has all, nobody else has any."""
    blocks = allowing(OF_EACH)
    datasette = with_root(await serve(database, metadata=blocks if level == "top" else below(blocks)))
    actor, expected = ROLES[role]
    assert await may(datasette, actor) == expected


@pytest.mark.parametrize("role", ROLES)
async def test_default(serve: Serve, database: Path, role: str) -> None:
    """Where nothing is configured, only root may do anything."""
    actor, expected = ROLES[role]
    assert await may(with_root(await serve(database)), actor) == (expected if role == "root" else frozenset())


@pytest.mark.parametrize("role", sorted(ROLES.keys() - {"root"}))
@pytest.mark.parametrize("level", ["instance", "database"])
async def test_private(serve: Serve, database: Path, role: str, level: str) -> None:
    """Who may not view the database may do nothing in it, whatever else was allowed."""
    private = {"allow": {"id": "somebody"}}
    metadata = {**allowing(OF_EACH), **(private if level == "instance" else below(private))}
    assert await may(await serve(database, metadata=metadata), ROLES[role][0]) == frozenset()


async def test_private_and_named(serve: Serve, database: Path) -> None:
    """Who may view a private database and has a right has it there."""
    metadata = {**allowing(OF_EACH), **below({"allow": {"id": [ADMIN]}})}
    assert await may(await serve(database, metadata=metadata), {"id": ADMIN}) == {ADMIN}


async def test_own_block(serve: Serve, database: Path) -> None:
    """A database's own block for an action replaces the top one; blocks for other actions stay."""
    own = allowing({REVIEW: {"id": "ruth"}})
    metadata = {**allowing({REVIEW: {"id": "rita"}, ADMIN: {"id": "rita"}}), **below({"title": "Ours", **own})}
    datasette = await serve(database, metadata=metadata)
    assert await may(datasette, {"id": "rita"}) == {ADMIN}
    assert await may(datasette, {"id": "ruth"}) == {REVIEW}


async def test_any_configuration(serve: Serve, database: Path) -> None:
    """A database that has some other configuration still has the top level's blocks."""
    metadata = {**allowing(OF_EACH), **below({"title": "Ours", "plugins": {"another": {"a": 1}}})}
    assert await may(await serve(database, metadata=metadata), {"id": REVIEW}) == {REVIEW}


async def test_one_database(serve: Serve, database: Path, tmp_path: Path) -> None:
    """A right in one database is none in another."""
    other = desk.copied(database, tmp_path, "other.db")
    datasette = await serve(database, other, metadata=below(allowing(OF_EACH)))
    assert await compat.allowed(datasette, {"id": REVIEW}, REVIEW, "claims")
    assert not await compat.allowed(datasette, {"id": REVIEW}, REVIEW, "other")


async def test_open_to_all(serve: Serve, database: Path) -> None:
    """A block may name groups, anybody signed in, or everybody, as Datasette's own."""
    blocks = {REVIEW: {"role": "desk"}, ADMIN: True}
    datasette = await serve(database, metadata=allowing(blocks))
    assert await may(datasette, {"id": "x", "role": ["desk", "news"]}) == {REVIEW, ADMIN}
    assert await may(datasette, None) == {ADMIN}


@pytest.mark.parametrize("blocks", [{"claims-reviews": {"id": "rita"}}, {"id": "rita"}, ["claims-review"]])
@pytest.mark.parametrize("level", ["top", "database"])
async def test_misspelt(serve: Serve, database: Path, blocks: object, level: str) -> None:
    """Datasette does not start with an allow that would silently allow nothing, and says what is possible."""
    metadata = allowing(blocks) if level == "top" else below(allowing(blocks))
    with pytest.raises(StartupError, match="The actions are claims-review, claims-adjudicate"):
        await serve(database, metadata=metadata)


async def test_other_actions(serve: Serve, database: Path) -> None:
    """Datasette's own actions are left as they are."""
    datasette = await serve(database, metadata=allowing(OF_EACH))
    assert await compat.may_view_table(datasette, None, "claims", "claims")
    assert (await datasette.client.get("/claims/claims.json?_size=1")).status_code == 200


@next_line
async def test_root_off(serve: Serve, database: Path) -> None:
    """On 1.0, an actor who merely calls himself root has nothing without ``--root``."""
    assert await may(await serve(database), {"id": "root"}) == frozenset()


@next_line
@pytest.mark.parametrize("level", ["top", "database"])
async def test_permission_blocks(serve: Serve, database: Path, level: str) -> None:
    """On 1.0, its own permissions blocks give our rights, too."""
    block = {"permissions": {REVIEW: {"id": "rita"}}}
    datasette = await serve(database, config=block if level == "top" else below(block))
    assert await may(datasette, {"id": "rita"}) == {REVIEW}
    assert await may(datasette, {"id": "ruth"}) == frozenset()


@next_line
@pytest.mark.parametrize(
    ("restrictions", "expected"),
    [
        ({"d": {"claims": [REVIEW, "view-database"]}}, {REVIEW}),
        ({"a": [REVIEW, "view-database"]}, {REVIEW}),
        ({"d": {"claims": [REVIEW]}}, set()),
        ({"d": {"claims": ["view-database"]}}, set()),
        ({"d": {"other": [REVIEW, "view-database"]}}, set()),
    ],
)
async def test_restrictions(serve: Serve, database: Path, restrictions: dict[str, Any], expected: set[str]) -> None:
    """On 1.0, a restricted token gives what it names of what its actor may, and must name view-database, too."""
    every = {action: {"id": "rita"} for action in ACTIONS}
    assert await may(await serve(database, metadata=allowing(every)), {"id": "rita", "_r": restrictions}) == expected


async def test_documented(serve: Serve, database: Path, tmp_path: Path) -> None:
    """The example of allow blocks gives what the page says, and the page names every action."""
    datasette = await serve(database, desk.copied(database, tmp_path, "other.db"), metadata=EXAMPLES[0])
    people = {"desk": {"id": "x", "role": "desk"}, "rita": {"id": "rita"}, "ruth": {"id": "ruth"}}
    rights = {name: await may(datasette, actor) for name, actor in people.items()}
    assert rights == {"desk": {REVIEW}, "rita": set(), "ruth": {PUBLISH}}
    assert await compat.allowed(datasette, people["rita"], REVIEW, "other")
    assert [action for action in ACTIONS if f"| `{action}` |" not in DOCUMENTATION] == []


@next_line
async def test_documented_rules(serve: Serve, database: Path) -> None:
    """The example of permissions blocks works on 1.0."""
    assert await may(await serve(database, config=EXAMPLES[1]), {"id": "rita"}) == {REVIEW}
