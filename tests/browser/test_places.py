"""Choosing the words of a claim in its article, by mouse and by keys."""

from __future__ import annotations

import json
from typing import Any

import pytest
import reviewed
from playwright.sync_api import Locator, Page, expect
from reviewed import BRIDGE, EVERYTHING, SIGNS
from reviewing import Opened, at, known, pressed, ready, reloaded, told
from serving import Served

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
SHALOM = "\u05e9\u05dc\u05d5\u05dd"
DAVID = "\u05d3\u05d5\u05d3 \u05dc\u05d5\u05d9"


SELECT = """
([start, end]) => {
  const article = document.querySelector(".dc-text");
  const nodes = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  const points = [];
  while (nodes.nextNode()) {
    let at = 0;
    for (const character of nodes.currentNode.data) {
      points.push([nodes.currentNode, at, at + character.length]);
      at += character.length;
    }
  }
  const [first, last] = [points[start], points[end - 1]];
  const range = document.createRange();
  range.setStart(first[0], first[1]);
  range.setEnd(last[0], last[2]);
  return range;
}
"""


def place(text: str, words: str) -> list[int]:
    start = text.index(words)
    return [start, start + len(words)]


def select(page: Page, text: str, words: str) -> None:
    """Select words in the article as a browser reports it."""
    script = f"places => {{ const range = ({SELECT})(places); getSelection().setBaseAndExtent(range.startContainer,"
    page.evaluate(script + " range.startOffset, range.endContainer, range.endOffset) }", place(text, words))


def drag(page: Page, text: str, words: str) -> None:
    """Select words that stand in one line, from left to right, with the mouse."""
    box = page.evaluate(
        f"places => {{ const range = ({SELECT})(places); range.startContainer.parentElement.scrollIntoView();"
        " const {left, right, top, bottom} = range.getBoundingClientRect();"
        " return {left, right, y: (top + bottom) / 2} }",
        place(text, words),
    )
    page.mouse.move(box["left"] + 1, box["y"])
    page.mouse.down()
    page.mouse.move(box["right"] - 1, box["y"], steps=4)
    page.mouse.up()


def quote(page: Page) -> Locator:
    return page.locator("#fix_extraction-quote")


def places(page: Page, name: str = "spans") -> Any:
    return json.loads(page.locator(f"[name='{name}#j']").input_value() or "null")


def save_correction(page: Page) -> Any:
    with page.expect_navigation():
        page.get_by_role("button", name="Save the correction").click()
    expect(told(page)).to_contain_text("The claim was corrected.")
    ready(page)
    return known(page)


@pytest.mark.parametrize("article", ["signs", "bridge"])
def test_places(opened: Opened, own_desk: Served, article: str) -> None:
    """Words after emoji, combining marks, from right to left and across paragraphs are exactly those selected."""
    text, claim, wanted = {
        "signs": (
            SIGNS,
            reviewed.EMOJI,
            (
                f"{SHALOM}, 3\u202f000 Ga\u0308ste {FAMILY} waren",
                "waren da",
                f"Sa\u0308nger {DAVID} sein",
                DAVID,
                f"{FAMILY} Am",
            ),
        ),
        "bridge": (
            BRIDGE,
            reviewed.QUEUED,
            ("koste.\n\nKritik der Opposition\n\nOppositionsführer", "bleibt gesperrt"),
        ),
    }[article]
    page = at(opened, own_desk(f"/claims/-/claims/{claim}"), EVERYTHING)
    for words in wanted:
        pressed(page, "e")
        select(page, text, words)
        expect(quote(page)).to_have_value(words)
        assert places(page) == [place(text, words)]
        found = save_correction(page)
        assert (found["quote"], found["spans"]) == (words, [place(text, words)])
        assert found["article"]["text"] == text


