"""The main job, as two people do it: write in private, share one answer, read it as a supervisor, stop sharing."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desks
from tests.browser.states import press
from tests.support.chromium import Desk
from tests.support.people import PASSPHRASE, TEAM, Enrolled
from tests.support.server import Server

pytestmark = pytest.mark.browser

ANSWERS = (
    "The school said “attitude” and nobody in the kitchen said the other word.",
    "I was afraid of promising something I could not do.",
    "To practise saying it *out loud*, once, with somebody patient.",
)
TITLE = "Home visit, Tuesday"
NOTE = "Help me find the first sentence"
COMMENT = "I noticed that you heard it straight away."
TOO_LATE = "I wonder what she would have said."


@pytest.mark.parametrize(("javascript", "width"), [(True, 390), (False, 1280)], ids=["script-390", "no-script-1280"])
def test_write_share_one_answer_read_comment_and_stop(
    desks: Desks, priya: Enrolled, marcus: Enrolled, javascript: bool, width: int
) -> None:
    hers = desks(javascript=javascript, width=width)
    his = desks(javascript=javascript, width=width)
    entry = write(hers, priya)
    share(hers.page)
    read_and_comment(his, marcus)
    shared_page = his.page.url

    hers.page.goto(entry)
    expect(hers.page.get_by_text(re.compile(r"Marcus read it .*[ap]m")).first).to_be_visible()
    expect(hers.page.get_by_text(COMMENT)).to_be_visible()
    stop(hers.page)
    expect(hers.page.get_by_text(COMMENT)).to_be_visible()
    expect(hers.page.get_by_text("Kept here after you stopped sharing; only you can see it now.")).to_be_visible()
    expect(hers.page.get_by_text("Only you can see this.")).to_be_visible()

    refused_in_his_open_tab(his.page, shared_page)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_from_the_invitation_to_the_first_words(desks: Desks, server: Server, javascript: bool) -> None:
    desk = desks(javascript=javascript, width=390)
    page = desk.page
    page.goto(server.people.invite("Noor Haddad"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome, Noor Haddad")
    expect(page.get_by_text(TEAM[-1])).to_be_visible()
    passphrase = page.locator(".app-code").inner_text()
    assert len(passphrase.split()) == 5
    page.get_by_label("New passphrase", exact=True).fill(passphrase)
    page.get_by_label("New passphrase again").fill(passphrase)
    page.get_by_role("button", name="Set my passphrase and continue").click()

    expect(page.get_by_text("Only you can see this.")).to_be_visible()
    page.locator("textarea[name=answer]").fill("These are my first words.")
    page.get_by_role("button", name="Save a few first words").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Keep your recovery code")
    groups = page.get_by_role("list", name="Your recovery code, in eight groups").get_by_role("listitem")
    code = groups.all_inner_texts()
    assert [len(group) for group in code] == [4] * 8
    for box in page.get_by_label(re.compile(r"Group \d of your code")).all():
        label = page.locator(f"label[for={box.get_attribute('id')}]").inner_text()
        box.fill(code[int(label.split()[1]) - 1])
    page.get_by_role("button", name="I have kept my code").click()
    page.get_by_role("button", name="Continue").click()  # from the page about leaving quickly

    page.locator(".app-entries a").click()
    expect(page.get_by_text("These are my first words.")).to_be_visible()

    signed_out_and_in_again(desk, "noor", passphrase)


def write(desk: Desk, priya: Enrolled) -> str:
    """Write three answers, then a title and a theme. Returns the entry's address."""
    page = desk.sign_in(priya)
    page.goto("/journal/new")
    page.get_by_role("link", name="What was left unsaid").click()
    for answer in ANSWERS:
        expect(page.get_by_text("Only you can see this.")).to_be_visible()
        box = page.locator("textarea[name=answer]")
        if desk.javascript:
            box.press_sequentially(answer[:12])
            expect(page.locator("[data-autosave-status]")).to_have_text(re.compile(r"^Saved at \d"))
        box.fill(answer)
        press(page, "Save and continue")
    page.get_by_label("Give it a title").fill(TITLE)
    page.get_by_role("group", name="Which themes does this touch on?").get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Save, for me alone").click()
    expect(page.get_by_text("Saved. Nothing is shared by saving.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    return page.url


def share(page: Page) -> None:
    """Share the last of the three answers with Marcus, after looking at exactly what he will see."""
    page.get_by_role("button", name="Share this").click()
    page.get_by_role("checkbox", name="Marcus Bell").check()
    answers = page.get_by_role("group", name="Which answers?").get_by_role("checkbox")
    expect(answers).to_have_count(len(ANSWERS))
    answers.last.check()
    page.get_by_label("What would you like from them?").fill(NOTE)
    page.get_by_role("button", name="See what they will see").click()

    expect(page.get_by_text("Nothing is shared yet.")).to_be_visible()
    preview = page.locator(".app-preview")
    for words in (TITLE, NOTE, "To practise saying it out loud"):
        expect(preview).to_contain_text(words)
    sees_nothing_of(page, *ANSWERS[:2])
    page.get_by_role("button", name="Share with Marcus").click()
    expect(page.get_by_text("Shared with Marcus Bell.")).to_be_visible()
    expect(page.get_by_text("Marcus has not opened it yet.")).to_be_visible()


def read_and_comment(desk: Desk, marcus: Enrolled) -> None:
    """Marcus sees a title and a note, opens, reads one answer, and comments."""
    page = desk.sign_in(marcus, to="/shared/")
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    expect(page.get_by_text(NOTE)).to_be_visible()
    sees_nothing_of(page, *ANSWERS[:2], "To practise saying it")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("main")).to_contain_text("To practise saying it out loud")
    sees_nothing_of(page, *ANSWERS[:2])
    page.get_by_label("Your comment").fill(COMMENT)
    page.get_by_role("button", name="Send to Priya").click()
    expect(page.get_by_text("Your comment is sent.")).to_be_visible()
    expect(page.locator(".app-comment")).to_contain_text(COMMENT)


def stop(page: Page) -> None:
    page.get_by_role("link", name="Stop sharing with Marcus").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stop sharing with Marcus Bell")
    page.get_by_role("button", name="Stop sharing with Marcus").click()
    expect(page.get_by_text("You stopped sharing with Marcus Bell.")).to_be_visible()


def refused_in_his_open_tab(page: Page, address: str) -> None:
    """What Marcus typed in the tab that was open stays on the page, but goes nowhere; then the page is gone too."""
    page.get_by_label("Your comment").fill(TOO_LATE)
    press(page, "Send to Priya")
    expect(page.get_by_role("textbox")).to_have_value(re.compile(re.escape(TOO_LATE)))
    expect(page.get_by_text("This reflection is not shared with you any more.")).to_be_visible()
    sees_nothing_of(page, "To practise saying it", TITLE)
    page.goto("about:blank")  # the address with its place on the page would only scroll
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 404
    sees_nothing_of(page, "To practise saying it", TITLE)


def sees_nothing_of(page: Page, *words: str) -> None:
    """Neither on the page nor anywhere in its source."""
    source = page.content()
    for each in words:
        assert each not in source


def signed_out_and_in_again(desk: Desk, first_name: str, passphrase: str) -> None:
    """The draft is there for who knows the passphrase, and for a page that was open it is not."""
    page = desk.page
    page.get_by_role("button", name="Sign out").click()
    page.goto("/journal/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to Reflect")
    page.get_by_label("Work e-mail address").fill(f"{first_name}.{desk.server.people.number}@test.example")
    page.get_by_label("Passphrase", exact=True).fill(passphrase)
    assert passphrase != PASSPHRASE
    page.get_by_role("button", name="Sign in and unlock my journal").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My journal")
    expect(page.locator(".app-entries")).to_contain_text("Only you")
