"""Loading what is due, a batch at a time, so that a watch that is killed reads little of it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from datasette_claims.errors import ArticleError, Embargoed, MissingExtra, UnreadableInput

PASSING = (Embargoed, MissingExtra, UnreadableInput)
"""What time, an installation or permissions may heal although the file stays as it is."""


@dataclass(frozen=True, slots=True)
class Options:
    """What ``load`` is told, beside the inputs."""

    pipeline: str
    language: str | None = None
    jobs: int = 1
    columns: Mapping[str, str] = field(default_factory=dict)
    query: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Something to load: a file at ``path``, or the bytes of a feed; ``origin`` is its name as the user gave it."""

    origin: str
    path: Path | None = None
    raw: bytes | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loads did: counts as in ``loader.Summary``; ``errors`` are those that were not known before."""

    articles: int = 0
    unchanged: int = 0
    added: int = 0
    moved: int = 0
    retired: int = 0
    errors: int = 0
    seconds: float = 0.0

    @property
    def is_news(self) -> bool:
        """Whether anything was changed, or failed, that was not known before."""
        return bool(self.articles or self.moved or self.retired or self.errors)

    def with_errors(self, errors: int) -> Loaded:
        """Return the same with another number of errors."""
        return replace(self, errors=errors)

    def __add__(self, other: Loaded) -> Loaded:
        return Loaded(
            articles=self.articles + other.articles,
            unchanged=self.unchanged + other.unchanged,
            added=self.added + other.added,
            moved=self.moved + other.moved,
            retired=self.retired + other.retired,
            errors=self.errors + other.errors,
            seconds=self.seconds + other.seconds,
        )


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of a batch: which origins were read to their end, and the errors of each."""

    loaded: Loaded
    ended: frozenset[str]
    errors: Mapping[str, Sequence[ArticleError]]


def load_batch(database: Path, found: Sequence[Found], options: Options, stopped: Callable[[], bool]) -> Batch:
    """Load a batch into the database; raises a ``DatabaseError`` or ``UnknownPipeline`` as the loader does."""
    from datasette_claims.inputs import Input  # noqa: PLC0415 - spaCy must wait until there is something to read
    from datasette_claims.loader import load  # noqa: PLC0415 - as above

    ended: set[str] = set()
    summary = load(
        database,
        [Input(one.origin, one.path, one.raw) for one in found],
        language=options.language,
        pipeline=options.pipeline,
        jobs=options.jobs,
        columns=options.columns,
        query=options.query,
        progress=lambda source: ended.add(source.origin),
        stopped=stopped,
    )
    loaded = Loaded(
        articles=summary.articles,
        unchanged=summary.unchanged,
        added=summary.added,
        moved=summary.moved,
        retired=summary.retired,
        errors=len(summary.errors),
        seconds=summary.seconds,
    )
    return Batch(loaded, frozenset(ended), by_origin([one.origin for one in found], summary.errors))


def by_origin(origins: Sequence[str], errors: Sequence[ArticleError]) -> dict[str, list[ArticleError]]:
    """Return errors by the input that they stand in: of an item ``a.xml#3`` or ``a.zip/b.txt`` that is ``a.…``."""
    found: dict[str, list[ArticleError]] = {}
    for error in errors:
        owner = max((one for one in origins if error.origin.startswith(one)), key=len, default=error.origin)
        found.setdefault(owner, []).append(error)
    return found
