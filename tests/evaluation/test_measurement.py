"""Pipelines over annotated articles, from the files to the figures, and ``datasette claims evaluate``."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from datasette_claims.errors import InvalidGold, UnknownPipeline, UnsupportedLanguage
from datasette_claims.evaluation.annotations import annotation_json, annotation_of
from datasette_claims.measurement import measure, read_articles, read_names
from datasette_claims.model import Claim, Cue, Mention, QuoteType, Span, Speaker, SpeakerKind

Run = Callable[..., Result]

GERMAN = " BUCHTAL (dpa) - „Wir prüfen alles“, sagte Ministerin Anna Ackerbach. Sie betonte, dass es teuer werde."
ENGLISH = "The dam is old. “It will break,” said Anna Weber. Nobody in the whole town was surprised."


def annotated(text: str, kind: str, quote: str, speaker: str, cue: str) -> dict[str, Any]:
    """Return an annotation by the words that it marks."""
    spans = {
        key: [[text.index(words), text.index(words) + len(words)]] for key, words in (("quote", quote), ("cue", cue))
    }
    start = text.rindex(speaker)
    return {"type": kind, **spans, "speaker": [[start, start + len(speaker)]]}


ROWS = [
    {
        "id": "de1",
        "text": GERMAN,
        "annotations": [
            annotated(GERMAN, "Direct", "„Wir prüfen alles“", "Ministerin Anna Ackerbach", "sagte"),
            annotated(GERMAN, "Indirect", "dass es teuer werde", "Sie", "betonte"),
        ],
    },
    {
        "id": "en1",
        "text": ENGLISH,
        "lang": "en",
        "annotations": [annotated(ENGLISH, "Direct", "“It will break,”", "Anna Weber", "said")],
    },
]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A gold file of a German and an English article."""
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), "utf-8")
    return path


def test_measure(gold: Path) -> None:
    """Claims stand where the gold has them: offsets count into the text as it stands, dateline and all."""
    found = measure(read_articles(gold))
    assert found.scores.hits["quote exact"].f1 == found.scores.hits["quote+speaker"].f1 == 100
    assert found.scores.published["cue"].f1 == 100
    assert found.words == len(f"{GERMAN} {ENGLISH}".split())
    assert found.words_per_second > 0


def test_language(gold: Path) -> None:
    """The row's language comes first, then the one that is given, then the one detected."""
    articles = read_articles(gold)
    assert measure(articles[1:], language="fr").scores.predicted == 1
    assert measure(articles, language="de").predictions == measure(articles).predictions
    with pytest.raises(UnsupportedLanguage, match=r"gold.jsonl, line 1: no pipeline for the language 'fr'"):
        measure(articles, language="fr")


def test_unknown_pipeline(gold: Path) -> None:
    """A pipeline that is not there is said to be missing."""
    with pytest.raises(UnknownPipeline, match="no_such_pipeline"):
        measure(read_articles(gold), "no_such_pipeline")


def test_compressed(gold: Path, tmp_path: Path) -> None:
    """A compressed file holds the same, whatever it is called; a line separator within a text ends no line."""
    packed = tmp_path / "packed"
    packed.write_bytes(gzip.compress(gold.read_bytes()))
    assert [one.text for one in read_articles(packed)] == [one.text for one in read_articles(gold)]
    text = "Eins.\u2028Zwei.\x85Drei."
    gold.write_text(json.dumps({"id": 1, "text": text, "annotations": []}, ensure_ascii=False), "utf-8")
    assert [one.text for one in read_articles(gold)] == [text]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"\xff{}", "not UTF-8"),
        (gzip.compress(b"{}")[:-6], "cannot be read"),
        (b"\x1f\x8bnothing", "cannot be read"),
        (gzip.compress(b"0123456789" * 9)[:-12] + bytes(12), "cannot be read"),
    ],
)
def test_unreadable(raw: bytes, reason: str, tmp_path: Path) -> None:
    """A file that is no text, or is damaged, is named."""
    path = tmp_path / "gold.jsonl"
    path.write_bytes(raw)
    for read in (read_articles, lambda path: read_names(path, [])):
        with pytest.raises(InvalidGold, match=f"^{path}: {reason}"):
            read(path)


