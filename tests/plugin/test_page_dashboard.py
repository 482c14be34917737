"""The dashboard: how much, how fast and how well the desk works; its rules; the same as JSON."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import datetime, timezone
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import calls
import pytest
from browsing import Given, Visitor
from calls import DESK, Api, verdict
from datasette.app import Datasette
from world import BROKEN_ID, DIRECT_ID, FRAMELESS_ID, INNER_ID, NASTY_CLAIM_ID, OUTER_ID, SCRIPT, copied

from datasette_claims.database import history
from datasette_claims.database.progress import Reviewed
from datasette_claims.plugin.api import measuring
from datasette_claims.plugin.api.answers import FigureShown
from datasette_claims.plugin.api.measuring import DashboardShown
from datasette_claims.plugin.pages import effort, grids, reliability
from datasette_claims.plugin.pages.frame import Asked
from datasette_claims.plugin.pages.frame import Visitor as Visiting
from datasette_claims.plugin.place import Place
from datasette_claims.review import Aspect

pytestmark = pytest.mark.asyncio

Serve = Callable[..., Awaitable[Datasette]]
PAGE = f"{DESK}/dashboard"
GERMAN = {"accept-language": "de"}


async def shown(api: Api, who: str | None = None, query: str = "", **headers: str) -> str:
    """Return the page's text without its tags, each run of blanks a single one."""
    return words(await html(api, who, query, **headers))


async def html(api: Api, who: str | None = None, query: str = "", **headers: str) -> str:
    response = await api.get(f"{PAGE}{query}", who, **headers)
    assert response.status_code == 200, response.text
    text: str = response.text
    return text[text.index("<main") : text.index("</main>")]


def words(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())


