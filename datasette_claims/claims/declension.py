"""German nouns and names in the nominative: des Skiverbands Alpina: Skiverband Alpina, Medienberichten: -berichte."""

from __future__ import annotations

from datasette_claims.claims.lexicon import Lexicon


def nominative(lexicon: Lexicon, article: str, word: str) -> str:
    """Return a noun without the ending of the genitive, the dative plural or the weak declension.

    ``article`` is the lower-case word with which its phrase begins, whether an article or not.
    """
    if lexicon.ends("names.adjectival", word.removesuffix("n").removesuffix("r")):
        return _adjectival(lexicon, article, word)
    if lexicon.ends("names.dative_plurals", word):
        return word[:-1]
    if article in lexicon.lists["names.masculine_genitives"] and word.endswith("s"):
        return _without_s(lexicon, word)
    singular = article in lexicon.lists["names.singular_obliques"]
    lemma = lexicon.lemma(word)
    plural = word.endswith("ern") and not lexicon.has("phrases", "determiners", article)
    return lemma if (singular or plural) and word.endswith("n") and word.startswith(lemma) else word


def strong(lexicon: Lexicon, article: str, name: str) -> str:
    """Return a name as it stands without article: der Deutsche Bund: Deutscher Bund, des Roten Kreuzes: Rotes Kreuz."""
    first, *rest = name.split(" ")
    if not rest:
        return nominative(lexicon, article, first)
    if not is_adjective(lexicon, first):
        return " ".join([_of_body(lexicon, article, first), *rest])
    rest = [nominative(lexicon, article, rest[0]), *rest[1:]]
    return " ".join([_ending(lexicon, article, first, rest[0]), *rest])


def is_adjective(lexicon: Lexicon, word: str) -> bool:
    """Tell whether a capitalised word is an adjective, by its end: Deutsche, Vereinten, Oberkommandierende."""
    return lexicon.ends("names.adjectives", word)


def of_compound(lexicon: Lexicon, word: str) -> str:
    """Return who speaks in a compound for what is said: Polizeiangaben: Polizei; else the word."""
    for ending in lexicon.lists["names.source_endings"]:
        if word.endswith(ending) and len(word) > len(ending):
            speaker = word[: -len(ending)].rstrip("-")
            return _without_s(lexicon, speaker)
    return word


def _adjectival(lexicon: Lexicon, article: str, word: str) -> str:
    """Return a noun declined as an adjective: der 58-Jährige: 58-Jähriger, der 58-Jährigen: 58-Jährige."""
    weak = word.removesuffix("n").removesuffix("r")
    declined = word.endswith("n")
    masculine = ("masculine_genitives", "singular_obliques") if declined else ("masculine_articles",)
    if any(article in lexicon.lists[f"names.{use}"] for use in masculine):
        return f"{weak}r"
    return weak if declined and article in lexicon.lists["names.feminine_datives"] else word


def _without_s(lexicon: Lexicon, word: str) -> str:
    lemma = lexicon.lemma(word)
    if word.endswith("s") and lemma != word and word.startswith(lemma):
        return lemma
    for ending in ("es", "s"):
        if word.endswith(ending) and lexicon.ends("names.organisations", word.removesuffix(ending)):
            return word.removesuffix(ending)
    return word


def _of_body(lexicon: Lexicon, article: str, word: str) -> str:
    genitive = article in lexicon.lists["names.masculine_genitives"] and word.endswith("s")
    return _without_s(lexicon, word) if genitive else word


def _ending(lexicon: Lexicon, article: str, adjective: str, noun: str) -> str:
    """Return an adjective with the ending that it has without article."""
    if adjective.endswith("e"):
        return adjective + {"der": "r", "das": "s"}.get(article, "")
    if not adjective.endswith("en"):
        return adjective
    if article in (*lexicon.lists["names.masculine_genitives"], *lexicon.lists["names.singular_obliques"]):
        return adjective[:-1] + ("s" if lexicon.ends("names.neuters", noun) else "r")
    return adjective[:-1]