def test_every_part() -> None:
    """A claim is compared, and written, with all its parts; those that are not there are left out."""
    claim = Claim(
        quote_type=QuoteType.INDIRECT_FREE_INDIRECT,
        spans=(Span(0, 2), Span(4, 6)),
        quote="",
        sentence=Span(0, 9),
        cue=Cue((Span(6, 7),), "", ""),
        mention=Mention((Span(7, 8),), ""),
        speaker=Speaker("Anna Weber", SpeakerKind.PERSON),
        rule="",
        confidence=0.5,
        frame=(Span(6, 9),),
        addressee=Mention((Span(8, 9),), ""),
    )
    assert annotation_json(annotation_of(claim)) == {
        "type": "IndirectFreeIndirect",
        "quote": [[0, 2], [4, 6]],
        "speaker": [[7, 8]],
        "cue": [[6, 7]],
        "frame": [[6, 9]],
        "addressee": [[8, 9]],
        "speaker_name": "Anna Weber",
        "confidence": 0.5,
    }
    bare = Claim(QuoteType.DIRECT, (Span(0, 2),), "", Span(0, 9), None, None, None, "", 1.0)
    assert annotation_json(annotation_of(bare)) == {"type": "Direct", "quote": [[0, 2]], "confidence": 1.0}


def test_evaluate(gold: Path, tmp_path: Path, claims: Run) -> None:
    """The command prints the table and writes predictions that are gold for themselves."""
    names, predictions = tmp_path / "names.jsonl", tmp_path / "found.jsonl"
    names.write_text(json.dumps({"id": "en1", "names": {"0": {"name": "Anna Weber", "kind": "person"}}}))
    result = claims("evaluate", gold, "--names", names, "--predictions", predictions)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{gold}: 2 articles, 3 annotations; per cent\n")
    assert "\n  quote                             100.00  100.00  100.00\n" in result.stdout
    assert "\n  person: right of matched                          100.00\n" in result.stdout
    found = [json.loads(line) for line in predictions.read_text("utf-8").splitlines()]
    assert [row["id"] for row in found] == ["de1", "en1"]
    assert {part: found[1]["annotations"][0][part] for part in ("quote", "cue", "type", "speaker_name")} == {
        "quote": ROWS[1]["annotations"][0]["quote"],
        "cue": ROWS[1]["annotations"][0]["cue"],
        "type": "Direct",
        "speaker_name": "Anna Weber",
    }
    merged = [{**row, "annotations": one["annotations"]} for row, one in zip(ROWS, found, strict=True)]
    gold.write_text("\n".join(map(json.dumps, merged)))
    assert "\n  joint                             100.00  100.00  100.00\n" in claims("evaluate", gold).stdout


def test_side_by_side(gold: Path, claims: Run) -> None:
    """Several pipelines are several columns."""
    result = claims("evaluate", gold, "--pipeline", "fast", "--pipeline", "accurate")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[2].split() == ["fast", "accurate"]


def test_one_file_of_predictions(gold: Path, tmp_path: Path, claims: Run) -> None:
    """Predictions of several pipelines do not go into one file: that is a usage error, and nothing is written."""
    file = tmp_path / "found.jsonl"
    result = claims("evaluate", gold, "--pipeline", "fast", "--pipeline", "accurate", "--predictions", file)
    assert result.exit_code == 2
    assert "--predictions holds what one --pipeline found" in result.stderr
    assert not file.exists()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "line 3: not JSON"),
        (json.dumps({"id": "x", "annotations": []}), "line 3: the article 'x' has no 'text'."),
        (json.dumps(ROWS[0]), "line 3: the id 'de1' stands already in "),
        (
            json.dumps({"id": "x", "text": "Ja.", "annotations": [{"quote": [[0, 4]]}]}),
            "line 3: 'quote' has the span [0, 4], but the text has 3 code points.",
        ),
    ],
)
def test_bad_gold(line: str, reason: str, gold: Path, claims: Run) -> None:
    """Status 1 and one sentence with file and line for gold that is not as it should be."""
    gold.write_text(f"{gold.read_text('utf-8')}{line}\n", "utf-8")
    result = claims("evaluate", gold)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Error: {gold}, {reason}")


def test_unwritable_predictions(gold: Path, tmp_path: Path, claims: Run) -> None:
    """Status 1 and one sentence where predictions cannot be written."""
    result = claims("evaluate", gold, "--predictions", tmp_path / "nowhere" / "found.jsonl")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "nowhere/found.jsonl" in result.stderr


def test_missing_gold(claims: Run) -> None:
    """Status 2 for a file that is not there."""
    assert claims("evaluate", "no_such_file.jsonl").exit_code == 2
