"""Which language a text is in, and what reads it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from datasette_claims import extract
from datasette_claims.errors import ExtractionFailed, UnknownPipeline, UnsupportedLanguage
from datasette_claims.hookspecs import hookimpl, plugins
from datasette_claims.language import LANGUAGES, detect, pipeline
from datasette_claims.language.tokens import LONGEST_RUN

GERMAN = "Die Brücke ist seit Montag gesperrt, sagte Anna Ackerbach, und niemand weiß, wie lange noch."
ENGLISH = "The bridge has been closed since Monday, Anna Ackerbach said, and nobody knows for how long."


@pytest.fixture
def fresh() -> Iterator[None]:
    """Pipelines that a test registers are forgotten behind it."""
    pipeline.cache_clear()
    yield
    pipeline.cache_clear()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (GERMAN, "de"),
        (ENGLISH, "en"),
        ("Le pont est fermé depuis lundi, a dit Anna Ackerbach, et personne ne sait pour combien de temps.", "fr"),
        ("Most jest zamknięty od poniedziałku, powiedziała Anna Ackerbach, i nikt nie wie, jak długo jeszcze.", "pl"),
        ("Die Brücke ist gesperrt.", "de"),
        ("The bridge is closed.", "en"),
    ],
)
def test_detected(text: str, language: str) -> None:
    """Languages are told apart; a few words count as one of those that we read."""
    assert detect(text) == language


@given(st.text(max_size=300))
def test_always_some_language(text: str) -> None:
    """Any text has a language code of two letters."""
    assert len(detect(text)) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_loaded_once(language: str) -> None:
    """A pipeline is loaded once, reads its language and ends in our component, or in the last of our steps."""
    for name, last in (("fast", "claims"), ("accurate", "claims_worthiness")):
        nlp = pipeline(language, name)
        assert nlp is pipeline(language, name)
        assert (nlp.lang, nlp.pipe_names[-1]) == (language, last)
    assert pipeline(language).pipe_names == pipeline(language, "accurate").pipe_names


def test_unsupported() -> None:
    """The message names the language, those that we read, and what to do if it is wrong."""
    with pytest.raises(UnsupportedLanguage, match=r"a\.txt: .*'fr' \(there are: de, en\).*--lang"):
        extract(GERMAN, language="fr", origin="a.txt")


@pytest.mark.parametrize("name", ["no_such_pipeline", "./no/such/folder", "json"])
def test_unknown(name: str) -> None:
    """A pipeline that is not installed, or is no pipeline, is named, with where to get one."""
    with pytest.raises(UnknownPipeline, match=f"there is no pipeline '{name}'.*install that from spaCy's own site"):
        extract(GERMAN, pipeline=name)


def test_folder(tmp_path: Path) -> None:
    """A folder with a spaCy pipeline is one; our component joins it."""
    spacy.blank("de").to_disk(tmp_path / "mine")
    assert pipeline("de", str(tmp_path / "mine")).pipe_names == ["claims"]


def test_pipeline_of_another_language(tmp_path: Path) -> None:
    """An article in another language than the named pipeline reads is an error of that article alone."""
    spacy.blank("de").to_disk(tmp_path / "mine")
    with pytest.raises(UnsupportedLanguage, match="reads 'de', but the article is in 'en'"):
        extract(ENGLISH, pipeline=str(tmp_path / "mine"))


def test_complete_pipeline(tmp_path: Path) -> None:
    """A pipeline that has our component already does not get it twice."""
    nlp = spacy.blank("de")
    nlp.add_pipe("claims")
    nlp.to_disk(tmp_path / "mine")
    assert pipeline("de", str(tmp_path / "mine")).pipe_names == ["claims"]


def test_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module with a function ``load``, as some packages have it, is a pipeline too."""
    (tmp_path / "xx_own_pipeline.py").write_text("import spacy\ndef load():\n    return spacy.blank('de')\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert pipeline("de", "xx_own_pipeline").lang == "de"
    sys.modules.pop("xx_own_pipeline")


@pytest.mark.usefixtures("fresh")
def test_registered() -> None:
    """Another plugin's pipeline is used under its name, and what breaks in it is an error of the article."""

    def broken(doc: object) -> object:
        raise IndexError(doc)

    def make(language: str) -> Language:
        nlp = spacy.blank(language)
        Language.component("broken", func=broken)
        nlp.add_pipe("broken")
        return nlp

    @hookimpl
    def register_claims_pipelines() -> Mapping[str, Callable[[str], Language]]:
        return {"breaking": make}

    plugin = SimpleNamespace(register_claims_pipelines=register_claims_pipelines)
    plugins().register(plugin)
    try:
        assert pipeline("de", "breaking").pipe_names == ["broken", "claims"]
        with pytest.raises(ExtractionFailed, match="'breaking' broke on it: IndexError"):
            extract(GERMAN, pipeline="breaking")
        with pytest.raises(UnknownPipeline):
            pipeline("de", "no_such_pipeline")
    finally:
        plugins().unregister(plugin)


@pytest.mark.parametrize("run", ['"' * 100_000, "!“" * 50_000, "a" * 100_000, "._" * 50_000])
def test_long_runs(run: str) -> None:
    """A long run without white space, on which spaCy's tokenizer would take minutes, is read at once and whole."""
    text = f"{GERMAN} {run} {GERMAN}"
    doc = pipeline("de").tokenizer(text)
    assert doc.text == text


def test_ordinary_tokens() -> None:
    """Any other text has spaCy's own tokens."""
    text = f"{GERMAN} {'x' * (LONGEST_RUN - 1)}"
    assert [token.text for token in pipeline("de").tokenizer(text)] == [token.text for token in spacy.blank("de")(text)]
