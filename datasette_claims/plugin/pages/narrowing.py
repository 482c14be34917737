"""Which claims a list shows: filters from the query of its address, as chips, as facets, and as other addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from datasette_claims.database.facets import ASPECT, YEAR, Facets
from datasette_claims.database.scales import Label
from datasette_claims.desk import filters, validation
from datasette_claims.desk.requests import ListQuery, Selection
from datasette_claims.errors import InvalidFields
from datasette_claims.model import UNREVIEWED, QuoteType
from datasette_claims.plugin import addresses, labels, translation
from datasette_claims.plugin.pages.frame import Asked
from datasette_claims.plugin.place import Link
from datasette_claims.plugin.translation import message
from datasette_claims.review import Aspect, State

NAMES: Mapping[str, str] = {
    "text": message("Words"),
    "speaker": message("Speaker"),
    "source": message("Source"),
    "state": message("State"),
    "verdict": message("Verdict"),
    "quote_type": message("Type of quote"),
    "aspect": message("Judged"),
    "recheck": message("Corrected article"),
    "language": message("Language"),
    "topic": message("Title"),
    "article": message("Article"),
    "published_from": message("Published from"),
    "published_to": message("Published to"),
    "checkworthiness": message("Check-worthiness from"),
}
"""What the filters are called."""

_FACETS = ("state", "verdict", "speaker", "source", "quote_type", YEAR, ASPECT, "language")
_FACET_NAMES = {**NAMES, YEAR: message("Year")}
_OPEN = frozenset({"state", "verdict", "speaker"})
_MOST_FREQUENT = 12
_LIST = {"sort": message("Order"), "retired": message("Retired"), "after": message("Page")}
"""What an address says besides of a list."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list's address asks for; ``wrong`` are the values that mean nothing, by the name of their filter.

    ``given`` is what stands in the address, in words for ``selection`` and how to list it; ``after`` is left out.
    """

    selection: Selection
    retired: bool
    sort: str
    after: str | None
    given: Mapping[str, str]
    wrong: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set: its name, its value in words, and the address without it."""

    name: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class Value:
    """One value to choose; ``url`` sets it, or takes that of a facet away if it ``is_set``."""

    text: str
    count: str
    url: str
    is_set: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """What claims are narrowed by, with the values that there are."""

    name: str
    values: tuple[Value, ...]
    is_open: bool


def wanted(asked: Asked) -> Wanted:
    """Return what the address asks for; nothing in it raises."""
    names = {field.name for field in fields(ListQuery)} - {"size"}
    given = {name: value.strip() for name, value in asked.query.items() if name in names and value.strip()}
    wrong: dict[str, str] = {}
    if "aspect" in given and not asked.visitor.sees_reviews:
        wrong["aspect"] = given["aspect"]
    try:
        query = _query(given, wrong)
    except InvalidFields as error:
        wrong |= {name: given[name] for name in error.fields}
        query = _query(given, wrong)
    selection = Selection(**{field.name: getattr(query, field.name) for field in fields(Selection)})
    kept = {name: value for name, value in given.items() if name != "after"}
    return Wanted(selection, query.retired, query.sort.value, query.after, kept, wrong)


def _query(given: Mapping[str, str], wrong: Mapping[str, str]) -> ListQuery:
    return validation.from_query(ListQuery, {name: [value] for name, value in given.items() if name not in wrong})


def called(name: str) -> str:
    """Return what a part of the address is called, in English."""
    return NAMES.get(name) or _LIST[name]


def address(asked: Asked, want: Wanted, **changed: str) -> str:
    """Return the address of the list with some filters changed; an empty one is taken away."""
    return addresses.with_query(asked.link(addresses.QUEUE), **{**want.given, **changed})


def chips(asked: Asked, want: Wanted, verdicts: Iterable[Label]) -> tuple[Chip, ...]:
    """Return the filters that are set, those that mean nothing included."""
    named = words(asked, verdicts)
    found = []
    for name, value in want.given.items():
        if name not in _LIST:
            text = value if name in want.wrong else named.get(name, str)(value)
            found.append(Chip(asked.say(NAMES[name]), text, address(asked, want, **{name: ""})))
    return tuple(found)


