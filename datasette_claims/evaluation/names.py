"""Whether the resolved speakers are the right persons and organisations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from datasette_claims.claims.lexicon import words_beside_names
from datasette_claims.evaluation.annotations import AnnotatedArticle, Annotation, Name, Part
from datasette_claims.evaluation.figures import share
from datasette_claims.evaluation.gold import Names
from datasette_claims.model import Span

PERSON = "person"
ORGANISATION = "organisation"
EVERY_KIND = "all"

_HALF = 0.5
_PUNCTUATION = str.maketrans("(),", "   ")


@dataclass(frozen=True, slots=True)
class NameFigures:
    """Of the ``expected`` annotations with a name, those whose quote is ``matched`` and whose name is ``right``."""

    expected: int
    matched: int
    right: int

    @property
    def accuracy(self) -> float:
        """The share of the matched quotes whose name is right."""
        return share(self.right, self.matched)

    @property
    def recall(self) -> float:
        """The share of all names that are right."""
        return share(self.right, self.expected)


def name_figures(
    articles: Sequence[AnnotatedArticle], predictions: Sequence[Sequence[Annotation]], names: Names
) -> Mapping[str, NameFigures]:
    """Return the figures of all names, of persons and of organisations.

    An annotation is compared with the prediction whose quote overlaps it best, by half at least (F1 of code points).
    """
    found = [
        one
        for article, predicted in zip(articles, predictions, strict=True)
        for one in _compared(article, predicted, names.get(article.id, {}))
    ]
    kinds = {EVERY_KIND: {kind for kind, _, _ in found}, PERSON: {PERSON}, ORGANISATION: {ORGANISATION}}
    return {label: _count([one for one in found if one[0] in chosen]) for label, chosen in kinds.items()}


def same_name(gold: Name, predicted: str) -> bool:
    """Tell whether a predicted name is a gold name or one of its aliases.

    It is if the words are the same, or if one has all words of the other and, for a person, both end in the same one;
    case, titles and articles aside.
    """
    given = _words(predicted)
    return bool(given) and any(_same(_words(name), given, gold.kind) for name in (gold.name, *gold.aliases))


def _same(wanted: Sequence[str], given: Sequence[str], kind: str) -> bool:
    if not wanted:
        return False
    inside = {*wanted} <= {*given} or {*given} <= {*wanted}
    return wanted == given or (inside and (kind != PERSON or wanted[-1] == given[-1]))


def _words(name: str) -> list[str]:
    words = name.casefold().translate(_PUNCTUATION).split()
    return [word for word in words if word not in words_beside_names()]


def _compared(
    article: AnnotatedArticle, predictions: Sequence[Annotation], names: Mapping[int, Name]
) -> Iterator[tuple[str, bool, bool]]:
    """Yield kind, matched and right of each annotation with a name."""
    guesses = [(_characters(one.spans[Part.QUOTE]), one) for one in predictions]
    for number, annotation in enumerate(article.annotations):
        name = names.get(number)
        if name is None or not name.name:
            continue
        gold = _characters(annotation.spans[Part.QUOTE])
        overlaps = [(2 * len(gold & guess) / (len(gold) + len(guess)), one) for guess, one in guesses]
        overlap, best = max(overlaps, key=lambda found: found[0], default=(0.0, annotation))
        matched = overlap >= _HALF
        yield name.kind, matched, matched and same_name(name, best.speaker_name or "")


def _characters(spans: Iterable[Span]) -> set[int]:
    return {offset for start, end in spans for offset in range(start, end)}


def _count(found: Sequence[tuple[str, bool, bool]]) -> NameFigures:
    return NameFigures(len(found), sum(one[1] for one in found), sum(one[2] for one in found))
