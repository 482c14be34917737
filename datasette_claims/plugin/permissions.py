"""Who may do what in a claims database: six actions, none implied by another, given by ``allow`` blocks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from datasette.utils import StartupError, actor_matches_allow

from datasette_claims.plugin import compat
from datasette_claims.plugin.compat import Actor

if TYPE_CHECKING:
    from datasette.app import Datasette

REVIEW = "claims-review"
ADJUDICATE = "claims-adjudicate"
PUBLISH = "claims-publish"
EDIT_EXTRACTION = "claims-edit-extraction"
ADMIN = "claims-admin"
SEE_EMBARGOED = "claims-see-embargoed"

ACTIONS: Mapping[str, str] = {
    REVIEW: "Review claims: take them from the queue, give verdicts, comment",
    ADJUDICATE: "Decide where reviews of a claim disagree",
    PUBLISH: "Publish verdicts and withdraw them",
    EDIT_EXTRACTION: "Correct quotes, cues and speakers",
    ADMIN: "Look after the review desk; implies none of the others",
    SEE_EMBARGOED: "See articles that may not be published yet",
}
"""Each action with what it lets one do. All are asked for a database."""


def is_granted(datasette: Datasette, actor: Actor | None, action: str, database: str) -> bool:
    """Tell whether the ``allow`` block for ``action`` names ``actor``; a database's own block replaces the top one."""
    blocks = compat.plugin_config(datasette, database).get("allow") or {}
    return action in blocks and actor_matches_allow(actor, blocks[action])


def granting(datasette: Datasette, actor: Actor | None, action: str) -> list[str]:
    """Return the databases whose ``allow`` block for one of our actions names ``actor``; none for other actions."""
    if action not in ACTIONS:
        return []
    return [name for name in datasette.databases if is_granted(datasette, actor, action, name)]


def answer(datasette: Datasette, actor: Actor | None, action: str, resource: object) -> bool | None:
    """Return what the 0.65 line's hook answers for ``resource``, a database's name; None leaves it to others."""
    if action not in ACTIONS:
        return None
    granted = isinstance(resource, str) and is_granted(datasette, actor, action, resource)
    return compat.permission_answer(actor, granted=granted)


def check_configuration(datasette: Datasette) -> None:
    """Raise StartupError for an ``allow`` block that would silently allow nothing, as for a misspelt action."""
    for database in (None, *datasette.databases):
        blocks = compat.plugin_config(datasette, database).get("allow") or {}
        unknown = sorted(set(blocks) - ACTIONS.keys()) if isinstance(blocks, dict) else [repr(blocks)]
        if unknown:
            raise StartupError(
                f"{compat.PLUGIN}: the plugin's allow names {', '.join(unknown)}, which is no action."
                f" The actions are {', '.join(ACTIONS)}, each with an allow block of its own."
            )
