"""The files in a folder, each as it looks from outside."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from datasette_claims import identity
from datasette_claims.due import Look

_UNFINISHED = (".part", ".tmp", "~", ".crdownload", ".filepart")
"""How names end that programs give to what they have not yet written whole."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The plain files under a folder by absolute path, as text that can be stored, each with its path for opening.

    ``is_whole`` tells whether every folder in it could be listed.
    """

    looks: dict[str, Look] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    is_whole: bool = True


def listing(folder: Path) -> Listing:
    """Return the files under a folder; raises OSError if the folder itself cannot be listed.

    Hidden ones and those of unfinished names are left aside, and so are links to folders, so that a loop of links ends.
    """
    looks: dict[str, Look] = {}
    paths: dict[str, str] = {}
    failures: list[OSError] = []
    named, absolute = str(folder), place_of(folder)
    for entry in _files(named, failures):
        place = absolute + identity.origin(entry.path[len(named) :])
        try:
            status = entry.stat()
        except OSError:  # a link to nothing, or gone meanwhile
            continue
        if stat.S_ISREG(status.st_mode):
            looks[place] = Look(status.st_size, status.st_mtime_ns)
            paths[place] = entry.path
    return Listing(looks, paths, not failures)


def place_of(folder: Path) -> str:
    """Return a folder's absolute path as text that can be stored; links in it stay what the user named."""
    return identity.origin(os.path.abspath(folder))  # noqa: PTH100 - resolve() would follow them


def _files(top: str, failures: list[OSError]) -> Iterator[os.DirEntry[str]]:
    """Yield what is no folder under ``top``, by name within each; what cannot be listed below it is a failure."""
    waiting = [top]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as entries:
                inside = sorted((one for one in entries if _counts(one.name)), key=lambda one: one.name)
        except OSError as error:
            if here == top:
                raise
            failures.append(error)
            continue
        folders = {one.path for one in inside if one.is_dir(follow_symlinks=False)}
        waiting += sorted(folders, reverse=True)
        yield from (one for one in inside if one.path not in folders)


def _counts(name: str) -> bool:
    return not name.startswith(".") and not name.lower().endswith(_UNFINISHED)
