"""How articles, versions, speakers, mentions and claims are recognised again: content keys.

A key depends on content alone, never on a position, a run or a model, so that an edit above a claim or a
better extractor keeps the claim's reviews.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import count

from datasette_claims.model import Claim, Span

_SEPARATOR = "\x1f"
_SHORTEST_PARAGRAPH = 40
"""Characters of the shortest paragraph that tells texts apart."""


def digest(text: str) -> str:
    """Return the SHA-256 of ``text`` as UTF-8, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def origin(name: str) -> str:
    """Return a file's name as text that can be stored: bytes in it that are no UTF-8 are written as escapes."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def normalised(text: str) -> str:
    """Return ``text`` in NFC, case-folded, every run of white space one blank."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip().casefold()


def body_key(text: str) -> str:
    """Return a key that copies of a text share whose marks, dashes, capitals and spaces differ: 64 digits."""
    return digest(_words(text))


def paragraph_keys(text: str) -> frozenset[int]:
    """Return a key a paragraph of a text, 64 bits signed; short ones, which many texts share, have none."""
    paragraphs = {_words(part) for part in text.split("\n") if len(part.strip()) >= _SHORTEST_PARAGRAPH}
    return frozenset(
        int.from_bytes(hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()[:8], "big", signed=True)
        for words in paragraphs
    )


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def article_key(text: str) -> str:
    """Return the id of an article first seen with ``text``: ``a`` and 16 digits."""
    return "a" + digest(normalised(text))[:16]


def version_key(article_id: str, text: str) -> str:
    """Return the id of the version of an article that reads ``text``: ``v`` and 16 digits."""
    return "v" + digest(_SEPARATOR.join([article_id, text]))[:16]


def speaker_key(name: str) -> str:
    """Return the id of a speaker: ``s`` and 16 digits of the normalised name."""
    return "s" + digest(normalised(name))[:16]


def mention_key(version_id: str, spans: Sequence[Span]) -> str:
    """Return the id of a mention: ``m`` and 16 digits of its version and place."""
    return "m" + digest(_SEPARATOR.join([version_id, repr([tuple(span) for span in spans])]))[:16]


def claim_keys(article_id: str, claims: Iterable[Claim], taken: AbstractSet[str] = frozenset()) -> list[str]:
    """Return one id a claim: ``c`` and 20 digits of article, quote, mention and n-th occurrence.

    Claims with the same quote and mention are counted in the order given, which must be text order; ids that are
    ``taken`` are passed over.
    """
    seen: dict[tuple[str, str], Iterator[str]] = {}
    keys = []
    for claim in claims:
        said = said_by(claim)
        free = seen.setdefault(said, (key for key in _occurrences(article_id, said) if key not in taken))
        keys.append(next(free))
    return keys


def free_claim_key(article_id: str, claim: Claim, is_taken: Callable[[str], bool]) -> str:
    """Return the id of a claim's first occurrence that is not taken."""
    return next(key for key in _occurrences(article_id, said_by(claim)) if not is_taken(key))


def said_by(claim: Claim) -> tuple[str, str]:
    """Return what makes a claim the same claim within its article: quote and mention, normalised."""
    return normalised(claim.quote), normalised(claim.mention.text if claim.mention else "")


def _occurrences(article_id: str, said: tuple[str, str]) -> Iterator[str]:
    return ("c" + digest(_SEPARATOR.join([article_id, *said, str(nth)]))[:20] for nth in count())


def wording_key(quote: str) -> str:
    """Return a key that literal repeats of a quote share: ``w`` and 16 digits of its words without marks.

    What changes a number is part of it: its sign, a per cent or currency sign. So is everything in a quote that has
    no words.
    """
    said = normalised(quote).replace("−", "-")
    words = re.findall(r"(?<!\w)[-+](?=\d)|[%‰€$£]|\w+", said)
    return "w" + digest(" ".join(words) or said)[:16]


def containment(old: str, new: str) -> float:
    """Return the share of the shorter text's four-word shingles that the other holds too, 0 to 1.

    Cut, extended and corrected copies of one text stay near 1 where set overlap falls (measured in
    ``docs/decisions/0003-article-identity.md``).
    """
    shorter, longer = sorted((_shingles(old), _shingles(new)), key=len)
    return len(shorter & longer) / len(shorter) if shorter else 0.0


def _shingles(text: str, width: int = 4) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", normalised(text))
    return {tuple(words[i : i + width]) for i in range(max(1, len(words) - width + 1))} if words else set()
