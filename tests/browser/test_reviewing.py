"""What a reviewer does on the claim page: by keys alone, without a script, on any screen."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
import reviewed
from playwright.sync_api import expect
from reviewed import EVERYTHING
from reviewing import Fresh, Opened, at, known, of, on_to_next, pressed, ready, summary, told
from serving import Served

VERDICTS = ("true", "mostly_true", "partly_false", "mostly_false", "false", "missing_context", "unproven")


def test_twenty_claims(opened: Opened, queue: Served, unused: list[str]) -> None:
    """Twenty claims are judged with twenty numbers and twenty times Enter, each as it was meant."""
    page = at(opened, queue(unused[0]))
    meant = {}
    for place in range(20):
        verdict = place % len(VERDICTS)
        meant[on_to_next(page, str(verdict + 1), "Enter")] = VERDICTS[verdict]
        expect(told(page)).to_contain_text("Your verdict was saved.")
    assert len(meant) == 20
    found = {address: of(page, address) for address in meant}
    assert {address: claim["verdict"] for address, claim in found.items()} == meant
    assert {claim["state"] for claim in found.values()} == {"decided"}
    assert {claim["version"] for claim in found.values()} <= {1, 2}


def test_undo(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """Backspace takes the last verdict back, and what was said is there to be changed."""
    page = at(opened, queue(fresh()))
    left = on_to_next(page, "5", "Enter")
    on_to_next(page, "Backspace")
    assert urlsplit(page.url).path == urlsplit(left).path
    expect(told(page)).to_contain_text("Your last step was taken back.")
    expect(page.get_by_role("radio", name="False", exact=True)).to_be_checked()
    assert known(page)["verdict"] == "unreviewed"


def test_undo_later(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """Backspace also takes back what was done before, where no notice offers it any more."""
    page = at(opened, queue(address := fresh()))
    pressed(page, "q")
    expect(told(page)).to_contain_text("The claim is in the queue.")
    page.goto(queue(address))
    ready(page)
    pressed(page, "Backspace")
    expect(told(page)).to_contain_text("Your last step was taken back.")
    assert known(page)["state"] == "new"


def test_skip(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """Skipping leads on and leaves the claim as it was."""
    page = at(opened, queue(fresh()))
    left = on_to_next(page, "s")
    assert of(page, left)["version"] == 0


def test_flags(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """The key f leads to the flags, and Enter saves from there."""
    page = at(opened, queue(fresh()))
    left = on_to_next(page, "f", "Space", "Tab", "Space", "5", "Enter")
    (review,) = of(page, left)["reviews"]
    assert (review["flags"], of(page, left)["verdict"]) == (["outdated", "wrong_number"], "false")


def test_reject(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """The key x opens the reasons, which have numbers, and Enter rejects."""
    page = at(opened, queue(fresh()))
    pressed(page, "x", "2")
    expect(page.get_by_role("radio", name="Opinion", exact=True)).to_be_checked()
    left = on_to_next(page, "Enter")
    standing = of(page, left)["standing"]
    assert (standing["state"], standing["reason"]) == ("rejected", "opinion")


def test_take_and_give_back(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """The keys t and g take a claim into work and give it back."""
    page = at(opened, queue(fresh()))
    for key, words, holder in (("t", "You have this claim in work.", "rita"), ("g", "was given back", None)):
        pressed(page, key)
        expect(told(page)).to_contain_text(words)
        ready(page)
        assert known(page)["holder"] == holder


def test_answered(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """Where there is no verdict to give any more, Enter leads on."""
    page = at(opened, queue(fresh()))
    pressed(page, "1")
    page.get_by_role("button", name="Save and stay").click()
    expect(told(page)).to_contain_text("Your verdict was saved.")
    ready(page)
    on_to_next(page, "Enter")


def test_fields_have_their_keys(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """No key acts while somebody writes, nor together with Ctrl, Alt or Meta; Escape leaves the field."""
    page = at(opened, queue(fresh()))
    summary(page).focus()
    page.keyboard.type("3sx?\n4")
    expect(summary(page)).to_have_value("3sx?\n4")
    expect(page.locator("input[type=radio]:checked")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)
    pressed(page, "Escape", "Alt+3", "Control+3", "Meta+3", "Shift+Q")
    expect(page.locator("input[type=radio]:checked")).to_have_count(0)
    expect(summary(page)).not_to_be_focused()
    pressed(page, "3")
    expect(page.get_by_role("radio", name="Partly false")).to_be_checked()
    assert known(page)["version"] == 0


@pytest.mark.parametrize("keys", ["Control+Enter", "Control+s"])
def test_save_from_a_field(opened: Opened, queue: Served, fresh: Fresh, keys: str) -> None:
    """Within a text, Ctrl with Enter or S saves and goes on."""
    page = at(opened, queue(fresh()))
    pressed(page, "7")
    summary(page).fill("Dafür gibt es\nkeinen Beleg.")
    left = on_to_next(page, keys)
    assert of(page, left)["standing"]["summary"] == "Dafür gibt es\nkeinen Beleg."


def test_held_down(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """A key that is held down acts once, and what is being sent is not sent again."""
    page = at(opened, queue(fresh()))
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    pressed(page, "1")
    page.keyboard.down("Enter")
    page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    pressed(page, "Enter")
    expect(told(page)).to_contain_text("Your verdict was saved.")
    assert len(sent) == 1


def test_help(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """The key ? shows every key of the page with its words, and no key acts below."""
    page = at(opened, queue(fresh()))
    pressed(page, "?")
    dialog = page.get_by_role("dialog", name="Keys")
    rows = dialog.locator("dl > div")
    shown = dict(row.split("\n", 1) for row in rows.all_inner_texts())
    shown = {key.strip(): words.strip() for key, words in shown.items()}
    assert (
        shown.items()
        >= {
            "1": "True",
            "9": "Opinion, not a factual claim",
            "Enter": "Save and next",
            "s": "Skip",
            "f": "Flags",
            "x": "Do not check it",
            "t": "Take it into work",
        }.items()
    )
    pressed(page, "3", "Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("input[type=radio]:checked")).to_have_count(0)
    button = page.get_by_role("button", name="Keys")
    expect(button).to_have_attribute("aria-keyshortcuts", "?")
    button.click()
    expect(dialog).to_be_visible()


def test_keys_off(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """Whoever does not want single keys switches them off, for good, and on again (WCAG 2.2, 2.1.4)."""
    page = at(opened, queue(address := fresh()))
    save = page.get_by_role("button", name="Save and next")
    expect(save).to_have_attribute("aria-keyshortcuts", "Enter")
    pressed(page, "?")
    page.get_by_label("Single keys do something").uncheck()
    pressed(page, "Escape", "3", "?")
    page.goto(queue(address))
    ready(page)
    pressed(page, "3", "s", "?")
    expect(page.locator("input[type=radio]:checked")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(save.locator("kbd")).to_be_hidden()
    assert save.get_attribute("aria-keyshortcuts") is None
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Single keys do something").check()
    pressed(page, "Escape", "3")
    expect(page.get_by_role("radio", name="Partly false")).to_be_checked()


def test_refused(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """What is refused stays filled in, the reason has the focus, and keys go on from there."""
    page = at(opened, queue(fresh()))
    summary(page).fill("Ohne Urteil.")
    pressed(page, "Escape", "Enter")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("a verdict is missing")
    expect(alert).to_be_focused()
    expect(summary(page)).to_have_value("Ohne Urteil.")
    left = on_to_next(page, "6", "Enter")
    assert (of(page, left)["verdict"], of(page, left)["standing"]["summary"]) == ("missing_context", "Ohne Urteil.")


def test_evidence(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """Further rows of evidence are there when wanted, and all are saved in order."""
    page = at(opened, queue(fresh()))
    page.locator(".dc-verdict-form .dc-evidence > summary").click()
    add = page.locator(".dc-verdict-form").get_by_role("button", name="Another piece of evidence")
    for number in range(3):
        row = page.locator(f".dc-verdict-form [data-row='{number}']")
        row.get_by_label("How does it bear on the claim?").select_option("refutes")
        row.get_by_label("Title", exact=True).fill(f"Akte {number}")
        if number < 2:
            add.click()
            below = page.locator(f".dc-verdict-form [data-row='{number + 1}']")
            expect(below.get_by_label("How does it bear on the claim?")).to_be_focused()
            expect(below.get_by_label("Title", exact=True)).to_have_value("")
    pressed(page, "Escape", "5")
    left = on_to_next(page, "Enter")
    assert [one["title"] for one in of(page, left)["evidence"]] == ["Akte 0", "Akte 1", "Akte 2"]


def test_quote_in_view(opened: Opened, queue: Served, unused: list[str]) -> None:
    """A long article is read from its quote on, while the page and the focus stay where they are."""
    page = at(opened, queue(unused[0]))
    for address in unused[:8]:
        page.goto(queue(address))
        ready(page)
        expect(page.locator("#quote")).to_be_in_viewport()
    assert page.evaluate("[scrollY, document.activeElement.localName]") == [0, "body"]


def test_within_reach(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """On a laptop the quote, all verdicts and the buttons that save are on the screen at once."""
    page = at(opened, queue(fresh()))
    expect(page.locator("h1")).to_be_in_viewport(ratio=1)
    for radio in page.locator(".dc-verdict-form [name='ratings.veracity']").all():
        expect(radio).to_be_in_viewport(ratio=1)
    for name in ("Save and next", "Save and stay", "Skip", "Keys"):
        expect(page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [320, 640])
def test_narrow(opened: Opened, own_desk: Served, width: int) -> None:
    """With everything open nothing needs scrolling sideways, on a small screen or at 200 %."""
    page = opened(EVERYTHING, viewport={"width": width, "height": 640}, locale="de-DE")
    page.goto(own_desk(f"/claims/-/claims/{reviewed.ORPHAN}"))
    ready(page)
    page.evaluate("document.querySelectorAll('#desk details').forEach(details => { details.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Tasten").click()
    box = page.get_by_role("dialog").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


def test_menu(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """Datasette's menu closes by a click elsewhere or Escape; what is open on our page stays open."""
    page = at(opened, queue(fresh()))
    menu = page.locator("details.nav-menu")
    page.locator(".dc-evidence > summary").first.click()
    for close in (lambda: page.locator("h1").click(), lambda: page.keyboard.press("Escape")):
        menu.locator("summary").click()
        expect(menu).to_have_attribute("open", "")
        close()
        expect(menu).not_to_have_attribute("open", "")
    expect(page.locator(".dc-evidence").first).to_have_attribute("open", "")


def test_without_script(opened: Opened, queue: Served, fresh: Fresh) -> None:
    """Without JavaScript a verdict with evidence is saved, and the next claim shown."""
    page = at(opened, queue(fresh()), java_script_enabled=False)
    page.get_by_role("radio", name="False", exact=True).check()
    summary(page).fill("So war es nicht.")
    page.locator(".dc-verdict-form .dc-evidence > summary").click()
    page.locator("#review_claim-evidence-0-bearing").select_option("refutes")
    page.locator("#review_claim-evidence-0-title").fill("Amtsblatt")
    expect(page.locator("[data-add-row]:visible, [data-help]:visible, .dc-judge kbd:visible")).to_have_count(0)
    before = page.url
    page.get_by_role("button", name="Save and next").click()
    expect(told(page)).to_contain_text("Your verdict was saved.")
    assert urlsplit(page.url).path != urlsplit(before).path
    claim = of(page, before)
    assert (claim["verdict"], [one["title"] for one in claim["evidence"]]) == ("false", ["Amtsblatt"])
