"""What a desk says of itself to readers, and whether everybody may see what it has published.

Keys of the plugin's configuration, at the top or of a database: ``publish`` (true opens the public views),
``organisation`` (``name`` and ``url``), ``licence`` (an address).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from datasette.utils import StartupError

from datasette_claims.exports.claimreview import Desk
from datasette_claims.plugin import compat, defaults

if TYPE_CHECKING:
    from datasette.app import Datasette

_titles: WeakKeyDictionary[Datasette, dict[str, str]] = WeakKeyDictionary()


def is_open(datasette: Datasette, database: str) -> bool:
    """Tell whether everybody may see what is published of a database, even where nobody else may see the rest."""
    return compat.plugin_config(datasette, database).get("publish") is True


def desk(datasette: Datasette, database: str) -> Desk:
    """Return who publishes: the configured organisation, else the title of the database or of all, else its name."""
    named: Mapping[str, str] = compat.plugin_config(datasette, database).get("organisation") or {}
    if named:
        return Desk(named["name"], named.get("url", ""))
    return Desk(_titles.get(datasette, {}).get(database) or database)


def licence(datasette: Datasette, database: str) -> str:
    """Return the address of the licence of what is published, empty if none is configured."""
    return str(compat.plugin_config(datasette, database).get("licence") or "")


async def learn_titles(datasette: Datasette) -> None:
    """Keep the databases' titles as they are when Datasette starts: pages cannot wait for the 1.0 line to look."""
    whole = await compat.instance_title(datasette)
    titles = {name: await compat.database_title(datasette, name) for name in datasette.databases}
    # The title that the plugin itself gives is in one language, and nobody's name.
    _titles[datasette] = {name: title if title not in {"", defaults.TITLE} else whole for name, title in titles.items()}


def check_configuration(datasette: Datasette) -> None:
    """Raise StartupError for settings that would silently do nothing, or open what nobody meant to open."""
    for database in (None, *datasette.databases):
        found = compat.plugin_config(datasette, database)
        wrong = [_publish(found), _organisation(found), _address("licence", found.get("licence", ""))]
        for reason in filter(None, wrong):
            raise StartupError(f"{compat.PLUGIN}: {reason}")


def _publish(found: Mapping[str, object]) -> str:
    value = found.get("publish", False)
    return "" if isinstance(value, bool) else f"publish must be true or false, not {value!r}."


def _organisation(found: Mapping[str, object]) -> str:
    value = found.get("organisation", {"name": "-"})
    if not isinstance(value, dict) or set(value) - {"name", "url"}:
        return f"organisation must have a name and perhaps a url, not {value!r}."
    name = value.get("name")
    if not isinstance(name, str) or not name.strip():
        return "organisation needs a name."
    return _address("organisation.url", value.get("url", ""))


def _address(name: str, value: object) -> str:
    is_web = isinstance(value, str) and value.startswith(("https://", "http://"))
    return "" if value == "" or is_web else f"{name} must be a web address, not {value!r}."
