"""The encoder as a spaCy component: stands behind ``claims_attribution``, whose finds are its second opinion.

Its setting ``model`` is the folder of a network that ``datasette claims train`` wrote; None is the one shipped. A saved
pipeline keeps the folder's name, not the network.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from datasette_claims.claims.components import run
from datasette_claims.claims.lexicon import LANGUAGES


def _create(nlp: Language, name: str, model: str | None) -> Callable[[Doc], Doc]:
    if nlp.lang not in LANGUAGES:
        raise ValueError(f"{name}: claims are found in {', '.join(LANGUAGES)}, not in {nlp.lang!r}")
    # spaCy imports this module wherever a pipeline is made, also where onnxruntime is not installed.
    from datasette_claims.encoder.attribution import encoder  # noqa: PLC0415 - as said
    from datasette_claims.encoder.network import network  # noqa: PLC0415 - as said

    stage = partial(encoder, network=network(Path(model) if model else None))
    return lambda doc: run(doc, (stage,))


claims_encoder = Language.factory("claims_encoder", default_config={"model": None}, func=_create)
