"""The house rules that machines can check; see the tool sections of ``pyproject.toml`` for the reasons."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import pytest

pytestmark = pytest.mark.house

PACKAGE = Path(__file__).parent.parent / "datasette_claims"
MODULES = sorted(PACKAGE.rglob("*.py"))
TREES = {path: ast.parse(path.read_text("utf-8")) for path in MODULES}
TOP = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "benchmarks",
    "claims.db",
    "datasette_claims",
    "docs",
    "metadata.yml",
    "pyproject.toml",
    "seeds",
    "tests",
}
NAMES = ("utils", "helpers", "core", "base", "common", "misc", "manager")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> Iterator[tuple[str, Function]]:
    """Yield every function and method of the package with its place."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, Function):
                yield f"{path.relative_to(PACKAGE)}:{node.lineno} {node.name}", node


def lines(function: Function) -> int:
    """Return how many lines a function takes, its docstring and signature left aside."""
    first = function.body[1] if ast.get_docstring(function) and len(function.body) > 1 else function.body[0]
    return (function.end_lineno or 0) - first.lineno + 1


def tool(root: Path, *command: str) -> None:
    """Run a tool of this environment in the checkout; what it prints is the failure."""
    program = Path(sys.executable).with_name(command[0])
    done = subprocess.run([program, *command[1:]], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_lint(root: Path) -> None:
    """Ruff finds nothing."""
    tool(root, "ruff", "check", "--no-cache", "--output-format", "concise")


def test_format(root: Path) -> None:
    """Everything is formatted."""
    tool(root, "ruff", "format", "--no-cache", "--check", "--quiet")


def test_types(root: Path, tmp_path: Path) -> None:
    """Mypy in strict mode finds nothing."""
    tool(root, "mypy", "--cache-dir", str(tmp_path), "--no-error-summary")


def test_contracts(root: Path) -> None:
    """Imports go downwards, the core does no input or output, and the plugin never reaches spaCy."""
    tool(root, "lint-imports", "--no-cache")


def test_top_level(root: Path) -> None:
    """The top level holds these files and folders, as git tracks them, and nothing else."""
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        pytest.skip("no git checkout")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True).stdout
    assert {name.split("/")[0] for name in listed.split("\0") if name} == TOP


def test_top_level_is_there(root: Path) -> None:
    """Everything that the top level should hold is there."""
    assert {name for name in TOP if not (root / name).exists()} == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_size(path: Path) -> None:
    """A module is at most 400 lines long."""
    assert len(path.read_text("utf-8").splitlines()) <= 400


def test_module_median() -> None:
    """Half of the modules are at most 150 lines long."""
    assert median(len(path.read_text("utf-8").splitlines()) for path in MODULES) <= 150


def test_function_size() -> None:
    """A function is at most 50 lines long; half have at most 8 and nineteen in twenty at most 30."""
    sizes = {place: lines(function) for place, function in functions()}
    assert {place: size for place, size in sizes.items() if size > 50} == {}
    assert median(sizes.values()) <= 8
    assert quantiles(sizes.values(), n=20)[-1] <= 30


def test_complexity() -> None:
    """No function has a cyclomatic complexity above 12; nineteen in twenty have at most 8."""
    from radon.complexity import cc_visit  # noqa: PLC0415 - only the stable environment has it

    found = {}
    for path in MODULES:
        for block in cc_visit(path.read_text("utf-8")):
            methods = getattr(block, "methods", None)
            for one in [block] if methods is None else methods:
                found[f"{path.relative_to(PACKAGE)}:{one.lineno} {one.name}"] = one.complexity
    assert {place: complexity for place, complexity in found.items() if complexity > 12} == {}
    assert quantiles(found.values(), n=20)[-1] <= 8


def test_annotated() -> None:
    """Every parameter and every return value is annotated."""
    bare = []
    for place, function in functions():
        arguments = function.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        named = [one for one in every if one is not None and one.arg not in {"self", "cls"}]
        if function.returns is None or any(one.annotation is None for one in named):
            bare.append(place)
    assert bare == []


def test_docstrings() -> None:
    """At least four in five public functions, classes and modules have a docstring."""
    public: list[ast.Module | ast.ClassDef | Function] = list(TREES.values())
    public += [function for _, function in functions() if not function.name.startswith("_")]
    for tree in TREES.values():
        public += [node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    said = sum(ast.get_docstring(thing) is not None for thing in public)
    assert said / len(public) >= 0.8


def test_names() -> None:
    """Modules are named by nouns of the field."""
    assert [path.name for path in MODULES if path.stem in NAMES] == []


def test_frozen() -> None:
    """Public dataclasses are frozen."""
    thawed = []
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                marks = [ast.unparse(mark) for mark in node.decorator_list]
                if any(mark.startswith("dataclass") and "frozen=True" not in mark for mark in marks):
                    thawed.append(f"{path.relative_to(PACKAGE)}: {node.name}")
    assert thawed == []


def test_documented_tests(root: Path) -> None:
    """Every test says in a docstring which rule it checks."""
    silent = [
        f"{path.relative_to(root)}: {node.name}"
        for path in sorted((root / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, Function) and node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_nothing_of_a_machine(root: Path) -> None:
    """No file names a path of somebody's machine."""
    telling = ("/home/", "/Users/", "/work/", "/root/")
    texts = [path for part in ("datasette_claims", "docs", "benchmarks", "tests") for path in (root / part).rglob("*")]
    found = [
        str(path.relative_to(root))
        for path in [*texts, root / "Makefile", root / "pyproject.toml", root / "README.md"]
        if path.suffix in {"", ".py", ".md", ".toml", ".yml", ".txt"} and path.is_file() and path != Path(__file__)
        if any(f" {place}" in text or f'"{place}' in text for text in [path.read_text("utf-8")] for place in telling)
    ]
    assert found == []
