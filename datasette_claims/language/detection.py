"""Which language an article is in."""

from __future__ import annotations

import py3langid

from datasette_claims.claims.lexicon import LANGUAGES

_SURE_FROM_WORDS = 12
"""Shorter texts are told apart among the languages that we read; longer ones among all."""

_ENOUGH = 1000
"""Code points that tell a language as well as the whole text."""


def detect(text: str) -> str:
    """Return the ISO 639-1 code of the language that a text is in, of any length."""
    ranked = [language for language, _ in py3langid.rank(text[:_ENOUGH])]
    if len(text.split()) < _SURE_FROM_WORDS:
        ranked = [language for language in ranked if language in LANGUAGES]
    return str(ranked[0])
