"""How a page in the browser is judged: axe-core, its HTML, its title, and whether it fits at a width.

Measuring takes little and is done in every state. Judging takes ten times as long and is done where there is something
to judge: where an element stands, and can be seen, where none like it stood before (of its kind and classes, with its
attributes, in one like that). What a page says and how often makes no difference to it. The frame, the navigation and
the forms that most states share are judged once, and everything in which they differ.
"""

import re
from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

from tests.support import markup

# What axe-core may leave out: it would fetch the style sheets again to look for rules that lock the screen's turning.
OPTIONS = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"], "preload": False}
# For every page that is loaded; read where it is used, as reading it takes a fifth of the time of a page.
AXE = f"window.readAxe = () => {{ {Path(AXE_FILE_PATH).read_text(encoding='utf-8')}\n}};"
RUN_AXE = """async (options) => {
  if (!window.axe) window.readAxe();
  return (await window.axe.run(options)).violations;
}"""
# 1.4.12: what a person's own style sheet may ask for.
SPACED = """
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-bottom: 2em !important; }
"""
DESK, PHONE = 1280, 390
NARROWEST = 320  # 1280 at four times its size (1.4.10)
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
# One round trip for what stands where, as far as it can be seen, a number each; and what a page says of itself.
SAYS = """() => {
  const telling = new Set(['type', 'role', 'autocomplete', 'aria-hidden', 'aria-expanded', 'aria-current', 'open']);
  const looks = (element) => [element.tagName, element.getAttribute('class'), ...element.getAttributeNames().sort()
    .map((name) => (telling.has(name) ? `${name}=${element.getAttribute(name)}` : name))].join(' ');
  const number = (words) => {
    let sum = 2166136261;
    for (let place = 0; place < words.length; place += 1) sum = Math.imul(sum ^ words.charCodeAt(place), 16777619);
    return sum;
  };
  const seen = new Map();
  const look = (element) => {
    if (!seen.has(element)) seen.set(element, looks(element));
    return seen.get(element);
  };
  const words = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const places = new Set();
  for (const element of document.querySelectorAll('body, body *')) {
    if (!element.getClientRects().length) continue;
    places.add(number([look(element.parentElement), look(element), words(element)].join('|')));
  }
  const texts = (selector) => [...document.querySelectorAll(selector)].map((element) => element.innerText);
  return {
    places: [...places], title: document.title, headings: texts('h1'), captions: texts('.govuk-caption-l'),
    summaries: texts('.govuk-error-summary').length,
  };
}"""
# Titles that cannot say what the heading says: the question of the moment, and what somebody called their reflection,
# which stays out of the browser's history.
OTHER_WORDS = re.compile(r"Guided reflection|Blank page|Reflection|Home")


class Judge:
    """Looks at one page after the other, and judges nothing twice."""

    def __init__(self) -> None:
        self.judged: set[int] = set()
        self.looked_at: set[Hashable] = set()

    def is_new(self, html: str) -> bool:
        """Whether something stands in the HTML of a page where nothing like it stood before."""
        places = markup.outline(html).places
        if places <= self.looked_at:
            return False
        self.looked_at |= places
        return True

    def faults(self, page: Page, other_width: int) -> list[str]:
        """What is wrong with a page as it stands, at the narrowest with somebody’s own spacing and at another width."""
        found = at_width(page, NARROWEST, SPACED)
        says = page.evaluate(SAYS)
        found += titled(says)
        places = set(says["places"])
        if not places <= self.judged:
            found += at_width(page, other_width, SPACED) + faults(page)
            if not found:
                self.judged |= places
        return found


def faults(page: Page) -> list[str]:
    """What is wrong with a page as it stands, as far as axe-core tells, and its HTML."""
    found = [
        f"{violation['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for violation in page.evaluate(RUN_AXE, OPTIONS)
        for node in violation["nodes"]
    ]
    return found + markup.faults(page.content())


def titled(says: dict[str, Any]) -> Iterator[str]:
    """How a page’s title disagrees with its heading, or with there being a summary of errors."""
    title, headings = says["title"], says["headings"]
    if not OTHER_WORDS.match(title) and not words(title) & words(*headings, *says["captions"]):
        yield f"the title “{title}” and the headings {headings} have nothing in common"
    if title.startswith("Error: ") != (says["summaries"] == 1):
        yield f"the title “{title}” and the summary of errors disagree"


def at_width(page: Page, width: int, spacing: str = "") -> list[str]:
    """What makes a page scroll sideways at a width, and what somebody's own spacing of the text cuts off."""
    page.set_viewport_size({"width": width, "height": 900})
    found = page.evaluate(MEASURE, spacing)
    return [f"too wide at {width}: {found['wide']}"] * bool(found["wide"]) + [
        f"spaced text is cut off at {width}: {words}" for words in found["cut"]
    ]


def words(*texts: str) -> set[str]:
    return {word for text in texts for word in re.findall(r"\w{4,}", text.lower())} - {"reflect", "error"}
