"""What pages say of a refusal, in the reader's language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import calls
import pytest
from world import DIRECT_ID

import datasette_claims
from datasette_claims.desk import requests, validation
from datasette_claims.errors import InvalidFields
from datasette_claims.plugin import labels, translation
from datasette_claims.plugin.pages import wording
from datasette_claims.plugin.pages.refusal_texts import OTHERWISE, SENTENCES
from datasette_claims.review import State
from datasette_claims.steps import Permission

PACKAGE = Path(datasette_claims.__file__).parent
SPEAKING = re.compile(r"(steps|correction|anchors|desk/\w+)\.py")
"""Modules in which every text of several words is a refusal."""
RAISING = re.compile(r"(database/(transactions|answered|listing)|plugin/.+)\.py")
"""Modules in which those are that errors are given; what goes wrong with files is for the command line."""
AT_START = {"plugin/permissions.py", "plugin/publishing.py"}
"""Modules whose errors keep Datasette from starting."""
RECORDED = {"{}: {} → {}", "speaker: {} → {} ({})"}
"""What is no refusal but what the history says of a change."""
CLAIM = f"/claims/-/claims/{DIRECT_ID}"


def literal(node: ast.AST) -> str | None:
    """Return a text in the code, with ``{}`` for each value within it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def outermost(tree: ast.AST) -> Iterator[str]:
    """Yield the texts below a node, those within a formatted text as part of it, no documentation."""
    text = literal(tree)
    if text is not None:
        yield text
        return
    for child in ast.iter_child_nodes(tree):
        if not isinstance(child, ast.Expr) or literal(child.value) is None:
            yield from outermost(child)


def sentences(texts: Iterator[str]) -> set[str]:
    return {text for text in texts if " " in text and re.search(r"[a-z]{2}", text)}


def raised(tree: ast.AST) -> Iterator[str]:
    """Yield what is said by the errors of a module: in what it raises, and in what it hands on to be raised."""
    for node in ast.walk(tree):
        named = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if isinstance(node, ast.Raise) or named in {"Refused", "InvalidFields", "DatabaseLocked"}:
            yield from outermost(node)
        if isinstance(node, ast.Assign) and any(
            getattr(target, "id", "") in {"wrong", "message"} for target in node.targets
        ):
            yield from outermost(node)


def everything() -> Iterator[tuple[str, str]]:
    """Yield every refusal that can reach a page, with its module."""
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if name in AT_START or not (SPEAKING.fullmatch(name) or RAISING.fullmatch(name)):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts = outermost(tree) if SPEAKING.fullmatch(name) else raised(tree)
        yield from ((name, text) for text in sorted(sentences(texts) - RECORDED))


def is_worded(text: str) -> bool:
    """Tell whether a sentence has German words, whatever stands for the values within it: numbers or names."""
    samples = [text.replace("{}", value) for value in ("7", "Ada")]
    return any(wording.said(sample, "de") != sample for sample in samples)


def test_every_refusal() -> None:
    """Whatever can be refused is refused in German too."""
    found = list(everything())
    assert {"steps.py", "anchors.py", "desk/queue.py", "plugin/guard.py", "database/answered.py"} <= dict(found).keys()
    assert len(found) > 100
    assert [(name, text) for name, text in found if not is_worded(text)] == []


def test_none_left_over() -> None:
    """Every sentence that is worded can still be raised."""
    known = {re.sub(r"%\(\w+\)s", "{}", text) for text in SENTENCES}
    raisable = {text for _, text in everything()}
    # Two ways to fill one sentence in, each worded for itself.
    raisable |= {"Nobody has this claim in work; take it first."}
    assert known - raisable == set()


@pytest.mark.parametrize(
    ("text", "german"),
    [
        ("Rita has this claim in work.", "Rita hat diese Behauptung in Arbeit."),
        (
            "Nobody has this claim in work; take it first.",
            "Niemand hat diese Behauptung in Arbeit; nehmen Sie sie zuerst.",
        ),
        (
            "This needs the permission claims-publish.",
            "Dafür brauchen Sie das Recht: Urteile veröffentlichen (claims-publish)",
        ),
        (
            "The claim is in_review; this step needs one that is decided, disputed.",
            "Im Stand „In Arbeit“ ist dieser Schritt nicht möglich, nur in: Entschieden, Strittig.",
        ),
        (
            "The claim has changed since you read it: its version is 3, not 2.",
            "Die Behauptung hat sich geändert, seit Sie sie gelesen haben: Sie hat jetzt die Version 3, nicht 2.",
        ),
        ("[3, 9) cuts a character in two", "[3, 9) zerschneidet ein Zeichen"),
        ("Value error, no such date or time", "diesen Tag oder diese Uhrzeit gibt es nicht"),
        ("must be 1 to 3", "muss zwischen 1 und 3 liegen"),
        ("must be one of 1 to 3", "muss eines davon sein: 1 to 3"),
        ("100 % (of)s of\nnothing", "100 % (of)s of\nnothing"),
        ("100 %(of)s has this claim in work.", "100 %(of)s hat diese Behauptung in Arbeit."),
        (
            "note: tell readers why; ratings.veracity: disputed; it needs a ruling",
            "Anmerkung: sagen Sie den Lesern, warum; Stimmt das? strittig; hier ist zu entscheiden",
        ),
        ("", ""),
    ],
)
def test_german(text: str, german: str) -> None:
    """Values within a sentence stay, states and rights among them in the words of the pages."""
    assert wording.said(text, "de").removesuffix(".") == german.removesuffix(".")


