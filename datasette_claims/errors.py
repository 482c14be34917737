"""Everything that can go wrong, as one tree; only the shells (loader, cli, plugin) catch.

ClaimsError
├── ArticleError             this article cannot be loaded; the others can
│   ├── UnreadableInput      the file cannot be opened or read
│   ├── UnknownFormat        no reader recognises the bytes
│   ├── NotAnArticle         the bytes hold no prose (empty, only marks)
│   ├── PassedOver           nothing is wrong with it, but it is not for the database, or not yet
│   │   ├── NotProse         tables, announcements or lists
│   │   ├── Embargoed        it may not be published yet
│   │   ├── Outdated         a newer version of it is there already
│   │   └── NotForPublication withheld, cancelled, or never meant for readers
│   ├── MissingExtra         the library that reads the format is not installed
│   ├── ArticleTooLarge      more bytes than one article may have
│   ├── UnsupportedLanguage  no pipeline reads the language
│   └── ExtractionFailed     the pipeline broke on this text
├── InvalidGold              a file of annotated articles or of names is not what it should be
├── UnknownBaseModel         training starts from another file than the one it knows
├── TrainingError            the network cannot be trained; nothing was written
│   ├── UnknownBaseModel     training starts from another file than the one it knows
│   ├── NothingToLearn       no article of the data may be learned from
│   ├── UnreadableData       a file of the data holds no annotated articles
│   └── TrainingNotInstalled the packages that training needs are missing
├── UnusableNetwork          a folder holds no network, or a damaged one
├── UnknownPipeline          no pipeline of that name is installed
├── OtherLanguage            the pipeline reads another language than the article's
├── ReviewError              what was asked for did not happen; nothing was changed
│   ├── UnknownRow           there is no such claim, speaker or event
│   ├── NotPermitted         this person may not do it
│   ├── StepRefused          the claim's state does not allow it
│   │   ├── LeasedByAnother  somebody else has the claim in work
│   │   └── StaleVersion     the claim has changed since it was read
│   └── InvalidFields        fields are missing or wrong; each is named
└── DatabaseError            the database file cannot be used; it was left as it was
    ├── NotADatabase         the file is no SQLite database
    ├── DatabaseLocked       another process writes to it
    ├── DatabaseReadOnly     it may not be written
    ├── SchemaTooNew         a newer datasette-claims made it
    └── ForeignSchema        it holds tables of the same names that are not ours

Each message says what happened, to which file, and what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datasette_claims.model import Article


class ClaimsError(Exception):
    """What a person who uses the tool can read and act on."""


class ArticleError(ClaimsError):
    """One article that cannot be loaded; ``origin`` names its file, ``reason`` is kept in ``load_errors``."""

    def __init__(self, origin: str, reason: str) -> None:
        """Keep both parts apart, so that the shells can list and store them."""
        super().__init__(origin, reason)
        self.origin = origin
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.origin}: {self.reason}"


class UnreadableInput(ArticleError):
    """The file cannot be opened or read."""


class UnknownFormat(ArticleError):
    """No reader recognises the bytes."""


class NotAnArticle(ArticleError):
    """The bytes hold no prose."""


class PassedOver(ArticleError):
    """Nothing is wrong with the article, but it is not for the database, or not yet."""


class Embargoed(PassedOver):
    """The article may not be published yet; the reason says nothing of what is in it."""

    def __init__(self, origin: str, reason: str, article: Article | None = None, due: str | None = None) -> None:
        """Bring the article along, to be held back until it is ``due`` (UTC, ISO 8601; None if nobody knows when)."""
        super().__init__(origin, reason)
        self.article = article
        self.due = due


class Outdated(PassedOver):
    """A newer version of the article is there already."""


class NotForPublication(PassedOver):
    """The article was withheld, cancelled, or never meant for readers."""


class NotProse(PassedOver):
    """The item holds tables, announcements or lists, and no running text."""


class MissingExtra(ArticleError):
    """The library that reads this format is not installed."""


class ArticleTooLarge(ArticleError):
    """More bytes than one article may have."""


class UnsupportedLanguage(ArticleError):
    """No pipeline reads the article's language."""


class ExtractionFailed(ArticleError):
    """The pipeline broke on this text, or its process died."""


class InvalidGold(ClaimsError):
    """A file of annotated articles or of names is not what it should be; the message names its line."""

    def __init__(self, origin: str, line: int, reason: str) -> None:
        """Say where: ``line`` counts from 1, 0 stands for the whole file."""
        super().__init__(f"{origin}, line {line}: {reason}" if line else f"{origin}: {reason}")


class TrainingError(ClaimsError):
    """The network cannot be trained; nothing was written."""


class UnknownBaseModel(TrainingError):
    """Training starts from another file than the one it knows."""


class NothingToLearn(TrainingError):
    """No article of the data may be learned from."""


class UnreadableData(TrainingError):
    """A file of the data holds no annotated articles."""


class TrainingNotInstalled(TrainingError):
    """The packages that training needs are missing."""


class UnusableNetwork(ClaimsError):
    """A folder holds no network, or a damaged one; the message names the file."""


class UnknownPipeline(ClaimsError):
    """No pipeline of that name is installed."""


class OtherLanguage(ClaimsError):
    """The pipeline reads another language than the article's."""


class ReviewError(ClaimsError):
    """What was asked for did not happen; nothing was changed."""


class UnknownRow(ReviewError):
    """There is no such claim, speaker or event."""


class NotPermitted(ReviewError):
    """This person may not do it."""


class StepRefused(ReviewError):
    """The claim's state does not allow it."""


class LeasedByAnother(StepRefused):
    """Somebody else has the claim in work."""


class StaleVersion(StepRefused):
    """The claim has changed since it was read."""


class InvalidFields(ReviewError):
    """Fields are missing or wrong; ``fields`` says of each, by its path in the request, what is wrong with it."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        """Keep the fields apart, so that an answer can list them."""
        super().__init__("; ".join(f"{name}: {reason}" for name, reason in fields.items()))
        self.fields = dict(fields)


class DatabaseError(ClaimsError):
    """The database file cannot be used; it was left as it was."""


class NotADatabase(DatabaseError):
    """The file is no SQLite database."""


class DatabaseLocked(DatabaseError):
    """Another process writes to the database."""


class DatabaseReadOnly(DatabaseError):
    """The database may not be written."""


class SchemaTooNew(DatabaseError):
    """A newer datasette-claims made the database."""


class ForeignSchema(DatabaseError):
    """The database holds tables of our names that are not ours."""
