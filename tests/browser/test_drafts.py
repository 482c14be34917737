"""What a reviewer has written is kept and saved once, whatever happens meanwhile."""

from __future__ import annotations

import json
import re

import pytest
import reviewed
from playwright.sync_api import Dialog, Page, Route, expect
from reviewing import LAPTOP, Fresh, Opened, at, known, of, on_to_next, pressed, ready, reloaded, summary, told
from serving import Served, signed_in


def filled(page: Page) -> None:
    """Fill in a verdict, its sentence and two pieces of evidence."""
    pressed(page, "4")
    summary(page).fill("Drei \U0001f389 von vier.")
    page.locator(".dc-verdict-form .dc-evidence > summary").click()
    page.locator("#review_claim-evidence-0-title").fill("Eins")
    page.locator(".dc-verdict-form [data-add-row]").click()
    page.locator("#review_claim-evidence-1-title").fill("Zwei")
    for number in (0, 1):
        page.locator(f"#review_claim-evidence-{number}-bearing").select_option("refutes")


def expect_filled(page: Page) -> None:
    expect(page.get_by_role("radio", name="Mostly false")).to_be_checked()
    expect(summary(page)).to_have_value("Drei \U0001f389 von vier.")
    for number, title in enumerate(("Eins", "Zwei")):
        expect(page.locator(f"#review_claim-evidence-{number}-bearing")).to_have_value("refutes")
        expect(page.locator(f"#review_claim-evidence-{number}-title")).to_have_value(title)


