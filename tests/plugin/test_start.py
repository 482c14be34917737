"""What starting Datasette with the plugin does to the process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from datasette.app import Datasette

STARTED = """
import asyncio, sys
from datasette.app import Datasette
datasette = Datasette([sys.argv[1]])
async def main():
    await datasette.invoke_startup()
    assert (await datasette.client.get("/claims/claims")).status_code == 200
asyncio.run(main())
import datasette_claims.plugin
print(sorted(name for name in sys.modules if name.split(".")[0] in {"spacy", "thinc", "torch"}))
"""


def test_without_spacy(database: Path) -> None:
    """Datasette starts and serves without importing a language model's library."""
    done = subprocess.run([sys.executable, "-c", STARTED, str(database)], capture_output=True, text=True, check=False)
    assert done.stdout.strip().endswith("[]"), done.stdout + done.stderr


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/no/such/page/at/all", "/claims/-/claims/nonsense"])
async def test_unknown_address(served: Datasette, path: str) -> None:
    """An address that nothing answers is 404 although spaCy has brought ``rich``."""
    assert (await served.client.get(path)).status_code == 404


def test_command_line(database: Path) -> None:
    """``datasette claims.db --get`` answers from the shell."""
    command = [sys.executable, "-m", "datasette", str(database), "--get", "/claims/claims.json?_shape=array&_size=1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert '"unreviewed"' in done.stdout
