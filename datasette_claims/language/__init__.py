"""2 document: pipelines by language and name, each a spaCy ``Language`` that ends in our ``claims`` component."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec

import spacy
from spacy.language import Language

from datasette_claims.claims import STAGES, components
from datasette_claims.claims.lexicon import LANGUAGES
from datasette_claims.errors import OtherLanguage, UnknownPipeline
from datasette_claims.hookspecs import plugins
from datasette_claims.language.detection import detect
from datasette_claims.language.tokens import Tokenizer

__all__ = ["DEFAULT_PIPELINE", "LANGUAGES", "detect", "pipeline"]

FAST_PIPELINE = "fast"
"""Rules and word lists on spaCy's tokens, without any trained model."""

ACCURATE_PIPELINE = "accurate"
"""The same steps, but a trained encoder marks quotes, cues and speakers, and the rules check it; needs onnxruntime."""

DEFAULT_PIPELINE = ACCURATE_PIPELINE

_STEPS = tuple(f"{components.CLAIMS}_{stage.__name__}" for stage in STAGES)
_ENCODER = "claims_encoder"
_BEFORE_ENCODER = "claims_attribution"

_LONGEST_TEXT = 10_000_000


@lru_cache(maxsize=8)
def pipeline(language: str, name: str = DEFAULT_PIPELINE) -> Language:
    """Return the pipeline ``name`` for a language of ``LANGUAGES``, loaded once.

    ``name`` is ``accurate``, ``fast``, one that a plugin registered, or an installed spaCy pipeline or its folder
    (``de_core_news_lg``), whose named entities then help to tell persons from organisations. Raises
    UnknownPipeline if there is none of that name, OtherLanguage if it reads another language.
    """
    nlp = _built_in(language, name) or _registered(language, name) or _installed(language, name)
    nlp.max_length = _LONGEST_TEXT
    nlp.tokenizer = Tokenizer(nlp.tokenizer, nlp.vocab)
    if not (nlp.has_pipe(components.CLAIMS) or nlp.has_pipe(_STEPS[-1])):
        nlp.add_pipe(components.CLAIMS, last=True)
    return nlp


def _built_in(language: str, name: str) -> Language | None:
    if name not in {FAST_PIPELINE, ACCURATE_PIPELINE}:
        return None
    nlp = spacy.blank(language)
    if name == ACCURATE_PIPELINE:
        if find_spec("onnxruntime") is None:
            raise UnknownPipeline(
                f"the pipeline {name!r} needs onnxruntime. Install it with: pip install onnxruntime;"
                f" or name --pipeline {FAST_PIPELINE}, which needs none."
            )
        for step in _STEPS:
            nlp.add_pipe(step)
        nlp.add_pipe(_ENCODER, after=_BEFORE_ENCODER)
    return nlp


def _registered(language: str, name: str) -> Language | None:
    for found in plugins().hook.register_claims_pipelines():
        if name in found:
            made: Language = found[name](language)
            return made
    return None


def _installed(language: str, name: str) -> Language:
    try:
        nlp = spacy.load(name)
    except OSError:
        try:
            nlp = __import__(name).load()
        except (ImportError, AttributeError, TypeError) as error:
            what = f"neither {ACCURATE_PIPELINE!r} nor {FAST_PIPELINE!r} nor an installed spaCy pipeline"
            raise UnknownPipeline(
                f"there is no pipeline {name!r}: it is {what}. Install it with: pip install {name}"
            ) from error
    if nlp.lang != language:
        raise OtherLanguage(f"the pipeline {name!r} reads {nlp.lang!r}, but the article is in {language!r}.")
    return nlp
