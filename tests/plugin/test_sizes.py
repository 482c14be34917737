"""What pages weigh, and how their work grows."""

from __future__ import annotations

import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest
import reviewed
from datasette.app import Datasette
from large import SENTENCE, load, repeated

import datasette_claims.plugin

Serve = Callable[..., Awaitable[Datasette]]

STATIC = Path(datasette_claims.plugin.__file__).parent / "static"
MOST_BYTES = 60_000


def test_own_files() -> None:
    """All our programs and styles together stay below 60 kB, uncompressed."""
    sizes = {file.name: file.stat().st_size for file in STATIC.iterdir()}
    assert sum(sizes.values()) <= MOST_BYTES, sizes


@pytest.fixture
def calls() -> Iterator[Callable[[], int]]:
    """Count the functions that are called from now on, in this thread and those it starts."""
    made = 0

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal made
        made += event in {"call", "c_call"}

    threading.setprofile(count)
    sys.setprofile(count)
    yield lambda: made
    sys.setprofile(None)
    threading.setprofile(None)


@pytest.mark.asyncio
async def test_linear(calls: Callable[[], int], serve: Serve, tmp_path: Path) -> None:
    """Four times as many claims in a text of four times the length are at most five times the work.

    How long that takes on a machine is told by ``benchmarks/large.py``.
    """
    work: dict[str, list[int]] = {}
    for number in (100, 400):
        article, claim = load(tmp_path / f"{number}.db", SENTENCE * number, repeated(number))
        datasette = await serve(tmp_path / f"{number}.db", metadata=reviewed.CONFIGURED)
        cookie = {"cookie": f"ds_actor={datasette.sign({'a': {'id': reviewed.EVERYTHING}}, 'actor')}"}
        for path in (f"/{number}/-/articles/{article}", f"/{number}/-/claims/{claim}"):
            (await datasette.client.get(path, headers=cookie)).raise_for_status()
            begun = calls()
            response = await datasette.client.get(path, headers=cookie)
            work.setdefault(path.split("/")[3], []).append(calls() - begun)
            assert len(response.text) > number * len(SENTENCE)
    assert {kind: many <= 5 * few for kind, (few, many) in work.items()} == {"articles": True, "claims": True}, work
