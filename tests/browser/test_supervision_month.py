"""The month of a supervision pair: agree, share, comment, prepare, meet, sign both, carry over, add; on one page."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desks
from tests.browser.test_main_journey import COMMENT, TITLE, share, write
from tests.support.people import Enrolled

pytestmark = pytest.mark.browser

ACTION = "Ask for an interpreter before the next visit"
PAGES_OF_A_PDF = re.compile(rb"/Type\s*/Page\b")
PHONE, DESK = 390, 1280


@pytest.mark.parametrize(("javascript", "width"), [(True, PHONE), (False, DESK)], ids=["script-390", "no-script-1280"])
def test_a_month(desks: Desks, priya: Enrolled, marcus: Enrolled, javascript: bool, width: int) -> None:
    hers = desks(javascript=javascript, width=width)
    write(hers, priya)
    share(hers.page)
    his = desks(javascript=javascript, width=width)
    shared_page = comment(his.sign_in(marcus, to="/shared/"))
    agree(hers.page, his.page)
    plan(hers.page)
    bring(his.page, shared_page)
    meet(hers.page, his.page)
    session = his.page.url
    sign(hers.page, his.page, session)
    hers.page.goto(session)
    expect(hers.page.get_by_text("Signed", exact=True)).to_be_visible()
    on_one_page(hers.page)
    hers.page.goto(session.replace("/session", "/record"))
    on_one_page(hers.page)
    carried_over(hers.page)


def comment(page: Page) -> str:
    """Marcus reads and comments. Returns the address."""
    page.get_by_role("link", name=TITLE).click()
    page.get_by_label("Your comment").fill(COMMENT)
    page.get_by_role("button", name="Send to Priya").click()
    expect(page.get_by_text("Your comment is sent.")).to_be_visible()
    return page.url


def agree(hers: Page, his: Page) -> None:
    hers.goto("/supervision/")
    hers.get_by_role("link", name="Agreement with Marcus").click()
    hers.get_by_role("button", name="Write your agreement").click()
    hers.get_by_label("What Priya Nair wants").fill("Time to think before we plan.")
    hers.get_by_role("button", name="Propose this to Marcus").click()
    expect(hers.get_by_text("It holds once Marcus Bell says yes.")).to_be_visible()
    his.goto("/supervision/")
    his.get_by_role("link", name="Agreement with Priya").click()
    his.get_by_role("button", name="Yes, I agree with Priya").click()
    expect(his.get_by_text("You and Priya Nair have agreed.")).to_be_visible()


def plan(page: Page) -> None:
    """Two sessions, the first today."""
    page.goto("/supervision/")
    page.get_by_role("link", name="Sessions with Marcus Bell").click()
    for days in (0, 28):
        page.get_by_role("button", name="Plan a session").click()
        day = page.evaluate("days => new Date(Date.now() + days * 864e5).toISOString().slice(0, 10)", days)
        page.get_by_label("Day").fill(day)
        page.get_by_role("button", name="Plan with Marcus").click()
        expect(page.get_by_text("Marcus Bell is told.")).to_be_visible()


def bring(page: Page, shared_page: str) -> None:
    """Marcus brings what was shared, from where he reads it, and a question of his own."""
    page.goto(shared_page)
    page.get_by_role("button", name="Bring to supervision").click()
    expect(page.get_by_text("It is on the agenda.")).to_be_visible()
    page.get_by_role("link", name="Agenda").click()
    page.get_by_label("What do you bring?").fill("What does she need from me?")
    page.get_by_role("button", name="Put it on the agenda").first.click()
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()


def meet(hers: Page, his: Page) -> None:
    """Priya writes the notes down, and both say what follows."""
    hers.goto("/")
    hers.get_by_role("link", name="With Marcus Bell").first.click()
    expect(hers.get_by_role("link", name=TITLE)).to_be_visible()
    hers.get_by_role("link", name="Wellbeing").click()
    for box, words in {
        "Wellbeing": "Tired, and glad to be asked.",
        "Experience": "The kitchen, and the silence in it.",
        "Plan": "Say the word *out loud*, once.",
        "Decisions": "We prepare the next visit together.",
        "Where we disagree": "Whether it was too late to ask.",
    }.items():
        hers.get_by_label(box).fill(words)
    hers.get_by_role("button", name="Save for you both").click()
    expect(hers.get_by_text("Put this on the child’s record.")).to_be_visible()
    agreeing = hers.locator("form").filter(has=hers.get_by_role("button", name="Agree on this action"))
    agreeing.get_by_label("What is to be done?").fill(ACTION)
    agreeing.get_by_label("Priya Nair").check()
    agreeing.get_by_label("By when?").fill(hers.evaluate("new Date(Date.now() + 7 * 864e5).toISOString().slice(0, 10)"))
    agreeing.get_by_role("button", name="Agree on this action").click()
    expect(hers.get_by_role("link", name=ACTION)).to_be_visible()
    his.get_by_role("link", name="Session", exact=True).click()
    his.get_by_role("button", name="Mark it as held").click()
    expect(his.get_by_text("Tired, and glad to be asked.")).to_be_visible()


def sign(hers: Page, his: Page, session: str) -> None:
    """Marcus makes the record, Priya acknowledges it, and he adds to it."""
    his.get_by_role("button", name="Make the record").click()
    for words in (ACTION, "What does she need from me?", "Whether it was too late to ask."):
        expect(his.locator(".app-preview")).to_contain_text(words)
    expect(his.locator(".app-preview")).not_to_contain_text(TITLE)
    his.get_by_role("button", name="Write and acknowledge it").click()
    hers.goto("/supervision/")
    hers.get_by_role("link", name="Acknowledge the record").click()
    hers.get_by_role("button", name="Acknowledge this record").click()
    expect(hers.get_by_text("This cannot be changed any more.")).to_be_visible()
    his.goto(session.replace("/session", "/record"))
    his.get_by_label("Add to this record").fill("The interpreter is booked.")
    his.get_by_role("button", name="Add to the record").click()
    hers.reload()
    hers.get_by_role("button", name="Acknowledge this addition").click()
    expect(hers.get_by_text("The interpreter is booked.")).to_be_visible()


def carried_over(page: Page) -> None:
    """The action waits in the next session, and is done."""
    page.goto("/")
    page.get_by_role("link", name="With Marcus Bell").first.click()
    expect(page.get_by_text("Carried over")).to_be_visible()
    page.get_by_role("link", name=ACTION).click()
    page.get_by_role("button", name="It is done").click()
    expect(page.get_by_text("Done.")).to_be_visible()
    expect(page.get_by_role("link", name=ACTION)).to_have_count(0)


def on_one_page(page: Page) -> None:
    """What stands there fits a sheet of A4."""
    assert len(PAGES_OF_A_PDF.findall(page.pdf(format="A4"))) == 1
