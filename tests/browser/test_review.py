"""Beside a shared reflection, with a script: words are selected and commented on, and nothing typed is lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Desks
from tests.support.people import Enrolled
from tests.support.server import Server
from tests.support.sharing import shared, snapshot

pytestmark = pytest.mark.browser

SELECT = """answer => {
  const range = new Range();
  const text = answer.querySelector("p").firstChild;
  range.setStart(text, 3);
  range.setEnd(answer.querySelectorAll("p")[1].firstChild, 6);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_words_are_selected_a_starter_fills_the_box_and_the_draft_waits_until_it_is_sent(
    desks: Desks, server: Server, priya: Enrolled, marcus: Enrolled, width: int
) -> None:
    with server.app.app_context():
        share = shared(priya, marcus, snapshot("It was quiet.\n\nI left at noon."))
    page = desks(width=width).sign_in(marcus)
    page.goto(f"/shared/{share}")
    page.locator("[data-answer='0']").evaluate(SELECT)
    page.get_by_role("link", name="Comment on the words you selected").click()
    box = page.get_by_label("Your comment")
    expect(box).to_be_focused()
    expect(page.get_by_label("Which words?")).to_have_value("was quiet. I left")
    page.get_by_role("button", name="I noticed…").press("Enter")
    expect(box).to_have_value("I noticed ")
    box.press_sequentially("that you went.")
    expect(page.locator("[data-autosave-status]")).to_have_text(re.compile("^Draft kept at .* Priya does not see it"))
    page.reload()
    expect(box).to_have_value("I noticed that you went.")
    expect(page.get_by_label("Which words?")).to_have_value("was quiet. I left")
    page.get_by_role("button", name="Send to Priya").click()
    expect(page.get_by_role("alert")).to_have_text("Your comment is sent.")
    expect(box).to_have_value("")
    expect(page.locator("[data-quoted]")).to_have_text("was quiet. I left")
    assert page.evaluate("CSS.highlights.get('quoted').size") == 1

    box.fill("Half a thought")
    page.get_by_role("link", name="Add to your comment").click()
    expect(page.get_by_label("What you add")).to_be_focused()
    expect(page.get_by_label("What you add")).to_have_value("Half a thought")
