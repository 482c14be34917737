"""The claims that people marked in the seed article."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from datasette_claims import Extraction, extract
from datasette_claims.model import Claim

GOLD = json.loads(Path(__file__).with_name("seed.json").read_text("utf-8"))
TYPES = {
    "Direct": "direct",
    "Indirect": "indirect",
    "IndirectFreeIndirect": "indirect_free_indirect",
    "Reported": "reported",
}
REQUIRED = [claim for claim in GOLD["claims"] if claim["required"]]


@pytest.fixture(scope="module", params=["accurate", "fast"])
def found(root: Path, request: pytest.FixtureRequest) -> Extraction:
    """What each pipeline extracts from the article."""
    return extract((root / GOLD["article"]).read_bytes(), pipeline=request.param)


@pytest.fixture(scope="module")
def shift(root: Path, found: Extraction) -> int:
    """How many code points of the file stand before the article's text."""
    return (root / GOLD["article"]).read_text("utf-8").index(found.article.text)


def summary(claim: Claim, shift: int) -> dict[str, Any]:
    """Return a claim in the words of the gold file."""
    return {
        "type": claim.quote_type.value,
        "quote": [[start + shift, end + shift] for start, end in claim.spans],
        "quote_text": claim.quote,
        "cue": " ".join(claim.cue.text.replace("…", "").split()) if claim.cue else None,
        "mention": claim.mention.text if claim.mention else None,
        "speaker": claim.speaker.name if claim.speaker else None,
    }


@pytest.mark.parametrize("gold", REQUIRED, ids=lambda gold: gold["quote_text"][:30])
def test_required(gold: dict[str, Any], found: Extraction, shift: int) -> None:
    """Each required claim comes out with its type, exact span, cue, mention and resolved speaker."""
    expected = {
        "type": TYPES[gold["type"]],
        "quote": gold["quote"],
        "quote_text": gold["quote_text"],
        "cue": gold.get("cue_text"),
        "mention": gold["speaker_text"],
        "speaker": gold["speaker_name"],
    }
    assert expected in [summary(claim, shift) for _, claim in found.claims]


def test_nine() -> None:
    """Nine claims are required; the tenth is a borderline one."""
    assert (len(REQUIRED), len(GOLD["claims"])) == (9, 10)


def test_nothing_else(found: Extraction, shift: int) -> None:
    """Nothing is found that people did not mark but sentences that sum up what somebody holds, which few mark alike."""
    marked = [claim["quote"] for claim in GOLD["claims"]]
    others = [claim for _, claim in found.claims if summary(claim, shift)["quote"] not in marked]
    assert {claim.quote_type.value for claim in others} <= {"reported"}
    assert len(others) <= 1


def test_article(found: Extraction) -> None:
    """Stamp, dateline and sign-off are known and not part of the text; the crosshead is in no sentence."""
    article = found.article
    assert (article.place, article.agency, article.published) == ("MOSKAU", "dpa-AFX", "2025-02")
    assert (article.language, article.authors) == ("de", ("mau", "DP", "nas"))
    assert article.text.startswith("Der russische Präsident")
    assert article.text.endswith("vor gut drei Jahren begonnen.")
    assert [article.text[start:end] for start, end in article.crossheads] == ["Russland-USA-Gespräch in Istanbul"]
    assert article.title == "Der russische Präsident Wladimir Putin sieht nach den ersten Kontakten zur Regierung …"