def facets(asked: Asked, want: Wanted, counted: Facets, verdicts: Sequence[Label]) -> tuple[Facet, ...]:
    """Return what the claims of the list can be narrowed by."""
    named, orders = words(asked, verdicts), _orders(verdicts)
    found = []
    for name in _FACETS:
        counts, chosen = counted.counts.get(name, {}), _chosen(want, name)
        values = tuple(
            Value(
                text=named.get(name, str)(key),
                count=translation.written_number(counts.get(key, 0), asked.place.language),
                url=_turned(asked, want, name, key, chosen),
                is_set=key == chosen,
            )
            for key in _shown(counts, orders.get(name, ()), chosen)
        )
        if values:
            found.append(Facet(asked.say(_FACET_NAMES[name]), values, bool(chosen) or name in _OPEN))
    return tuple(found)


def _shown(counts: Mapping[str, int], order: Sequence[str], chosen: str) -> list[str]:
    """Return the values to show: those with an order of their own, then the most frequent, and the one that is set."""
    known = [key for key in order if key in counts]
    others = [key for key in counts if key not in order][:_MOST_FREQUENT]
    return [*known, *others, *([chosen] if chosen and chosen not in (*known, *others) else [])]


def _chosen(want: Wanted, name: str) -> str:
    """Return the value of a facet that is set, empty if none is."""
    if name in want.wrong:
        return ""
    if name != YEAR:
        return want.given.get(name, "")
    first, last = want.selection.published_from or "", want.selection.published_to or ""
    return first if first == last and len(first) == len("2025") else ""


def _turned(asked: Asked, want: Wanted, name: str, key: str, chosen: str) -> str:
    value = "" if key == chosen else key
    if name == YEAR:
        return address(asked, want, published_from=value, published_to=value)
    return address(asked, want, **{name: value})


def _orders(verdicts: Iterable[Label]) -> Mapping[str, tuple[str, ...]]:
    """Return the order of values that have one of their own."""
    return {
        "state": tuple(state.value for state in State),
        "verdict": (UNREVIEWED, *(label.key for label in verdicts)),
        "quote_type": tuple(kind.value for kind in QuoteType),
        ASPECT: tuple(aspect.value for aspect in Aspect),
    }


def words(asked: Asked, verdicts: Iterable[Label]) -> Mapping[str, Callable[[str], str]]:
    """Return how the values of filters are said, by the name of the filter; what is not here stands for itself."""
    language = asked.place.language
    kinds = {kind.value: asked.say(text) for kind, text in labels.QUOTE_TYPES.items()}
    states = {state.value: asked.say(text) for state, text in labels.STATES.items()}
    judged = {aspect.value: asked.say(text) for aspect, text in labels.ASPECTS.items()}
    rated = {label.key: label.text(language) for label in verdicts}
    rated[UNREVIEWED] = asked.say(labels.VERDICTS[UNREVIEWED])
    return {
        "state": lambda key: states.get(key, key),
        "quote_type": lambda key: kinds.get(key, key),
        "verdict": lambda key: rated.get(key, key),
        "aspect": lambda key: judged.get(key, key),
        "recheck": lambda _: asked.say(message("needs another look")),
        "language": lambda key: translation.written_language(key, language),
        "published_from": lambda date: translation.written_date(date, language),
        "published_to": lambda date: translation.written_date(date, language),
        "checkworthiness": lambda least: translation.written_share(float(least), language),
    }


def presets(asked: Asked) -> tuple[Link, ...]:
    """Return lists that every desk needs."""
    ready: tuple[tuple[str, dict[str, str]], ...] = (
        (message("Waits for a second verdict"), {"state": State.AWAITING_SECOND.value, "sort": "priority"}),
        (message("Disputed"), {"state": State.DISPUTED.value, "sort": "priority"}),
        (message("Most check-worthy and new"), {"state": State.NEW.value, "sort": "checkworthiness"}),
        (message("Needs another look: the article was corrected"), {"recheck": "open", "sort": "priority"}),
        (message("Decided, not published"), {"state": State.DECIDED.value, "sort": "priority"}),
    )
    return tuple(Link(asked.say(name), asked.queue(**query)) for name, query in ready)


def bare(want: Wanted) -> Wanted:
    """Return what is wanted without any filter, in the same order."""
    kept = {name: value for name, value in want.given.items() if name in _LIST}
    return replace(want, selection=Selection(), after=None, given=kept, wrong={})


def as_query(want: Wanted) -> str:
    """Return the filters as the query that is carried from claim to claim, empty if there are none."""
    return filters.query(want.selection)
