"""Two pages, lost answers, late requests: an older text never takes the place of a newer one, and no acknowledged
word is lost.

Each page is played as its script behaves: it names the revision it last heard of, counts what it sends, stops when it
is told that another page has saved, and sends its form as its last word.
"""

from dataclasses import dataclass, field

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reflect.core.ids import new_id
from reflect.journal import entries, saving
from reflect.journal.document import Words, blank
from reflect.journal.ordering import FORM_POST, Edit
from reflect.journal.saving import ChangedElsewhere
from tests.support.people import Enrolled, People

BLANK = blank("What I wrote")
PAGES = (0, 1)


@dataclass
class Page:
    """One page load, as its script plays it."""

    revision: int
    edit: str = field(default_factory=new_id)
    number: int = 0
    stopped: bool = False


@dataclass(frozen=True)
class Request:
    """A save on its way."""

    page: Page
    number: int
    base: int
    text: str
    kind: saving.RevisionKind


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("type"), st.sampled_from(PAGES), st.integers(0, 2)),
        st.tuples(st.just("post"), st.sampled_from(PAGES), st.booleans()),
        st.tuples(st.just("arrive"), st.integers(0, 9), st.booleans()),
        st.tuples(st.just("reload"), st.sampled_from(PAGES), st.none()),
    ),
    min_size=3,
    max_size=16,
)


class World:
    """One entry, two pages on it, and requests that arrive in any order."""

    def __init__(self, author: Enrolled) -> None:
        self.author, self.entry_id = author, new_id()
        saving.store(
            author.keys, author.person_id, self.entry_id, 0, Edit(new_id()), Words(1, answer="start"), "saved", BLANK
        )
        self.pages = [Page(revision=1), Page(revision=1)]
        self.on_the_way: list[Request] = []
        self.acknowledged: list[Request] = []

    def type(self, page: int, which: int) -> None:
        """A page sends a draft; now and then with the words it began with, as when somebody undoes."""
        text = f"page {page} text {which}" if which else "start"
        self.send(page, self.pages[page].number + 1, text, "draft")

    def post(self, page: int, script: bool) -> None:
        """A page sends its form; without a script it has no number."""
        number = self.pages[page].number + 1 if script else FORM_POST
        self.send(page, number, f"page {page} form", "saved")
        self.pages[page].stopped = True

    def reload(self, page: int, _nothing: None) -> None:
        """Somebody loads the page again; what the old one sent may still be on its way."""
        self.pages[page] = Page(self.present().revision)

    def send(self, which: int, number: int, text: str, kind: saving.RevisionKind) -> None:
        page = self.pages[which]
        if not page.stopped:
            page.number = min(number, FORM_POST - 1)
            self.on_the_way.append(Request(page, number, page.revision, text, kind))

    def arrive(self, which: int, answer_is_lost: bool) -> None:
        if not self.on_the_way:
            return
        request = self.on_the_way.pop(which % len(self.on_the_way))
        before = self.present()
        page = request.page
        try:
            saved = saving.store(
                self.author.keys,
                self.author.person_id,
                self.entry_id,
                request.base,
                Edit(page.edit, request.number),
                Words(1, answer=request.text),
                request.kind,
            )
        except ChangedElsewhere:
            page.stopped = page.stopped or not answer_is_lost
            assert self.present() == before
            return
        self.check_the_order(before, request)
        self.acknowledged.append(request)
        if not answer_is_lost:
            page.revision = saved.revision

    def check_the_order(self, before: entries.OpenEntry, request: Request) -> None:
        after = self.present()
        if after.revision == before.revision:
            return
        assert text_of(after) == request.text
        heard = [other.number for other in self.acknowledged if other.page is request.page]
        assert request.number > max(heard, default=0), "an older text of a page over its newer one"
        if request.page.edit not in {before.editor, *before.agreed}:  # those had sent the same words themselves
            assert request.base == before.revision, "a page over another one that it had not seen"

    def present(self) -> entries.OpenEntry:
        return entries.open_(self.author.keys, self.author.person_id, self.entry_id)

    def check_nothing_acknowledged_is_lost(self) -> None:
        author = self.author
        kept = {
            text_of(entries.open_(author.keys, author.person_id, self.entry_id, mark.number))
            for mark in entries.history(author.person_id, self.entry_id)
        }
        for request in self.acknowledged:
            later = [
                other
                for other in self.acknowledged
                if other.page is request.page and other.number > request.number and other.text in kept
            ]
            assert request.text in kept or later, f"{request} is gone"


def text_of(entry: entries.OpenEntry) -> str:
    return entry.document.parts[0].answer


def test_in_whatever_order_saves_arrive(sqlite_app: Flask) -> None:
    author = People(sqlite_app).enrol("Priya Shah")

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def check(steps: list[tuple[str, int, int]]) -> None:
        world = World(author)
        for verb, first, second in steps:
            getattr(world, verb)(first, second)
        while world.on_the_way:
            world.arrive(0, answer_is_lost=False)
        world.check_nothing_acknowledged_is_lost()

    check()


def test_two_pages_that_agree_do_not_make_room_for_an_older_text(app: Flask, people: People) -> None:
    world = World(people.enrol("Priya Shah"))
    world.type(0, 1)
    world.type(0, 0)
    world.reload(0, None)
    world.type(0, 0)
    world.arrive(1, False)  # the first page has come back to the words that stand there
    world.arrive(1, False)  # and the second one agrees
    world.arrive(0, False)  # now the first page's older text comes in
    assert text_of(world.present()) == "start"


def test_words_that_a_second_page_was_told_are_saved_stay(app: Flask, people: People) -> None:
    world = World(people.enrol("Priya Shah"))
    world.type(0, 1)
    world.type(0, 0)
    world.reload(0, None)
    world.type(0, 1)
    world.arrive(0, False)  # the first page's words are a draft
    world.arrive(1, False)  # the second page says the same, without having seen them
    world.arrive(0, False)  # and the first page goes on
    world.check_nothing_acknowledged_is_lost()


def test_on_postgresql_and_sqlite_alike_a_late_save_loses_to_the_form(app: Flask, people: People) -> None:
    world = World(people.enrol("Priya Shah"))
    world.type(0, 1)
    world.post(0, False)
    world.arrive(1, False)
    world.arrive(0, False)
    assert text_of(world.present()) == "page 0 form"
