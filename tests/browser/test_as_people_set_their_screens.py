"""The pages with the most on them, for people who set their screens and browsers otherwise: colours of their own, less
motion, no mouse, unsteady hands."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.test import TestResponse

from reflect.storage.db import db
from tests.browser.judging import DESK, NARROWEST
from tests.browser.test_accessibility import Screen
from tests.guarantees.test_authorisation_matrix import Walker, cells
from tests.support import databases
from tests.support.library import borrowed
from tests.support.people import People
from tests.support.world import World

pytestmark = pytest.mark.browser

# Every kind of control, list, table, panel and picture stands on one of these.
LOOKED_AT = {
    "practitioner": {
        *(
            "home.index",
            "journal.index",
            "journal.entry",
            "journal.edit",
            "journal.share",
            "journal.look",
            "groups.index",
        ),
        *("account.index", "supervision.session", "supervision.plan", "themes.shown", "themes.mine", "themes.reading"),
    },
    "supervisor": {"sharing.opened"},
    "administrator": {"admin.people", "admin.person", "admin.import_file"},
}
CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary"
SEEN = f"""[...document.querySelectorAll('{CONTROLS}')].filter((e) => e.checkVisibility({{ visibilityProperty: true }})
  && e.tabIndex >= 0 && !e.disabled && e.getBoundingClientRect().width > 1)"""
NAMED = "const named = (e) => `${e.tagName} .${e.className} ${(e.innerText || e.name || '').trim().slice(0, 40)}`;"

# What a control looks like, with its label, on which boxes and dots are drawn, must differ when the focus is on it.
FOCUS = f"""() => {{
  {NAMED}
  const looks = (e) => [e, e.labels?.[0]].filter(Boolean).flatMap((one) => ['', '::before'].map((part) => {{
    const {{ outline, boxShadow, backgroundColor, borderWidth }} = getComputedStyle(one, part || null);
    return [outline, boxShadow, backgroundColor, borderWidth].join();
  }})).join();
  return {SEEN}.filter((e) => {{
    document.activeElement.blur();
    const before = looks(e);
    e.focus({{ focusVisible: true }});
    return looks(e) === before;
  }}).map(named);
}}"""
# Where a link to it, or a browser that scrolls no further than it has to, puts it: at the upper edge, where the exit
# stays (2.4.11).
COVERED = f"""() => {{
  {NAMED}
  return {SEEN}.filter((e) => {{
    e.focus({{ focusVisible: true }});
    e.scrollIntoView({{ block: 'start', behavior: 'instant' }});
    const {{ left, top, width, height }} = e.getBoundingClientRect();
    const there = document.elementFromPoint(left + width / 2, Math.min(top + height / 2, innerHeight - 2));
    const own = [e, ...(e.labels ?? [])].some((one) => one.contains(there) || there?.contains(one));
    return !own && there?.closest('.app-way') && !e.closest('.app-way');
  }}).map(named);
}}"""
# 2.5.8: 24 by 24, or so far from every other that a circle of 24 about its middle touches none; or in a sentence.
SMALL = f"""() => {{
  {NAMED}
  const area = (e) => {{
    const boxes = [e, ...(e.labels ?? [])].map((one) => one.getBoundingClientRect());
    const [left, top] = ['left', 'top'].map((side) => Math.min(...boxes.map((box) => box[side])));
    const [right, bottom] = ['right', 'bottom'].map((side) => Math.max(...boxes.map((box) => box[side])));
    return {{ left, top, right, bottom, x: (left + right) / 2, y: (top + bottom) / 2 }};
  }};
  const inSentence = (e) => getComputedStyle(e).display === 'inline'
    && [...e.parentElement.childNodes].some((node) => node.nodeType === 3 && /\\w/.test(node.data));
  const all = {SEEN}.map((e) => [e, area(e)]);
  const small = ([, box]) => box.right - box.left < 24 || box.bottom - box.top < 24;
  const near = (one, other) => Math.hypot(
    Math.max(other.left - one.x, 0, one.x - other.right), Math.max(other.top - one.y, 0, one.y - other.bottom)) < 12;
  return all.filter((one) => small(one) && !inSentence(one[0])
    && all.some((other) => other !== one && !other[0].contains(one[0]) && near(one[1], other[1])))
    .map(([e]) => named(e));
}}"""
MOVES = """() => [...document.querySelectorAll('*')].flatMap((e) => ['', '::before', '::after'].map((part) => {
  const style = getComputedStyle(e, part || null);
  const longest = Math.max(...[style.transitionDuration, style.animationDuration].flatMap((all) =>
    all.split(',').map(parseFloat)));
  return longest > 0.001 || style.scrollBehavior === 'smooth' ? `${e.tagName} .${e.className} ${part}` : '';
})).filter(Boolean)"""
# In forced colours every background is the same: what is told by one alone is gone. What keeps colours of its own, or
# is drawn, must still stand out; and boxes that hold something are bounded by lines.
COLOURS = """() => {
  const faults = [];
  const line = (style) => style.textDecorationLine !== 'none' || ['Top', 'Left', 'Bottom'].some((side) =>
    style[`border${side}Style`] !== 'none' && parseFloat(style[`border${side}Width`]) > 0);
  for (const e of document.querySelectorAll('body *')) {
    if (!e.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(e);
    const named = `${e.tagName} .${e.getAttribute('class')} ${(e.textContent || '').trim().slice(0, 40)}`;
    if (style.forcedColorAdjust === 'none' && style.color === style.backgroundColor) faults.push(`unseen: ${named}`);
    if (e.matches('button, .govuk-button, .govuk-input, .govuk-textarea, .govuk-select, [class*=app-state], .govuk-tag')
      && e.getBoundingClientRect().width > 1 && !line(style)) faults.push(`nothing bounds ${named}`);
    if (e.matches('svg *') && style.fill === style.stroke && style.fill !== 'none'
      && style.fill === getComputedStyle(document.body).backgroundColor) faults.push(`not drawn: ${named}`);
  }
  return faults;
}"""


@pytest.fixture(scope="module")
def answers(databases_once: databases.Databases) -> Iterator[list[TestResponse]]:
    """What somebody of each role sees there."""
    app = databases_once.app("sqlite")
    with app.app_context(), borrowed():
        world = World(app, People(app))
        yield [answer for role in LOOKED_AT for answer in _seen_by(world, role)]
        db.session.remove()
        databases.empty(app)


def _seen_by(world: World, role: str) -> Iterator[TestResponse]:
    walker = Walker(world, world.actors[role])
    for rule, method, whose in cells(world, "team" if role == "supervisor" else "own"):
        if method == "GET" and rule.endpoint in LOOKED_AT[role]:
            answer = walker.ask(rule, method, whose)
            assert answer.status_code == 200, rule.endpoint
            yield answer


@pytest.fixture(scope="module")
def screen(chromium: Browser, databases_once: databases.Databases) -> Iterator[Screen]:
    app = databases_once.app("sqlite")
    context = chromium.new_context(base_url=app.config["BASE_URL"], viewport={"width": DESK, "height": 900})
    yield Screen(context, app)
    context.close()


def found(screen: Screen, answers: list[TestResponse], *looked_for: str) -> list[str]:
    """What scripts find, one after the other, on any of the pages."""
    return [
        f"{answer.request.path}: {each}"
        for answer in answers
        for page in [screen.show(answer)]
        for script in looked_for
        for each in page.evaluate(script)
    ]


def test_the_focus_can_be_seen_on_every_control(screen: Screen, answers: list[TestResponse]) -> None:
    assert found(screen, answers, FOCUS) == []


def test_the_focus_is_never_below_the_exit(screen: Screen, answers: list[TestResponse]) -> None:
    at_width(screen.page, NARROWEST)
    assert found(screen, answers, COVERED) == []


@pytest.mark.parametrize("width", [NARROWEST, DESK])
def test_every_control_is_large_enough_or_apart(screen: Screen, answers: list[TestResponse], width: int) -> None:
    at_width(screen.page, width)
    assert found(screen, answers, SMALL) == []


def test_nothing_moves_for_who_wants_less_motion(screen: Screen, answers: list[TestResponse]) -> None:
    screen.page.emulate_media(reduced_motion="reduce")
    assert found(screen, answers, MOVES) == []


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_in_forced_colours_nothing_is_told_by_a_background(
    screen: Screen, answers: list[TestResponse], scheme: str
) -> None:
    screen.page.emulate_media(forced_colors="active", color_scheme=scheme)  # type: ignore[arg-type]
    assert found(screen, answers, COLOURS, FOCUS) == []


def at_width(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
