"""The pages on the API say what the code does."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest
from calls import DESK, Api
from world import DIRECT_ID

from datasette_claims.plugin.refusals import Refused, answer
from datasette_claims.plugin.routes import READS, WRITES

GUIDE = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")


@pytest.fixture(scope="module")
def writer(root: Path) -> ModuleType:
    """The script that writes the page."""
    spec = importlib.util.spec_from_file_location("operations", root / "docs" / "operations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_up_to_date(root: Path, writer: ModuleType) -> None:
    """The list of operations is that of the code; ``make docs`` writes it."""
    assert (root / "docs" / "operations.md").read_text("utf-8") == writer.page()


def test_complete(writer: ModuleType) -> None:
    """Every operation has its section, and every link of the page leads to one."""
    page = writer.page()
    headings = {heading.lower() for heading in re.findall(r"^## (\w+)$", page, re.MULTILINE)}
    assert headings >= {operation.name for operation in (*READS, *WRITES)}
    assert set(re.findall(r"\]\(#(\w+)\)", page)) <= headings


@pytest.mark.asyncio
async def test_verdict(api: Api) -> None:
    """The verdict that the guide shows is taken, and what it brings can be published."""
    (body, _) = re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)
    await api.done(f"{DESK}/{DIRECT_ID}/reviews", json.loads(body))
    await api.done(f"{DESK}/{DIRECT_ID}/publish", {}, "pia")


def test_errors() -> None:
    """The error that the guide shows has the keys of a real one, and its table every status that we refuse with."""
    (_, shown) = re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)
    real = json.loads(answer(Refused(422, "…", fields={"a": "b"}), {}).body)
    assert json.loads(shown).keys() == real.keys()
    rows = set(re.findall(r"^\| ([\d, ]+) \|", GUIDE, re.MULTILINE))
    statuses = {status for row in rows for status in row.split(", ")}
    assert statuses == {"400", "401", "403", "404", "405", "409", "413", "415", "422", "423", "503"}
