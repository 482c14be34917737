"""One claim group: what is said again and again, when, by whom and how often, and what does not say it after all."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datasette_claims.database import groups, listing, repeats, scales, speaking
from datasette_claims.database.groups import Group, Member, Repeater
from datasette_claims.database.listing import Listed
from datasette_claims.plugin import addresses, translation
from datasette_claims.plugin.api.admission import GROUP_TABLES, TABLES
from datasette_claims.plugin.pages import charts, parts
from datasette_claims.plugin.pages.charts import BarChart, ColumnChart, Counted, Words
from datasette_claims.plugin.pages.forms import OPERATIONS, Form
from datasette_claims.plugin.pages.frame import Asked, Page
from datasette_claims.plugin.pages.history import Scales
from datasette_claims.plugin.pages.periods import periods
from datasette_claims.plugin.pages.scorecard import most
from datasette_claims.plugin.pages.utterances import Utterance, utterance
from datasette_claims.plugin.translation import message
from datasette_claims.steps import Permission

MOST = 50
"""So many utterances are on a page, and so many of everything else are shown at most."""

_MOST_SPEAKERS = 15
_MOST_ALIKE = 20
_UNDECIDED = frozenset({"literal", "similar"})


@dataclass(frozen=True, slots=True)
class Denied:
    """A claim that does not say it, as somebody decided; empty for one that its article no longer holds."""

    claim: Utterance
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Adding:
    """What the form that adds claims shows: what was ``asked`` for, and what was found, None if there is no such claim.

    ``alike`` are claims that may say the same.
    """

    asked: str
    found: Utterance | None
    alike: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True)
class GroupPage:
    """A proposition by the claim that stands for it; ``stands_for`` is its id.

    ``count`` is how many claims say it, ``first`` and ``last`` when, written out and empty where no date is known;
    ``speakers`` counts who says it, of whom ``by_speaker`` shows the first. ``earlier`` and ``later`` lead to the other
    pages of ``said``. ``adding`` is None for those who may not review.
    """

    stands_for: str
    claim: Utterance
    count: int
    first: str
    last: str
    speakers: int
    over_time: ColumnChart | None
    left_out: int
    by_speaker: BarChart
    said: tuple[Utterance, ...]
    earlier: str
    later: str
    denied: tuple[Denied, ...]
    adding: Adding | None


@dataclass(frozen=True, slots=True)
class _Found:
    group: Group
    claim: Listed
    days: Mapping[str, int]
    repeaters: tuple[Repeater, ...]
    said: tuple[Member, ...]
    others: tuple[Member, ...]
    scales: Scales
    adding: Listed | None
    alike: tuple[Listed, ...]
    titles: Mapping[str, str]


def _read(connection: sqlite3.Connection, asked: Asked) -> _Found | None:
    group = groups.group(connection, asked.ids["group"])
    claim = listing.listed(connection, group.claim_id) if group else None
    if group is None or claim is None:
        return None
    wanted = _claim_id(asked)
    adding = listing.listed(connection, wanted) if wanted else None
    alike = _alike(connection, claim.id) if _may(asked) else ()
    return _Found(
        group=group,
        claim=claim,
        days=groups.days(connection, group.id),
        repeaters=groups.repeaters(connection, group.id),
        said=groups.utterances(connection, group.id, MOST, MOST * (_number(asked) - 1)),
        others=groups.others(connection, group.id, MOST),
        scales=scales.labels(connection),
        adding=adding,
        alike=alike,
        titles=speaking.titles(connection, (one.article_id for one in (claim, *alike, adding) if one)),
    )


def _alike(connection: sqlite3.Connection, claim_id: str) -> tuple[Listed, ...]:
    """Return claims that may say the same, as far as nobody has decided that."""
    open_to = [one.id for one in repeats.similar(connection, claim_id, _MOST_ALIKE) if one.relation in _UNDECIDED]
    return tuple(one for key in open_to if (one := listing.listed(connection, key)) and one.retired_at is None)


def _may(asked: Asked) -> bool:
    return Permission.REVIEW in asked.visitor.may


def _claim_id(asked: Asked) -> str:
    """Return the claim that an id or an address names, empty if there is none or it must not be added."""
    found = re.search(addresses.PARTS["claim"], asked.query.get("add", ""))
    return found[0] if found and _may(asked) else ""


def _number(asked: Asked) -> int:
    number = asked.query.get("page", "")
    return int(number) if re.fullmatch("[1-9][0-9]{0,5}", number) else 1


def _context(asked: Asked, found: _Found) -> GroupPage:
    language = asked.place.language
    dates = [day for day in found.days if day]
    over_time, left_out = _over_time(asked, found.days)
    count = sum(found.days.values())
    last = -(-count // MOST)
    return GroupPage(
        stands_for=found.claim.id,
        claim=_listed(asked, found.claim, found),
        count=count,
        first=translation.written_date(min(dates, default=""), language),
        last=translation.written_date(max(dates, default=""), language),
        speakers=sum(one.speaker is not None for one in found.repeaters),
        over_time=over_time,
        left_out=left_out,
        by_speaker=_by_speaker(asked, found.repeaters),
        said=tuple(utterance(asked, one, one.title, found.scales) for one in found.said),
        earlier=_page(asked, _number(asked) - 1, last),
        later=_page(asked, _number(asked) + 1, last),
        denied=tuple(_denied(asked, one, found.scales) for one in found.others),
        adding=_adding(asked, found) if _may(asked) else None,
    )


def _page(asked: Asked, number: int, last: int) -> str:
    own = asked.link(addresses.GROUP, **asked.ids)
    return addresses.with_query(own, page=str(number)) if 1 <= number <= last else ""


def _over_time(asked: Asked, days: Mapping[str, int]) -> tuple[ColumnChart | None, int]:
    """Return how often it was said when, unless no date is known, and how many utterances the chart leaves out."""
    language = asked.place.language
    found = periods({day: (count, 0) for day, count in days.items()}, language)
    counted = [Counted(one.label, one.count, short=one.short) for one in found.counted]
    if not counted:
        return None, found.left_out
    words = Words(
        id="over-time",
        title=asked.say(message("When it was said")),
        things=asked.say(message("When")),
        count=asked.say(message("Utterances")),
    )
    return charts.columns(words, counted, language, most(asked, counted)), found.left_out


def _by_speaker(asked: Asked, repeaters: Sequence[Repeater]) -> BarChart:
    words = Words(
        id="by-speaker",
        title=asked.say(message("Who said it how often")),
        things=asked.say(message("Speaker")),
        count=asked.say(message("Utterances")),
    )
    shown = [_repeater(asked, one) for one in repeaters[:_MOST_SPEAKERS]]
    return charts.bars(words, shown, asked.place.language)


def _repeater(asked: Asked, one: Repeater) -> Counted:
    link = parts.speaker(asked, one.speaker_id, one.speaker or "")
    name = link.text if link else asked.say(message("Speaker not named"))
    return Counted(name, one.times, url=link.url if link else "")


def _listed(asked: Asked, one: Listed, found: _Found) -> Utterance:
    return utterance(asked, one, found.titles[one.article_id], found.scales)


def _denied(asked: Asked, one: Member, known: Scales) -> Denied:
    by, at = (one.decided_by, one.decided_at) if one.is_denied else ("", "")
    return Denied(utterance(asked, one, one.title, known), by, translation.written_date(at, asked.place.language))


def _adding(asked: Asked, found: _Found) -> Adding:
    return Adding(
        asked=asked.query.get("add", ""),
        found=_listed(asked, found.adding, found) if found.adding else None,
        alike=tuple(_listed(asked, one, found) for one in found.alike),
    )


PAGE: Page[_Found] = Page(
    path=addresses.GROUP,
    template="datasette_claims/group.html",
    read=_read,
    context=_context,
    missing=message("This database holds no such claim group."),
    tables=(*TABLES, *GROUP_TABLES),
    stylesheets=("charts.css", "speaker.css"),
    table="claim_groups",
    forms={"decide_repeat": Form(OPERATIONS["decide_repeat"])},
)
