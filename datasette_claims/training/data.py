"""The articles to learn from: files of JSON lines, and claims databases whose claims people have judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from datasette_claims.database.decisions import decisions
from datasette_claims.database.opening import is_sqlite, open_for_reading
from datasette_claims.errors import NothingToLearn
from datasette_claims.model import Claim
from datasette_claims.training.annotations import Annotated, Annotation, annotated

Report = Callable[[str], None]


class Part(NamedTuple):
    """The articles of one file, and how many times an epoch they are read."""

    articles: tuple[Annotated, ...]
    times: int


def gathered(files: Sequence[tuple[Path, int]], report: Report) -> list[Part]:
    """Return the articles of files, each so many times an epoch; report what is taken of each and what is left out.

    Raises UnreadableData or a DatabaseError for a file that cannot be read, NothingToLearn if no article has a quote.
    """
    parts = [Part(tuple(_articles(path, report)), times) for path, times in files]
    if not any(article.annotations for part in parts for article in part.articles):
        raise NothingToLearn(
            f"{', '.join(str(path) for path, _ in files)}: nothing to learn from. Of a database count the articles in"
            " which every claim has a verdict: decide the rest of an article's claims, or name another file."
        )
    return parts


def _articles(path: Path, report: Report) -> Iterator[Annotated]:
    if is_sqlite(path):
        yield from _judged(path, report)
        return
    articles = tuple(annotated(path))
    yield from articles
    report(f"{path}: {len(articles)} articles with {sum(len(one.annotations) for one in articles)} quotes")


def _judged(path: Path, report: Report) -> Iterator[Annotated]:
    with closing(open_for_reading(path)) as connection:
        found = decisions(connection)
    for article in found.articles:
        yield Annotated(article.text, tuple(map(_from_claim, article.claims)))
    claims = sum(len(article.claims) for article in found.articles)
    report(
        f"{path}: {len(found.articles)} articles with {claims} claims, all decided;"
        f" left out {found.other_articles} articles with {found.other_claims} claims"
    )


def _from_claim(claim: Claim) -> Annotation:
    return Annotation(
        claim.quote_type.corpus_name,
        claim.spans,
        claim.mention.spans if claim.mention else (),
        claim.cue.spans if claim.cue else (),
    )
