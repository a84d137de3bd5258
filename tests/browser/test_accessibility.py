"""Every page in every state can be used by everybody: WCAG 2.2 AA as far as a machine can tell."""

import re

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desks
from tests.browser.states import WALKS
from tests.support.people import PASSPHRASE, Enrolled

pytestmark = pytest.mark.browser

# What axe-core may leave out: it would fetch the style sheets again to look for rules that lock the screen's turning.
OPTIONS = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"], "preload": False}
RUN_AXE = "(options) => axe.run(options).then(({ violations }) => violations)"
# 1.4.12: what a person's own style sheet may ask for.
SPACED = """
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-bottom: 2em !important; }
"""
DESK, PHONE = 1280, 390
NARROWEST = 320  # 1280 at four times its size (1.4.10)
# One round trip for what a page says of itself: ids that stand twice, its title, first headings, captions, summaries.
SAYS = """() => {
  const texts = (selector) => [...document.querySelectorAll(selector)].map((element) => element.innerText);
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  return {
    twice: ids.filter((id, place) => ids.indexOf(id) !== place), title: document.title,
    headings: texts('h1'), captions: texts('.govuk-caption-l'), summaries: texts('.govuk-error-summary').length,
  };
}"""
# One round trip for a width: what stands beyond its edge and, with somebody's own spacing, what is cut off.
MEASURE = """(spacing) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(spacing);
  document.adoptedStyleSheets = [sheet];
  const named = (element) => `${element.tagName} .${element.className} ${element.textContent.trim().slice(0, 40)}`;
  const beyond = (element) =>
    element.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(element).position !== 'absolute';
  const cut = (element) => getComputedStyle(element).overflowX === 'hidden'
    && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1;
  const all = (selector, test) => [...document.querySelectorAll(selector)].filter(test).map(named);
  const found = {
    wide: document.scrollingElement.scrollWidth > innerWidth ? ['the page', ...all('body *', beyond).slice(0, 5)] : [],
    cut: spacing ? all('main *, header *, nav *', cut) : [],
  };
  document.adoptedStyleSheets = [];
  return found;
}"""
# Titles that cannot say what the heading says: the question of the moment, and what somebody called their reflection,
# which stays out of the browser's history.
OTHER_WORDS = re.compile(r"Guided reflection|Blank page|Reflection|Home")


@pytest.mark.parametrize(
    "walk",
    [
        "author",
        "colleague",
        "pair",
        "meetings",
        "contributor",
        "passkey_holder",
        "newcomer",
        "app_holder",
        "leads",
        "starting_again",
        "tidier",
        "rereader",
        "registrant",
        "anybody",
        "administrator",
        "supervisor",
        "data_protection",
    ],
)
def test_every_page_in_every_state_can_be_used(desks: Desks, walk: str) -> None:
    desk = desks(width=DESK)
    desk.context.add_init_script(path=AXE_FILE_PATH)
    found = []
    for number, state in enumerate(WALKS[walk](desk)):
        # Words are cut off first at the narrowest: each state is measured there with somebody’s own spacing. The
        # states of a page differ in what stands on it, and its widths in the frame around it: so each state is gone
        # through at one of the two, in turn.
        here = at_width(desk.page, NARROWEST, SPACED)
        here += at_width(desk.page, PHONE if number % 2 else DESK, SPACED)
        here += faults(desk.page)
        found += [f"{state} ({desk.page.url}): {fault}" for fault in here]
    assert not found, "\n".join(found)


def test_writing_and_sharing_need_no_mouse(desks: Desks, priya: Enrolled, marcus: Enrolled) -> None:
    page = desks().page
    page.goto("/sign-in")
    tab_to(page, "Work e-mail address")
    page.keyboard.type(priya.email)
    tab_to(page, "Passphrase")
    page.keyboard.type(PASSPHRASE)
    press(page, "Sign in and unlock my journal")
    press(page, "Blank page")
    tab_to(page, "Write whatever you need to")
    page.keyboard.type("Written without a mouse.")
    press(page, "Save and continue")
    press(page, "Save, for me alone")
    press(page, "Share this")
    tab_to(page, "What I wrote")
    page.keyboard.press("Space")
    press(page, "See what they will see")
    press(page, "Share with Marcus")
    expect(page.get_by_text("Shared with Marcus Bell.")).to_be_visible()


def faults(page: Page) -> list[str]:
    """What is wrong with a page as it stands."""
    found = [
        f"{violation['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for violation in page.evaluate(RUN_AXE, OPTIONS)
        for node in violation["nodes"]
    ]
    says = page.evaluate(SAYS)
    title, headings = says["title"], says["headings"]
    found += [f"the id {name} stands twice" for name in says["twice"]]
    if len(headings) != 1:
        found.append(f"{len(headings)} first headings: {headings}")
    elif not OTHER_WORDS.match(title) and not words(title) & words(*headings, *says["captions"]):
        found.append(f"the title “{title}” and the heading “{headings[0]}” have nothing in common")
    if title.startswith("Error: ") != (says["summaries"] == 1):
        found.append(f"the title “{title}” and the summary of errors disagree")
    return found


def at_width(page: Page, width: int, spacing: str = "") -> list[str]:
    """What makes a page scroll sideways at a width, and what somebody's own spacing of the text cuts off."""
    page.set_viewport_size({"width": width, "height": 900})
    found = page.evaluate(MEASURE, spacing)
    return [f"too wide at {width}: {found['wide']}"] * bool(found["wide"]) + [
        f"spaced text is cut off at {width}: {words}" for words in found["cut"]
    ]


def words(*texts: str) -> set[str]:
    return {word for text in texts for word in re.findall(r"\w{4,}", text.lower())} - {"reflect", "error"}


def tab_to(page: Page, name: str) -> None:
    """Move the focus forward until it is on the control with this name; where it stands can be seen."""
    wanted = page.get_by_label(name).or_(page.get_by_role("button", name=name)).or_(page.get_by_role("link", name=name))
    for _step in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate_all("all => all.includes(document.activeElement)"):
            shown = page.evaluate(
                "() => { const s = getComputedStyle(document.activeElement);"
                " return s.outlineStyle !== 'none' || s.boxShadow !== 'none' }"
            )
            assert shown, f"nothing shows that the focus is on {name}"
            return
    raise AssertionError(f"Tab never reaches {name} on {page.url}")


def press(page: Page, name: str) -> None:
    """Reach a button or link by Tab and press it with Enter; come back on the page that it leads to."""
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")