def test_unknown_values() -> None:
    """A state or a right that nobody knows stays as it is."""
    assert "nowhere" in wording.said("The claim is nowhere; this step needs one that is lost.", "de")
    assert "claims-fly" in wording.said("This needs the permission claims-fly.", "de")


def test_english() -> None:
    """English pages say what is raised, but for what only programs would read."""
    assert all(wording.said(text, "en") == text for text in SENTENCES if "%" not in text)
    assert wording.said("Rita has this claim in work.", "en") == "Rita has this claim in work."
    assert wording.said("Field required", "en") == "must be there"


def test_rights_and_states() -> None:
    """Every right and every state has words."""
    assert set(labels.PERMISSIONS) == set(Permission)
    assert set(labels.STATES) == set(State)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (requests.Given, {"evidence": [{}], "flags": ["x"], "summary": 1, "ratings": {"x": "y"}, "more": 1}),
        (
            requests.Given,
            {"summary": "x" * 3000, "as_of": "2025-02-31", "evidence": [{"bearing": "x", "url": "y"}] * 51},
        ),
        (requests.Given, {"evidence": [{"bearing": "context", "url": "https://", "confidential": "maybe"}]}),
        (requests.Given, {"evidence": 1, "ratings": 1, "rationale": "\x00"}),
        (requests.Division, {"claims": [], "name": ""}),
        (requests.Division, {"claims": ["x"], "name": "a", "kind": "b"}),
        (requests.Triage, {"required": 0}),
        (requests.Triage, {"required": 4}),
        (requests.Triage, {"required": "x"}),
        (requests.Selection, {"checkworthiness": 7, "published_from": "x", "speaker": "x" * 501}),
        (requests.Merge, {}),
        (requests.ExtractionFix, {"spans": [[1, 2, 3]], "mention_spans": "x"}),
    ],
)
def test_fields(kind: type, body: dict[str, Any]) -> None:
    """Whatever is wrong with a form's fields is said in German."""
    with pytest.raises(InvalidFields) as caught:
        validation.from_body(kind, body)
    reasons = caught.value.fields.values()
    assert [reason for reason in reasons if wording.said(reason, "de") == reason] == []


@pytest.mark.parametrize(
    ("path", "english", "german"),
    [
        ("summary", "One sentence for readers", "Ein Satz für die Leser"),
        ("ratings.veracity", "Is it true?", "Stimmt das?"),
        ("evidence.0.url", "Evidence 1, Address", "Belege 1, Adresse"),
        ("evidence.2", "Evidence 3", "Belege 3"),
        ("flags.1", "Flags 2", "Vermerke 2"),
        ("where.speaker", "Speaker", "Sprecher"),
        ("evidence.1.quote", "Evidence 2, The passage that matters", "Belege 2, Die entscheidende Stelle"),
        ("some_field", "some_field", "some_field"),
        ("body", "", ""),
    ],
)
def test_field_names(path: str, english: str, german: str) -> None:
    """A field is called what pages call it."""
    assert wording.field_name(path, "en") == english
    assert wording.field_name(path, "de") == german


def test_otherwise() -> None:
    """What pages say in the place of a sentence names no value that is not in that."""
    for sentence, worded in OTHERWISE.items():
        assert set(re.findall(r"%\((\w+)\)s", worded)) <= set(re.findall(r"%\((\w+)\)s", sentence))
        assert worded == "%(error)s" or translation.catalogue("de").gettext(worded) != worded


async def sent(api: calls.Api, fields: dict[str, str], who: str = "rita", language: str = "de") -> tuple[int, str]:
    """Send a form of the claim's page; return the status and what its page says was refused."""
    cookie = f"ds_actor={api.datasette.sign({'a': {'id': who}}, 'actor')}; ds_csrftoken=x"
    headers = {"cookie": cookie, "accept-language": language}
    page = await api.datasette.client.get(CLAIM, headers=headers)
    token = re.search(r'name="csrftoken" value="([^"]*)"', page.text)
    cookies = "; ".join([cookie.partition(";")[0], *(f"{name}={value}" for name, value in page.cookies.items())])
    response = await api.datasette.client.post(
        CLAIM, data={"csrftoken": token[1] if token else "", **fields}, headers={**headers, "cookie": cookies}
    )
    refused = re.search(r'<div class="dc-refused".*?</div>', response.text, re.DOTALL)
    return response.status_code, " ".join(re.sub(r"<[^>]*>", " ", refused[0] if refused else "").split())


@pytest.mark.asyncio
async def test_refused_step(api: calls.Api) -> None:
    """A step that another's work forbids is refused in the reader's language; the API's answer is English."""
    await api.done(f"{CLAIM}/take", who="ben")
    assert await sent(api, {"_step": "take_claim"}) == (
        423,
        "Es wurde nichts geändert. ben hat diese Behauptung in Arbeit.",
    )
    status, text = await sent(api, {"_step": "take_claim"}, language="en")
    assert (status, text) == (423, "Nothing was changed. ben has this claim in work.")
    answer = await api.post(f"{CLAIM}/take", accept_language="de")
    assert answer.json()["error"] == "ben has this claim in work."


@pytest.mark.asyncio
async def test_refused_fields(api: calls.Api) -> None:
    """What is wrong with fields stands above the form by the names that people know, and at the fields."""
    fields = {"_step": "review_claim", "evidence.0.bearing": "refutes", "evidence.0.url": "javascript:1"}
    status, text = await sent(api, fields)
    assert status == 422
    assert "Einige Felder müssen Sie noch einmal ansehen." in text
    assert "Belege 1, Adresse: muss eine Webadresse sein" in text