def table(page: str, name: str) -> list[list[str]]:
    """Return the texts of a table's cells, line by line, those of bars left out."""
    figure = page[page.index(f'id="{name}"') :]
    return [
        [words(cell) for cell in re.findall(r"<t[hd](?! class=\"dc-strip\")[^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr>(.*?)</tr>", figure[: figure.index("</table>")], re.DOTALL)
    ]


def sections(page: str) -> Iterator[tuple[str, str]]:
    for section in re.findall(r"<section.*?</section>", page, re.DOTALL):
        yield re.findall(r'id="(\w+)"', section)[0], words(section)


async def twice(api: Api, claim: str, first: str, second: str, **ratings: str) -> None:
    """Let Rita and Ben judge a claim without knowing of each other."""
    await api.done(f"{DESK}/{claim}/triage", {"required": 2})
    for who, key in (("rita", first), ("ben", second)):
        given = verdict(key)
        given["ratings"] = {"veracity": key, "attribution": "verbatim", **ratings}
        await api.done(f"{DESK}/{claim}/reviews", given, who)


@pytest.fixture
def today() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%d")


async def test_empty(api: Api) -> None:
    """A desk at which nothing has happened says so in every section, without a chart of nothing."""
    page = await html(api)
    said = dict(sections(page))
    assert "Nobody gave a verdict in these days." in said["reviewed"]
    assert "No claim was decided or published in these days." in said["pace"]
    assert "No claim by a named speaker has a verdict yet." in said["verdicts"]
    assert "No claim from a named source has a verdict yet." in said["verdicts"]
    assert said["agreement"].count("no claim has two independent verdicts on this") == 3
    assert "Nobody has judged how claims were extracted yet." in said["extraction"]
    assert re.findall(r'<figure[^>]* id="([\w-]+)"', page) == ["states"]


async def test_no_claims(serve: Serve, tmp_path: Path, database: Path) -> None:
    """A database without claims that are not retired says so."""
    path = copied(database, tmp_path, "claims.db")
    datasette = await serve(path, metadata=calls.ALLOWED)
    await datasette.get_database("claims").execute_write("UPDATE claims SET retired_at = '2026-01-01'")
    assert "This database holds no claims yet." in await shown(await calls.api(datasette))


async def test_states(api: Api) -> None:
    """Claims count by state, and each state leads to its claims."""
    await api.done(f"{DESK}/{DIRECT_ID}/triage")
    page = await html(api)
    assert [row[:2] for row in table(page, "states")[1:]] == [["New", "6"], ["In the queue", "1"]]
    assert f'href="{DESK}?state=queued"' in page


async def test_reviewed(api: Api, today: str) -> None:
    """Verdicts count by day and reviewer; a blind one counts, and nothing on the page says what it was."""
    await api.done(f"{DESK}/{DIRECT_ID}/reviews", verdict("true"))
    await api.done(f"{DESK}/{OUTER_ID}/triage", {"required": 2})
    await api.done(f"{DESK}/{OUTER_ID}/reviews", verdict("mostly_false"), "ben")
    await api.done(f"{DESK}/{INNER_ID}/reviews", verdict("false"), "ben")
    await api.done(f"{DESK}/{INNER_ID}/undo", None, "ben")
    page = await html(api)
    assert table(page, "reviewers")[1:] == [["ben", "1", "50%"], ["rita", "1", "50%"]]
    head, day = table(page, "reviewed-table")
    assert head == ["Day", "All", "ben", "rita"]
    assert day[1:] == ["2", "1", "1"]
    assert "Days begin at midnight UTC. Verdicts: 2. Reviewers: 2. The most: 2" in words(page)
    assert "Mostly false" not in words(page)
    twin = (await api.get(f"{PAGE}.json?days=1")).json()
    assert twin["reviewed"] == [{"day": today, "reviewer": who, "verdicts": 1} for who in ("ben", "rita")]
    assert (twin["since"], twin["until"]) == (today, today)


async def test_turnaround(api: Api) -> None:
    """What was decided or published says how many claims took how long."""
    await api.done(f"{DESK}/{DIRECT_ID}/triage")
    await api.done(f"{DESK}/{DIRECT_ID}/reviews", verdict("true"))
    await api.done(f"{DESK}/{DIRECT_ID}/publish", None, "pia")
    page = await html(api)
    assert [row[:2] for row in table(page, "turnaround")[1:]] == [
        ["From the first step to the decision", "1"],
        ["From the decision to publication", "1"],
    ]
    assert [row[1] for name in ("weeks-0", "weeks-1") for row in table(page, name)[1:]] == ["1", "1"]


async def test_agreement(api: Api) -> None:
    """Agreement is shown aspect by aspect with its caveats, the pairs of labels and of people, and its raw answers."""
    await twice(api, DIRECT_ID, "true", "true")
    await twice(api, OUTER_ID, "true", "false")
    await twice(api, INNER_ID, "false", "false")
    page = await html(api)
    assert table(page, "figures-veracity")[1] == ["Raw agreement", "0.67", "–"]
    assert table(page, "confusion-veracity") == [
        ["One says, another says", "True", "False"],
        ["True", "1", "1"],
        ["False", "", "1"],
    ]
    assert table(page, "pairs-veracity")[1][:3] == ["ben – rita", "3", "0.67"]
    assert "<bdi>ben</bdi> – <bdi>rita</bdi>" in page
    said = words(page)
    assert "Claims compared: 3. First verdicts on them: 6." in said
    assert "Nominal α is below .667" in said
    assert "Fewer than 30 claims were compared" in said
    assert "Only one verdict was ever given" in said
    assert "True – False: 1" in said


async def test_raw_pairs(api: Api) -> None:
    """The link to the answers behind the figures runs in Datasette and shows them."""
    await twice(api, OUTER_ID, "true", "false")
    page = await html(api)
    (link,) = [unescape(one) for one in re.findall(r'href="([^"]*sql=[^"]*)"', page) if "aspect=veracity" in one]
    asked = parse_qs(urlsplit(link).query)
    database = api.datasette.get_database("claims")
    named = {name: asked[name][0] for name in ("aspect", "scale")}
    rows = await database.execute(asked["sql"][0], named)
    assert [tuple(row)[2:] for row in rows.rows] == [("ben", "false", "rita", "true")]
    response = await api.datasette.client.get(link, follow_redirects=True)
    assert response.status_code == 200
    assert OUTER_ID in response.text


async def test_verdicts(api: Api) -> None:
    """Speakers and sources show their verdicts beside the claims that nobody checked, and lead to their claims."""
    await api.done(f"{DESK}/{BROKEN_ID}/reviews", verdict("false"))
    await api.done(f"{DESK}/{NASTY_CLAIM_ID}/reviews", verdict("unproven"))
    page = await html(api)
    head, *rows = table(page, "by-speaker")
    assert head == ["Speaker", "With a verdict", "False", "Unproven", "Nobody checked"]
    assert ["Maria Sacharowa", "1", "1", "0", "2"] in rows
    assert ["dpa-AFX", "1", "1", "0", "4"] in table(page, "by-source")
    assert f'href="{DESK}?speaker=Maria+Sacharowa"' in page
    assert SCRIPT not in page


async def test_own_scale(serve: Serve, database: Path, tmp_path: Path) -> None:
    """A verdict of an older scale is named by its key and stands last."""
    datasette = await serve(copied(database, tmp_path, "claims.db"), metadata=calls.ALLOWED)
    writable = datasette.get_database("claims")
    await writable.execute_write("INSERT INTO rating_scales VALUES ('veracity-0', 'veracity', 0, 'veracity', 1, 5)")
    value = "('veracity-0', 'shaky', 2, 'Wacklig', 'Shaky', '', 1)"
    await writable.execute_write(f"INSERT INTO rating_values VALUES {value}")
    await writable.execute_write("UPDATE claims SET verdict = 'shaky' WHERE id = ?", [DIRECT_ID])
    await writable.execute_write("UPDATE claims SET verdict = 'false' WHERE id = ?", [OUTER_ID])
    assert table(await html(await calls.api(datasette)), "by-speaker")[0][1:] == [
        "With a verdict",
        "False",
        "shaky",
        "Nobody checked",
    ]


async def test_extraction(api: Api) -> None:
    """What people said of how claims were found is shown by type of quote and by rule, with how many were judged."""
    await api.done(f"{DESK}/{OUTER_ID}/assessments", {"ratings": {"extraction": "ok"}})
    await api.done(f"{DESK}/{INNER_ID}/reject", {"reason": "bad_extraction"})
    await api.done(f"{DESK}/{FRAMELESS_ID}/reject", {"reason": "not_a_claim"})
    page = await html(api)
    assert table(page, "by-type") == [
        ["Type of quote", "Judged", "OK", "Not a claim", "Badly extracted"],
        ["Indirect speech", "2 (few)", "50% (1)", "0% (0)", "50% (1)"],
        ["Indirect speech without a frame", "1 (few)", "0% (0)", "100% (1)", "0% (0)"],
    ]
    assert table(page, "by-rule")[1][:2] == ["by_hand", "3 (few)"]
    assert "fewer than 30 were judged" in words(page)


@pytest.mark.parametrize(
    ("query", "chosen", "columns"),
    [("", "30 days", 30), ("?days=7", "7 days", 7), ("?days=365", "365 days", 53), ("?days=8", "30 days", 30)],
)
async def test_period(api: Api, query: str, chosen: str, columns: int) -> None:
    """A period is chosen in the address, weeks are drawn in long ones, and what is no period is the usual one."""
    await api.done(f"{DESK}/{DIRECT_ID}/reviews", verdict("true"))
    page = await html(api, query=query)
    assert re.findall(r'<span aria-current="true">([^<]*days)</span>', page) == [chosen]
    assert abs(len(table(page, "reviewed-chart")) - 1 - columns) <= (1 if columns > 50 else 0)


async def test_rules(api: Api) -> None:
    """Whoever may not change the rules reads them; an administrator changes them and stays in the period."""
    page = await html(api, "rita")
    assert "<form" not in page
    assert "Minutes somebody keeps a claim in work 30" in words(page)
    anna = Visitor(api.datasette, "anna")
    given: Given = {"required_reviews#n": "2", "lease_minutes#n": "45"}
    where, after = await anna.follow(f"{PAGE}?days=7", "change_settings", given)
    assert where == f"{PAGE}?days=7&said=change_settings"
    assert "The desk's rules were changed." in words(after)
    settings = (await api.get(f"{DESK}/settings.json")).json()
    assert (settings["required_reviews"], settings["lease_minutes"]) == (2, 45)


async def test_wrong_rules(api: Api) -> None:
    """A rule that cannot be changes nothing and comes back with what is wrong."""
    refused = await Visitor(api.datasette, "anna").submit(PAGE, "change_settings", {"lease_minutes#n": "0"})
    assert refused.status_code == 422
    assert 'value="0"' in refused.text
    assert 'aria-invalid="true"' in refused.text
    assert (await api.get(f"{DESK}/settings.json")).json()["lease_minutes"] == 30


async def test_german(api: Api) -> None:
    """The page speaks German, numbers included."""
    await twice(api, OUTER_ID, "true", "false")
    page = await html(api, **GERMAN)
    said = words(page)
    assert "Die Tage beginnen um Mitternacht UTC." in said
    assert "Verglichene Behauptungen: 1. Erste Urteile darüber: 2." in said
    assert table(page, "figures-veracity")[1] == ["Rohe Übereinstimmung", "0,00", "–"]
    assert table(page, "confusion-veracity")[0][1:] == ["Richtig", "Falsch"]


async def known(datasette: Datasette) -> tuple[Asked, DashboardShown]:
    """Return what a dashboard is asked for, and what it says of a desk at which nothing has happened."""
    asked = Asked(Place(datasette, "claims", "en"), Visiting("", None, frozenset(), sees_reviews=True), {}, {})
    return asked, await datasette.get_database("claims").execute_fn(lambda one: measuring.dashboard(one, 30))


async def test_many_reviewers(served: Datasette) -> None:
    """More reviewers than there is room for share a column."""
    asked, shown = await known(served)
    drawn = effort.effort(
        asked, replace(shown, reviewed=tuple(Reviewed(shown.until, f"r{number:02}", 1) for number in range(14)))
    )
    assert drawn is not None
    assert [head.text for head in drawn.table.heads][-2:] == ["r11", "Others"]
    assert [cell.text for cell in drawn.table.rows[0].cells][-2:] == ["1", "2"]


@pytest.mark.parametrize(
    ("seconds", "language", "written"),
    [
        (None, "en", "–"),
        (59, "en", "1 minute"),
        (1500, "de", "25 Minuten"),
        (5400, "de", "1,5 Stunden"),
        (47 * 3600, "en", "47 hours"),
        (60 * 3600, "en", "2.5 days"),
    ],
)
async def test_durations(seconds: int | None, language: str, written: str) -> None:
    """A duration is written in the unit that suits it."""
    assert effort.written_duration(seconds, language) == written


@pytest.mark.parametrize(("number", "most", "level"), [(0, 9, 0), (1, 9, 1), (4, 9, 2), (9, 9, 3), (0, 0, 0)])
async def test_levels(number: int, most: int, level: int) -> None:
    """The shade grows with the number; nothing has none, the most the strongest."""
    assert grids.level(number, most) == level


async def test_stacked() -> None:
    """The parts of a bar lie beside each other; what is none is not drawn."""
    assert grids.stacked([("a", 1), ("b", 0), ("c", 2)], 4) == (
        grids.Segment(0, 25, "a"),
        grids.Segment(25, 50, "c"),
    )
    assert grids.stacked([("a", 0)], 0) == ()


@pytest.mark.parametrize(("alpha", "said"), [(0.8, "are reliable"), (0.7, "tentative"), (-0.1, "cannot"), (None, "")])
async def test_reading(served: Datasette, alpha: float | None, said: str) -> None:
    """Krippendorff's limits say what α allows; less than 0 is drawn as 0, and what is unknown not at all."""
    asked, shown = await known(served)
    figure = FigureShown(alpha, alpha and -0.2, alpha and 1.0)
    found = replace(
        shown.agreement["veracity"],
        units=2,
        ratings=4,
        raw=0.5,
        alpha_nominal=figure,
        confusion=(("old", "true", 3),),
        worst_pairs=(("old", "true", 3),),
    )
    first, *_ = reliability.reliability(asked, replace(shown, agreement={**shown.agreement, "veracity": found}), {})
    assert first.figures is not None
    assert said in first.reading
    assert bool(said) == bool(first.reading)
    bar = first.figures.rows[2].bar
    assert [part.x for part in bar][:2] == ([0, 0] if alpha is not None else [])
    assert first.worst == (("old", "true", "3"),)


async def test_agreement_is_worked_out_once(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures of the same reviews are not worked out again; a new review makes them anew."""
    asked: list[object] = []
    read = history.independent

    def watched(connection: sqlite3.Connection, aspect: Aspect, scale: str) -> list[tuple[str, str, str]]:
        asked.append(aspect)
        return read(connection, aspect, scale)

    monkeypatch.setattr(history, "independent", watched)
    monkeypatch.setattr(measuring, "_MOST_KEPT", 2)
    measuring._agreed.clear()  # noqa: SLF001 - what earlier tests worked out
    address = f"{DESK}/agreement.json"
    for first, second in (("true", "true"), ("true", "false")):
        await twice(api, OUTER_ID if first == second else INNER_ID, first, second)
        found = [(await api.get(address)).json()["raw"] for _ in range(2)]
        assert found == [1.0, 1.0] if first == second else [0.5, 0.5]
    assert asked == [Aspect.VERACITY, Aspect.VERACITY]
    await api.get(f"{PAGE}.json")
    assert asked[2:] == [Aspect.EXTRACTION, Aspect.ATTRIBUTION, Aspect.VERACITY]
