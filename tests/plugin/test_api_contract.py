"""The API keeps its contract with requests that nobody thought of; ``benchmarks/contract.py`` makes up thousands."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = shutil.which("schemathesis", path=str(Path(sys.executable).parent)) or shutil.which("schemathesis")


@pytest.mark.skipif(PROGRAM is None, reason="Schemathesis is not installed")
def test_contract(root: Path) -> None:
    """Some 240 random requests, always the same, meet no server error and no answer that the document does not name."""
    script = root / "benchmarks" / "contract.py"
    command = [sys.executable, str(script), "--cases", "240", "--phases", "fuzzing", "--schemathesis", str(PROGRAM)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 passed" not in done.stdout