def test_parts_by_mouse(opened: Opened, own_desk: Served) -> None:
    """The mouse selects the words; with Ctrl a further part comes, in the order of the text; a click begins anew."""
    page = at(opened, own_desk(f"/claims/-/claims/{reviewed.NEW}"), EVERYTHING)
    text = known(page)["article"]["text"]
    pressed(page, "e")
    drag(page, text, "eine weitere Schule")
    expect(quote(page)).to_have_value("eine weitere Schule")
    page.keyboard.down("Control")
    drag(page, text, "versprach")
    page.keyboard.up("Control")
    expect(quote(page)).to_have_value("versprach … eine weitere Schule")
    page.get_by_role("button", name="Add another part").click()
    drag(page, text, "Gesamtschule")
    expect(quote(page)).to_have_value("Gesamtschule … versprach … eine weitere Schule")
    drag(page, text, "versprach")
    expect(quote(page)).to_have_value("versprach")
    page.get_by_role("button", name="Cue", exact=True).click()
    drag(page, text, "weitere")
    expect(page.locator("#fix_extraction-cue")).to_have_value("weitere")
    page.get_by_role("button", name="Words that name the speaker", exact=True).click()
    drag(page, text, "Brandt")
    expect(page.locator("#fix_extraction-mention")).to_have_value("Brandt")
    found = save_correction(page)
    assert (found["quote"], found["cue"], found["mention"]) == ("versprach", "weitere", "Brandt")


def test_places_by_keyboard(opened: Opened, own_desk: Served) -> None:
    """Arrows choose a word in the article, with Shift they select more, and Enter leads back to the field."""
    page = at(opened, own_desk(f"/claims/-/claims/{reviewed.RULED}"), EVERYTHING)
    pressed(page, "e", "ArrowRight")
    expect(quote(page)).to_have_value("that")
    expect(quote(page)).to_be_in_viewport()
    pressed(page, "ArrowRight", "ArrowRight", "ArrowLeft")
    expect(quote(page)).to_have_value("600")
    pressed(page, "Control+Shift+ArrowRight", "Control+Shift+ArrowRight", "Shift+ArrowLeft")
    expect(quote(page)).to_have_value("600 homes remai")
    pressed(page, "Enter")
    expect(quote(page)).to_be_focused()
    pressed(page, "Control+Enter")
    expect(told(page)).to_contain_text("The claim was corrected.")
    assert known(page)["quote"] == "600 homes remai"


def test_written_places(opened: Opened, own_desk: Served) -> None:
    """Words written by hand take the place of those selected."""
    page = at(opened, own_desk(f"/claims/-/claims/{reviewed.AGREED}"), EVERYTHING)
    before = known(page)
    text = before["article"]["text"]
    pressed(page, "e")
    select(page, text, "Klassen")
    expect(quote(page)).to_have_value("Klassen")
    quote(page).press("End")
    page.keyboard.type(" seien")
    assert places(page) is None
    expect(quote(page)).to_have_value("Klassen seien")
    reloaded(page)
    expect(quote(page)).to_have_value("Klassen seien")
    found = save_correction(page)
    assert (found["quote"], found["mention_spans"]) == ("Klassen seien", before["mention_spans"])


def test_rest_stays(opened: Opened, own_desk: Served) -> None:
    """Words that are left as they were stay where they were, though they stand elsewhere too; deleted ones go."""
    address = own_desk(f"/claims/-/claims/{reviewed.INHERITED}")
    page = at(opened, address, EVERYTHING, java_script_enabled=False)
    before = known(page)
    assert before["article"]["text"].count(before["mention"]) > 1
    for field, text, kept in (
        ("speaker-t", "Jan Feldmann", {"spans", "mention_spans", "cue_spans"}),
        ("cue", "", {"spans", "mention_spans"}),
    ):
        page.locator("#edit > summary").click()
        page.locator(f"#fix_extraction-{field}").fill(text)
        page.get_by_role("button", name="Save the correction").click()
        expect(told(page)).to_contain_text("The claim was corrected.")
        found = known(page)
        assert {name: found[name] for name in kept} == {name: before[name] for name in kept}
    assert (found["speaker"], found["cue"]) == ("Jan Feldmann", None)


def test_places_come_back(opened: Opened, own_desk: Served) -> None:
    """A refused correction keeps its places, and so does a reload."""
    page = at(opened, own_desk(f"/claims/-/claims/{reviewed.DECIDED}"), EVERYTHING)
    text = known(page)["article"]["text"]
    pressed(page, "e")
    select(page, text, "autumn")
    expect(quote(page)).to_have_value("autumn")
    page.locator("#fix_extraction-speaker-t").fill("!")
    reloaded(page)
    assert places(page) == [place(text, "autumn")]
    page.get_by_role("button", name="Save the correction").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("#fix_extraction-speaker-t")).to_have_value("!")
    assert places(page) == [place(text, "autumn")]
