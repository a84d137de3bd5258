"""The walks in a language that is made from English, by hand: every page in every state that people meet.

    python -m tests.browser.another_language [WALK …]

Says what is left in English, too wide, or on top of something else; and puts a picture of each state at the width of a
phone into `shots/another-language/`. It takes some minutes, so a run of the tests looks at chosen pages only.
"""

import ast
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, sync_playwright

from tests.browser.judging import DESK, NARROWEST, PHONE, at_width
from tests.browser.shots import FOLDER
from tests.browser.states import WALKS
from tests.browser.states import pages as walks
from tests.support import pseudo, sharing
from tests.support import searches as asked
from tests.support.chromium import launch, sit_down
from tests.support.people import TEAM
from tests.support.server import running
from tests.support.supervision import WORDS, terms
from tests.support.world import ELSEWHERE, ROLES
from tests.support.world import TEAM as RIVERSIDE
from tests.support.writing import QUESTIONS

PICTURES = FOLDER / "another-language"
SHARED = (sharing.TITLE, sharing.NOTE, sharing.QUESTION, sharing.ANSWER)
UNITS = (*TEAM, *RIVERSIDE, *ELSEWHERE)
PEOPLE = [
    *(f"{role.replace('_', '-').title()} Actor" for role in ROLES),
    *("Colleague Nair", "Stranger Bell", "Boss Okafor", "Elsewhere Officer", "Olu Daniels"),
]
# What the people of the tests’ world typed, were called or had asked.
TYPED = {
    *SHARED, *UNITS, *QUESTIONS, *pseudo.strings(WORDS), *pseudo.strings(terms()), *pseudo.strings(asked.ASKED),
    *PEOPLE, *(name.split()[0] for name in PEOPLE), "Somebody", "The words I chose.", "An answer of mine.", "Of mine",
    "I noticed the pause.", "Not sent.", "Words while it was locked.", "An answer that was deleted.", "Deleted visit",
    "Tuesday", "A phone", "Lunch talk", "Ask every child.", "Book an interpreter.", "The pause.", "Ring the school.",
    "What was left unsaid",
}  # fmt: skip
# Calls by which a walk finds something by our own words.
FINDS = {"press", "get_by_role", "get_by_label", "get_by_text", "follow", "follow_to", "locator", "wait_for"}
NAMED = re.compile(r"[A-Z][\w’-]+ [A-Z][\w’-]+")


def walked() -> Iterator[str]:
    """What those who walk type, and what the people they meet are called: the texts in the walks’ other calls."""
    yield from (walks.LONG_WORD[:length] for length in range(50, len(walks.LONG_WORD) + 1))  # as fields cut it off
    yield from ("and a second thought that goes on.", "A paragraph that somebody wrote in one go.", "A paragraph that")
    yield from (walks.OVER_LONG, "Chrome", "Linux")
    for file in Path(walks.__file__).parent.glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", getattr(call.func, "id", "")) not in FINDS:
                for each in (*call.args, *(word.value for word in call.keywords)):
                    for text in (one.value for one in ast.walk(each) if isinstance(one, ast.Constant)):
                        if isinstance(text, str) and re.match(r"\W*[A-Z]", text):
                            yield text
                            yield from text.split()[:1] if NAMED.fullmatch(text) else ()


# One round trip: every text that is shown, also what a script said; and the texts that stand on each other.
SHOWN = """() => {
  scrollTo(0, 0);
  const silent = 'script, style, svg, code, textarea, [lang=en]';
  const aside = '.govuk-visually-hidden, .govuk-skip-link, .app-locking, .app-stacking thead';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [document.title], boxes = [];
  while (walker.nextNode()) {
    const { parentElement: element, data } = walker.currentNode;
    if (!data.trim() || element.closest(silent) || !element.checkVisibility()) continue;
    texts.push(data);
    if (element.closest(aside)) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    for (const box of range.getClientRects()) boxes.push([box, data.trim()]);
  }
  const over = [];
  boxes.forEach(([one, words], place) => {
    for (const [other, others] of boxes.slice(place + 1)) {
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (wide > 3 && high > 8) over.push(`${words.slice(0, 30)} | ${others.slice(0, 30)}`);
    }
  });
  return { texts, over };
}"""


DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def faults(page: Page, reader: pseudo.Reader) -> Iterator[str]:
    """What is wrong with the words of a page as it stands, or with the room that they have."""
    for width in (NARROWEST, PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(DRAWN)  # or what is measured may still be as wide as before
        yield from at_width(page, width)
        shown = page.evaluate(SHOWN)
        yield from (f"on each other at {width}: {words}" for words in shown["over"][:3])
    yield from (f"in English: {' '.join(text.split())}" for text in shown["texts"] if reader.plain(text))


def look(page: Page, reader: pseudo.Reader, state: str) -> None:
    """Say what is wrong with a state, and take its picture."""
    sys.stdout.writelines(f"{state}: {fault}\n" for fault in faults(page, reader))
    page.set_viewport_size({"width": PHONE, "height": 900})
    page.screenshot(path=PICTURES / f"{state}.png", full_page=True, timeout=60_000)
    page.set_viewport_size({"width": DESK, "height": 900})


def main(names: list[str]) -> None:
    """Walk, and say what is wrong."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    reader = pseudo.Reader({*TYPED, *walked()})
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright, pseudo.spoken_by(Page, Locator):
        catalogues = str(pseudo.write_catalogue(Path(made) / "translations"))
        language = {"REFLECT_LANGUAGE": pseudo.LANGUAGE, "REFLECT_TRANSLATIONS": catalogues}
        with running(Path(made) / "reflect", **language) as server:
            browser = launch(playwright)
            for name in names or WALKS:
                desk = sit_down(browser, server, width=DESK)
                try:
                    for number, state in enumerate(WALKS[name](desk), 1):
                        look(desk.page, reader, f"{name}-{number:02}-{state}")
                except Error as stopped:  # something is not found by its words: the other walks go on
                    sys.stdout.write(f"{name}: stopped. {stopped.message[:300]}\n")
                sys.stdout.writelines(f"{name}: {fault}\n" for fault in desk.close())
            browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