def test_draft(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """What was not saved is there again after a reload, until it is discarded."""
    page = at(opened, queue(fresh()))
    filled(page)
    reloaded(page)
    expect(told(page)).to_contain_text("What you had not saved is here again.")
    expect_filled(page)
    expect(page.locator("#review_claim-evidence-1-title")).to_be_visible()
    told(page).get_by_role("button", name="Discard it").click()
    expect(told(page)).to_have_count(0)
    expect(summary(page)).to_have_value("")
    page.reload()
    ready(page)
    expect(summary(page)).to_have_value("")
    expect(told(page)).to_have_count(0)


def test_whose_draft(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """Nobody finds the draft of somebody else who used the same browser."""
    page = at(opened, queue(fresh()))
    summary(page).fill("Von Rita.")
    signed_in(page, "ben")
    reloaded(page)
    expect(summary(page)).to_have_value("")


def test_saved_draft(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """A draft that was saved does not come back."""
    page = at(opened, queue(fresh()))
    summary(page).fill("Gut.")
    pressed(page, "Escape", "1")
    left = on_to_next(page, "Enter")
    assert page.evaluate("Object.keys(localStorage)") == []
    page.goto(left)
    ready(page)
    expect(told(page)).to_have_count(0)


def test_offline(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """Without a connection nothing is lost, and once it is back the same form is saved."""
    page = at(opened, queue(fresh()))
    filled(page)
    page.context.set_offline(True)
    pressed(page, "Control+Enter")
    expect(page.locator(".dc-live")).to_contain_text("The connection is lost.")
    expect_filled(page)
    page.context.set_offline(False)
    page.get_by_role("button", name="Save and next").click()
    expect(told(page)).to_contain_text("Your verdict was saved.")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_answer_lost(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """A verdict whose answer was lost on the way is saved once, however often it is sent."""

    def lose(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    page = at(opened, queue(fresh()), post=lose)
    pressed(page, "2", "Enter")
    expect(page.locator(".dc-live")).to_contain_text("The connection is lost.")
    left = on_to_next(page, "Enter")
    assert (of(page, left)["version"], len(of(page, left)["reviews"])) == (1, 1)


@pytest.mark.parametrize("status", [500, 503])
def test_server_fails(opened: Opened, queue: Served, fresh: Fresh, status: int) -> None:
    """Where the server fails, the page says so and keeps everything."""
    page = at(opened, queue(fresh()), post=lambda route: route.fulfill(status=status, body="<h1>No</h1>"))
    filled(page)
    pressed(page, "Control+Enter")
    expect(page.locator(".dc-live")).to_contain_text("This could not be saved.")
    expect_filled(page)


def test_signed_out(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """Whoever was signed out meanwhile keeps what they wrote, and is told."""
    page = at(opened, queue(fresh()))
    filled(page)
    signed_in(page, None)
    pressed(page, "Control+Enter")
    expect(page.locator(".dc-live")).to_contain_text("Sign in")
    expect_filled(page)


def test_leaving(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """Following a link asks first if something is unsaved, and only then."""
    page = at(opened, queue(address := fresh()))
    link = page.locator(".dc-article h2 a")
    summary(page).fill("Noch nicht gespeichert.")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    link.click(no_wait_after=True)
    expect(page).to_have_url(queue(address))
    expect(summary(page)).to_have_value("Noch nicht gespeichert.")
    page.once("dialog", lambda dialog: dialog.accept())
    link.click()
    expect(page).to_have_url(re.compile("/-/articles/"))
    assert asked == ["beforeunload"]
    page.goto(queue(fresh()))
    link.click()
    expect(page).to_have_url(re.compile("/-/articles/"))


def both_sides(page: Page) -> dict[str, tuple[str, str]]:
    rows = page.get_by_role("group", name="The claim has changed since").locator("tbody tr")
    cells = [row.locator("th, td").all_inner_texts() for row in rows.all()]
    return {name: (mine, theirs) for name, mine, theirs in cells}


def test_conflict(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """Who saves after somebody else sees both sides, has everything still filled in, and can save it."""
    address = queue(fresh())
    rita, ben = at(opened, address), at(opened, address, "ben")
    filled(rita)
    pressed(ben, "q")
    expect(told(ben)).to_be_visible()
    pressed(rita, "Control+Enter")
    expect(rita.get_by_role("alert")).to_be_focused()
    assert both_sides(rita)["State"][1] == "In the queue"
    assert both_sides(rita)["Is it true?"] == ("Mostly false", "–")
    expect(rita.locator(".dc-conflict")).to_contain_text("save it again")
    expect_filled(rita)
    left = on_to_next(rita, "Enter")
    claim = of(rita, left)
    assert (claim["verdict"], len(claim["evidence"])) == ("mostly_false", 2)


def test_decided_meanwhile(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """Who gives a verdict that nobody waits for any more sees the other one beside theirs, and loses nothing."""
    address = queue(fresh())
    rita, ben = at(opened, address), at(opened, address, "ben")
    filled(rita)
    pressed(ben, "1", "Enter")
    expect(told(ben)).to_be_visible()
    pressed(rita, "Control+Enter")
    expect(rita.get_by_role("alert")).to_be_focused()
    assert both_sides(rita)["Is it true?"] == ("Mostly false", "True")
    expect(rita.locator(".dc-conflict")).to_contain_text("yours cannot be saved")
    expect_filled(rita)
    assert known(rita)["verdict"] == "true"
    rita.get_by_role("link", name="Drop mine").click()
    expect(rita.locator(".dc-conflict")).to_have_count(0)
    expect(rita.get_by_text("What you had not saved")).to_have_count(0)


def test_ruling(opened: Opened, own_desk: Served) -> None:
    """Whoever settles a dispute has the same drafts, rows of evidence and refusals."""
    page = at(opened, own_desk(f"/claims/-/claims/{reviewed.DISPUTED}/dispute"), "ada")
    page.locator("#adjudicate_claim-summary").fill("Zoe hat recht.")
    reloaded(page)
    expect(page.locator("#adjudicate_claim-summary")).to_have_value("Zoe hat recht.")
    page.locator(".dc-evidence > summary").click()
    page.get_by_role("button", name="Another piece of evidence").click()
    expect(page.locator("#adjudicate_claim-evidence-1-bearing")).to_be_focused()
    page.get_by_role("button", name="Settle the dispute").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("#adjudicate_claim-summary")).to_have_value("Zoe hat recht.")
    assert of(page, own_desk(f"/claims/-/claims/{reviewed.DISPUTED}"))["state"] == "disputed"


def test_lease(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """A claim in work stays in work as long as the page is used; when its time has run out, the page says so."""
    page = opened("rita", viewport=LAPTOP)
    page.clock.install()
    renewals: list[Route] = []

    def renewed_once(route: Route) -> None:
        renewals.append(route)
        if len(renewals) == 1:
            route.fallback()
        else:
            route.fulfill(status=423, content_type="application/json", body=held)

    held = json.dumps({"ok": False, "error": "Nobody has this claim in work; take it first."})
    page.route("**/renew", renewed_once)
    page.goto(queue(fresh()))
    ready(page)
    pressed(page, "t")
    expect(told(page)).to_contain_text("You have this claim in work.")
    ready(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.clock.fast_forward("05:00")
    assert [url for url in sent if url.endswith("/renew")] == []
    pressed(page, "3")
    with page.expect_response(re.compile("/renew$")) as renewed:
        page.clock.fast_forward("05:00")
    assert renewed.value.status == 200
    expect(page.locator(".dc-live")).to_have_text("")
    pressed(page, "4")
    page.clock.fast_forward("05:00")
    expect(page.locator(".dc-live")).to_contain_text("has run out")
