"""The documentation is complete and up to date, and its examples work."""

from __future__ import annotations

import importlib.util
import io
import re
import shlex
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import click
import pytest

from datasette_claims import extract, extraction, readers
from datasette_claims import load as load_articles
from datasette_claims.claims.lexicon import lexicon
from datasette_claims.claims.worthiness import WEIGHTS, worthiness_of
from datasette_claims.cli import claims
from datasette_claims.errors import NotAnArticle
from datasette_claims.hookspecs import plugins
from datasette_claims.migrations import TABLES
from datasette_claims.model import Article, QuoteType

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
PAGES += sorted((ROOT / "benchmarks").rglob("*.md"))
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path, language: str) -> list[str]:
    """Return the examples of a page in one language."""
    return [code for kind, code in FENCE.findall(page.read_text("utf-8")) if kind == language]


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    """The script that writes the generated pages."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["schema.md", "cli.md", "workflow.md"])
def test_up_to_date(name: str, generator: ModuleType) -> None:
    """The generated pages say what the code says; ``make docs`` writes them."""
    assert (ROOT / "docs" / name).read_text("utf-8").rstrip("\n") == generator.pages()[name].rstrip("\n")


@pytest.mark.parametrize("table", TABLES)
def test_tables(table: str) -> None:
    """Every table and each of its columns has a comment, and the page shows it."""
    page = (ROOT / "docs" / "schema.md").read_text("utf-8")
    assert f"## {table}\n" in page
    section = page.split(f"## {table}\n")[1].split("\n## ")[0]
    for line in section.splitlines():
        if line.startswith("| `"):
            assert re.fullmatch(r"\| `\w+` \| [a-z ]+ \| .+\. \|", line), line


def commands(group: click.Group = claims, before: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        yield f"{before}{name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=[name for name, _ in commands()])
def test_commands(name: str, command: click.Command) -> None:
    """Every command, argument and option is on the page, and each option says what it does."""
    section = (ROOT / "docs" / "cli.md").read_text("utf-8").split(f"## datasette claims {name}\n")[1].split("\n## ")[0]
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help
            assert all(option in section for option in parameter.opts)
        else:
            assert parameter.make_metavar(click.Context(command)) in section


def shell_lines() -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        for block in blocks(page, "sh"):
            lines = [line.partition("#")[0].strip() for line in block.replace("\\\n", "").splitlines()]
            found += [(page.name, line) for line in lines if line]
    return found


@pytest.mark.parametrize(("page", "line"), shell_lines())
def test_shell_examples(page: str, line: str) -> None:
    """Every example command exists, with every option that it uses."""
    words = shlex.split(line)
    if words[0] == "make":
        targets = re.findall(r"^([\w.]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
        assert words[1] in targets, page
    elif words[:2] in (["datasette", "claims"], ["sqlite-utils", "claims"]):
        named = dict(commands())
        command = named.get(" ".join(words[2:4])) or named[words[2]]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known | {"--help"}, page
    else:
        assert words[0] in {"datasette", "pip", "apt-get", "git", "cd", "curl", "export"}, page


def test_readme_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The README's Python examples run."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles").mkdir()
    examples = blocks(ROOT / "README.md", "python")
    assert examples
    for example in examples:
        exec(compile(example, "README.md", "exec"), {"extract": extract, "load": load_articles})  # noqa: S102
    assert "direct" in capsys.readouterr().out


def plugin(example: str) -> Any:
    """Return a documented example as a plugin."""
    names: dict[str, Any] = {"__name__": "documented"}
    exec(compile(example, "plugins.md", "exec"), names)  # noqa: S102
    return SimpleNamespace(**{name: thing for name, thing in names.items() if not name.startswith("__")})


@pytest.fixture
def documented() -> Iterator[None]:
    """The example plugins of ``docs/plugins.md``, installed."""
    made = [plugin(example) for example in blocks(ROOT / "docs" / "plugins.md", "python")]
    for one in made:
        plugins().register(one)
    yield
    for one in made:
        plugins().unregister(one)


@pytest.mark.usefixtures("documented")
def test_plugin_examples() -> None:
    """The example reader reads and the example pipeline finds."""
    said = "RADIO Welle 2025-02-26\nDie Ministerin Anna Ackerbach sagte, die Brücke sei gesperrt.\n"
    found = extract(said, pipeline="careful")
    assert (found.article.agency, found.article.published) == ("Welle", "2025-02-26")
    assert [claim.quote for _, claim in found.claims] == ["die Brücke sei gesperrt"]


def test_entry_point_example(monkeypatch: pytest.MonkeyPatch) -> None:
    """The example of a reader without a hook reads the chapters of a book, as an installed one would."""
    (example,) = [code for code in blocks(ROOT / "docs" / "plugins.md", "python") if "class Epub" in code]
    monkeypatch.setattr(readers, "_entered", lambda: (plugin(example).epub,))
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("1.xhtml", "<html><body><h1>Brücke</h1><p>Die Brücke sei gesperrt, sagte sie.</p></body></html>")
        book.writestr("2.xhtml", "<html/>")
    one, two = extraction.read(io.BufferedReader(io.BytesIO(raw.getvalue())), readers.ReadOptions("a.epub"))
    assert isinstance(one, Article)
    assert (one.origin, one.title) == ("a.epub#1.xhtml", "Brücke")
    assert isinstance(two, NotAnArticle)


def test_hooks() -> None:
    """Every hook is documented."""
    page = (ROOT / "docs" / "plugins.md").read_text("utf-8")
    assert [name for name in vars(plugins().hook) if name.startswith("register_") and f"## {name}()" not in page] == []


def test_layers() -> None:
    """The architecture page names every module of the package, and none that is not there."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    named = set(re.findall(r"^\| \w* *\| `(\w+)` \|", page, re.MULTILINE))
    there = {
        path.stem
        for path in (ROOT / "datasette_claims").glob("*")
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert named == there - {"__init__"}


def test_quote_types() -> None:
    """The glossary explains every quote type."""
    page = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    assert [kind.value for kind in QuoteType if f"| `{kind.value}` |" not in page] == []


def test_reasons() -> None:
    """The page on check-worthiness gives each reason's weight, and its examples show the reason."""
    page = (ROOT / "docs" / "check-worthiness.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\S+) \| .+ \| (.+) \| (.+) \|$", page, re.MULTILINE)
    weights = {reason.value: f"{weight:+.1f}".replace("-", "−") for reason, weight in WEIGHTS.items()}
    assert {reason: weight for reason, weight, *_ in rows} == weights
    for reason, _, german, english in rows:
        assert reason in worthiness_of(german, lexicon("de")).reasons
        assert reason in worthiness_of(english, lexicon("en")).reasons


def test_scores() -> None:
    """The example scores on the page on check-worthiness are those that the quotes get."""
    page = (ROOT / "docs" / "check-worthiness.md").read_text("utf-8")
    rows = re.findall(r"^\| ([^|]+) \| (\d\.\d\d) \| ([\w, ]*)\|$", page, re.MULTILINE)
    assert rows
    for quote, score, reasons in rows:
        found = worthiness_of(quote, lexicon("de"))
        assert (f"{found.score:.2f}", ", ".join(found.reasons)) == (score, reasons.strip())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links(page: Path) -> None:
    """Links and pictures lead to files that are there."""
    targets = re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text("utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_decisions() -> None:
    """Decisions are numbered without a gap, and each begins with its number."""
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    assert all(path.read_text("utf-8").startswith(f"# {path.name[:4]} ") for path in decisions)
