"""2 document: pipelines by language and name, each a spaCy ``Language`` that ends in our ``claims`` component."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

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
_NETWORK_SIGNS = ("network.onnx", "config.json")
"""Files of which no folder of a spaCy pipeline has one."""

_LONGEST_TEXT = 10_000_000


@lru_cache(maxsize=8)
def pipeline(language: str, name: str = DEFAULT_PIPELINE) -> Language:
    """Return the pipeline ``name`` for a language of ``LANGUAGES``, loaded once.

    ``name`` is ``accurate``, ``fast``, one that a plugin registered, a folder that ``datasette claims train`` wrote
    (``accurate`` with the network in it), or an installed spaCy pipeline or its folder (``de_core_news_lg``), whose
    named entities then help to tell persons from organisations. Raises UnknownPipeline if there is none of that name,
    UnusableNetwork if a network's folder is damaged, OtherLanguage if the pipeline reads another language.
    """
    nlp = _built_in(language, name) or _registered(language, name) or _trained(language, name)
    nlp = nlp or _installed(language, name)
    nlp.max_length = _LONGEST_TEXT
    nlp.tokenizer = Tokenizer(nlp.tokenizer, nlp.vocab)
    if not (nlp.has_pipe(components.CLAIMS) or nlp.has_pipe(_STEPS[-1])):
        nlp.add_pipe(components.CLAIMS, last=True)
    return nlp


def _built_in(language: str, name: str) -> Language | None:
    if name == ACCURATE_PIPELINE:
        return _accurate(language, name, None)
    return spacy.blank(language) if name == FAST_PIPELINE else None


def _accurate(language: str, name: str, model: str | None) -> Language:
    if find_spec("onnxruntime") is None:
        raise UnknownPipeline(
            f"the pipeline {name!r} needs onnxruntime. Install it with: pip install onnxruntime;"
            f" or name --pipeline {FAST_PIPELINE}, which needs none."
        )
    nlp = spacy.blank(language)
    for step in _STEPS:
        nlp.add_pipe(step)
    nlp.add_pipe(_ENCODER, after=_BEFORE_ENCODER, config={"model": model})
    return nlp


def _registered(language: str, name: str) -> Language | None:
    for found in plugins().hook.register_claims_pipelines():
        if name in found:
            made: Language = found[name](language)
            return made
    return None


def _trained(language: str, name: str) -> Language | None:
    """Return the pipeline with the network in a folder; None if that is no folder or holds something else."""
    folder = Path(name)
    if not any((folder / sign).is_file() for sign in _NETWORK_SIGNS):
        return None
    return _accurate(language, name, str(folder.absolute()))


def _installed(language: str, name: str) -> Language:
    try:
        nlp = spacy.load(name)
    except OSError:
        try:
            nlp = __import__(name).load()
        except (ImportError, AttributeError, TypeError) as error:
            what = (
                f"neither {ACCURATE_PIPELINE!r} nor {FAST_PIPELINE!r} nor a folder that datasette claims train wrote"
                " nor an installed spaCy pipeline"
            )
            raise UnknownPipeline(
                f"there is no pipeline {name!r}: it is {what}; install that from spaCy's own site."
            ) from error
    if nlp.lang != language:
        raise OtherLanguage(f"the pipeline {name!r} reads {nlp.lang!r}, but the article is in {language!r}.")
    return nlp
