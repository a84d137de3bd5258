"""Whatever happens in whatever order, each opens exactly what the rules let them, and their keys open nothing else.

After every step the same question is asked twice. Of the app: does the list show, and does every copy open for whom the
rules name (support/who_may_read.py), and for nobody else? And of the tables, without the app: do somebody's own keys
open their own words, and what they were given that nobody has stopped, replaced or deleted, and nothing more? What has
ended by itself is refused at once; its sealed key is there until its author next looks, or until `retention run`.

`SEARCH_EXAMPLES=500` searches further than every run does, each time along other ways.
"""

import os
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.journal import deleting, entries, saving, stopping
from reflect.journal.document import Words
from reflect.journal.ordering import Edit
from reflect.sharing import drafts, inbox, reader, replies
from reflect.sharing.everything import own_share_ids
from reflect.sharing.models import Share
from reflect.sharing.remarks import Remark
from reflect.storage.db import db, write_unit
from tests.support.browser import Browser, Page
from tests.support.happenings import EVERYBODY, Organisation, refused_unless
from tests.support.people import Enrolled, People
from tests.support.raw_tables import MARK, RawTables, mark
from tests.support.sharing import granted
from tests.support.who_may_read import Copy, Entry
from tests.support.writing import write

EXAMPLES, STEPS = int(os.environ.get("SEARCH_EXAMPLES", "6")), 40
AUTHORS = (0, 1)
CHOSEN = st.sampled_from([(0, 1), (0,), (1,), (0, 1), (0, 2)])  # places of answers; the last question is private
BASES = ("supervision", "colleague", "group")
# How often each happens beside the others. As rules of their own Hypothesis would leave most of them out of most walks.
HAPPENINGS = (
    ("write", "delete_now", "stop_all", "name_supervisor", "make_group", "ask_in", "let_go", "close_group", "leave")
    + 2 * ("put_aside", "have_back", "reply", "mark_discussed", "visit", "answer_supervisor", "end_supervision")
    + 2 * ("leave_group", "move", "suspend")
    + 3 * ("revise", "answer_group", "leave_and_rejoin", "restore")
    + 5 * ("wait", "share", "share_again", "stop", "read", "comment", "draft")
)


class WhoOpensWhat(Organisation, RuleBasedStateMachine):
    """The walk: one thing happens after the other, and after each the two questions are asked."""

    def __init__(self) -> None:
        super().__init__()
        self.tables, self.marks, self.turn = RawTables(), 0, 0

    @initialize()
    def begin(self) -> None:
        """Two supervisions and a group, and a copy on each basis, so that every later step can end one."""
        for author in AUTHORS:
            self.named(author, 2)
            self.answered([*self.rules.relations][-1], yes=True)
        self.made(0)
        (group_id,) = self.rules.groups
        for other in (1, 3):
            self.asked(group_id, 0, other)
            self.time.shift(1)
            self.joined(group_id, other, yes=True)
        self.time.shift(1)
        for author in AUTHORS:
            self.written(author)
        mine, other = self.rules.entries
        self.given(mine, 2, (0, 1), 2, "supervision", None)
        self.given(other, 3, (0, 1), 2, "colleague", None)
        self.given(mine, 1, (0, 1), 2, "group", group_id)

    @rule(what=st.sampled_from(HAPPENINGS), data=st.data())
    def happens(self, what: str, data: st.DataObject) -> None:
        self.data = data
        getattr(self, what)()

    # Writing.

    def write(self) -> None:
        self.written(self.one_of(AUTHORS, "author"))

    def written(self, author: int) -> None:
        title, *answers = (self.new_mark() for _ in range(4))
        entry_id = write(self.cast[author], *answers, title=title, private=(2,))
        self.rules.entries[entry_id] = Entry(author, title, answers, {title, *answers})

    def revise(self) -> None:
        entry_id, entry = self.an_entry()
        place, words = self.draw(st.integers(0, 2), "answer"), self.new_mark()
        author = self.cast[entry.owner]
        base = entries.open_(author.keys, author.person_id, entry_id).present
        saving.store(author.keys, author.person_id, entry_id, base, Edit(new_id()), Words(place + 1, words))
        entry.answers[place] = words
        entry.sealed.add(words)

    def put_aside(self) -> None:
        """A reflection is deleted so that it can be had back: what was shared of it stops at once."""
        entry_id, entry = self.an_entry()
        author = self.cast[entry.owner]
        deleting.put_aside(author.keys, author.person_id, entry_id)
        self.rules.put_aside(entry_id, now())

    def have_back(self) -> None:
        """Its author has it back, within their time; nobody else ever does."""
        entry_id, entry = self.one_of([*self.rules.entries.items()], "entry")
        who = self.one_of((entry.owner, entry.owner, self.somebody()), "who has it back")
        in_time = entry.aside_since is None or now() < entry.aside_since + deleting.KEPT
        with refused_unless(who == entry.owner and in_time):
            deleting.put_back(self.cast[who].keys, self.cast[who].person_id, entry_id)
            entry.aside_since = None

    def delete_now(self) -> None:
        """A reflection goes for good, with everything that was shared of it."""
        self.put_aside()
        entry_id, entry = self.one_of([one for one in self.rules.entries.items() if one[1].aside_since], "deleted one")
        with write_unit():
            deleting.erase(self.cast[entry.owner].person_id, entry_id)
        self.rules.erase(entry_id)

    # Sharing.

    def share(self) -> None:
        """With a supervisor, a colleague or somebody of a group; again, where they have a copy: with more or less."""
        entry_id, _entry = self.an_entry()
        basis = self.one_of(BASES if self.rules.groups else BASES[:2], "basis")
        group_id = self.one_of([*self.rules.groups], "group") if basis == "group" else None
        reader_, chosen = self.somebody("reader"), self.draw(CHOSEN, "answers")
        self.given(entry_id, reader_, chosen, self.draw(st.integers(1, 3), "days"), basis, group_id)

    def share_again(self) -> None:
        """Give the same reader another copy: what was written since, or fewer answers."""
        _share_id, copy = self.a_copy()
        chosen, days = self.draw(CHOSEN, "answers"), self.draw(st.integers(1, 3), "days")
        self.given(copy.entry, copy.reader, chosen, days, copy.basis, copy.group)

    def given(self, entry_id: str, other: int, chosen: tuple[int, ...], days: int, basis, group_id) -> None:
        entry, note = self.rules.entries[entry_id], self.new_mark()
        author, units = self.cast[entry.owner], (self.rules.unit[entry.owner], self.rules.unit[other])
        with refused_unless(2 not in chosen and self.rules.may_share(entry.owner, other, basis, group_id, now())):
            copied = entries.snapshot(entries.open_(author.keys, author.person_id, entry_id), [*chosen], note)
            made = granted(author, self.cast[other], copied, days=days, basis=basis, group_id=group_id)
            answers, ends = [entry.answers[place] for place in chosen], now() + timedelta(days=days)
            of = (entry.owner, other, entry_id, entry.title, note, answers)
            self.rules.share(made.share_id, Copy(*of, now(), ends, basis, group_id, units))

    def stop(self) -> None:
        share_id, copy = self.a_copy()
        who = self.one_of((copy.owner, copy.owner, self.somebody()), "who stops it")
        with refused_unless(who == copy.owner):
            with write_unit():
                stopping.stop_one(self.cast[who].keys, self.cast[who].person_id, share_id)
            self.rules.stop([share_id])

    def stop_all(self) -> None:
        author = self.one_of(AUTHORS, "author")
        who, own = self.cast[author], [key for key, copy in self.rules.copies.items() if copy.owner == author]
        assert {*own_share_ids(who.person_id)} == {*own}
        assert stopping.stop_all(who.keys, who.person_id, own) == 0
        self.rules.stop(own)

    # Reading and answering.

    def read(self) -> None:
        share_id, copy = self.a_copy()
        who = self.cast[copy.reader]
        with refused_unless(self.rules.live(copy, now())):
            with write_unit(receipt=True):
                reader.open_share(who.keys, who.person_id, share_id)
            self.opened(copy.reader, share_id)

    def comment(self) -> None:
        share_id, copy = self.a_copy()
        person, words = self.one_of((copy.reader, copy.reader, self.somebody()), "who comments"), self.new_mark()
        who, quoted = self.cast[person], self.draw(st.booleans(), "quoted")
        about = {"place": 0, "quote": copy.answers[0]} if quoted else {}
        with refused_unless(share_id in self.rules.may_read(person, now())):
            with write_unit():
                made = reader.comment(who.keys, who.person_id, share_id, words, **about)
            copy.comments[made] = {words, copy.answers[0]} if quoted else {words}

    def reply(self) -> None:
        share_id, copy = self.a_copy()
        if not copy.comments:
            return self.comment()
        person, words = self.one_of((copy.owner, copy.owner, self.somebody()), "who answers"), self.new_mark()
        who, answered = self.cast[person], self.one_of([*copy.comments], "comment")
        with refused_unless(person == copy.owner and self.rules.live(copy, now())):
            with write_unit():
                made = replies.reply(who.keys, who.person_id, share_id, answered, words)
            copy.comments[made] = {words}
        return None

    def draft(self) -> None:
        """Keep a comment that is not sent, which quotes what was read: whoever has read it can, also afterwards."""
        share_id, copy = self.one_of([*self.rules.gone.items(), *self.rules.copies.items()], "copy")
        person, words = self.one_of((copy.reader, copy.reader, self.somebody()), "who writes"), self.new_mark()
        who, may = self.cast[person], share_id in self.rules.may_read(person, now())
        with refused_unless(may or (person, share_id) in self.rules.receipts), write_unit():
            beside = reader.writing_place(who.keys, who.person_id, share_id)
            present = drafts.find(who.keys, who.person_id, copy.entry)
            remark, base = Remark(words, place=0, quote=copy.answers[0]), present.revision if present else 0
            drafts.keep(who.keys, who.person_id, beside, remark, base, drafts.Edit(new_id(), 1))
            self.rules.drafts[person, copy.entry] = words

    def mark_discussed(self) -> None:
        share_id, copy = self.a_copy()
        sides = ((copy.owner, replies.mark_discussed), (copy.reader, reader.mark_discussed))
        (person, marks), discussed = self.one_of(sides, "side"), self.draw(st.booleans(), "discussed")
        with refused_unless(self.rules.live(copy, now())):
            with write_unit():
                marks(self.cast[person].person_id, share_id, discussed=discussed)
            copy.discussed = discussed

    def visit(self) -> None:
        """Somebody signs in, which clears away what of theirs has ended, and opens what they have and had."""
        person = self.somebody()
        if not self.rules.here(person):
            return
        browser = Browser(self.people.app).sign_in(self.cast[person])
        self.rules.stop(self.rules.ended(person, now()))
        may, known = self.rules.may_read(person, now()), {**self.rules.gone, **self.rules.copies}
        unsent = {words for (author, _entry), words in self.rules.drafts.items() if author == person}
        assert marks_of(browser.get("/shared/")) <= {
            words for copy in may.values() for words in (copy.title, copy.note)
        }
        for share_id in {*may, self.one_of([*known], "address")}:
            page = browser.get(f"/shared/{share_id}")
            shown = page.address.rpartition("/")[2] if page.status == 200 else None
            assert shown == share_id if share_id in may else shown is None or shown in may  # led to the later copy
            assert marks_of(page) - unsent == (may[shown].marks if shown else set())
            if shown:
                self.opened(person, shown)

    # What is promised.

    @invariant()
    def each_opens_exactly_what_they_may(self) -> None:
        """Each copy is tried by its reader after every step, and by everybody else in turn: by one of them after each.

        Whoever's turn it is looks at their list too.
        """
        db.session.rollback()
        may = {person: self.rules.may_read(person, now()) for person in EVERYBODY}
        turn, self.turn = self.turn, (self.turn + 1) % len(EVERYBODY)
        self.lists(self.cast[turn], may[turn])
        with write_unit(receipt=True):
            for share_id, copy in self.rules.copies.items():
                for person in {turn, copy.reader}:
                    self.opens(self.cast[person], share_id, may[person].get(share_id))
            db.session.rollback()  # the trying itself leaves nothing for the next step

    @invariant()
    def their_keys_open_nothing_else_in_the_tables(self) -> None:
        self.tables.read()
        assert {*db.session.scalars(select(Share.id))} == {*self.rules.copies}
        for person, who in enumerate(self.cast):
            assert self.tables.opened_by(who) == self.rules.in_the_tables(person)
        self.time.shift(1)  # the next step comes later than this one

    def lists(self, who: Enrolled, may: dict[str, Copy]) -> None:
        for state in ("waiting", "read", "discussed"):
            rows = inbox.inbox(who.keys, who.person_id, state).rows
            allowed = {key: (copy.title, copy.note) for key, copy in may.items() if copy.state == state}
            assert {row.share_id: (row.title, row.note) for row in rows} == allowed

    def opens(self, who: Enrolled, share_id: str, copy: Copy | None) -> None:
        with refused_unless(copy is not None):
            found = reader.open_share(who.keys, who.person_id, share_id)
            assert copy is not None, "opened what the rules refuse"
            assert [MARK.findall(part.html.encode()) for part in found.parts] == [[w.encode()] for w in copy.answers]
            assert (found.title, found.note) == (copy.title, copy.note)
            said = {each.id for thread in found.threads for each in (thread.first, *thread.replies)}
            assert said == {*copy.comments}

    def opened(self, person: int, share_id: str) -> None:
        self.rules.copies[share_id].opened = True
        self.rules.receipts.add((person, share_id))

    def an_entry(self) -> tuple[str, Entry]:
        """One that is not deleted."""
        if all(entry.aside_since for entry in self.rules.entries.values()):
            self.write()
        return self.one_of([one for one in self.rules.entries.items() if not one[1].aside_since], "entry")

    def a_copy(self) -> tuple[str, Copy]:
        """One that is there, live or ended. When there is none everybody comes back and one is made."""
        if not self.rules.copies:
            self.restore()
            entry_id, _entry = self.an_entry()
            self.given(entry_id, 3, (0, 1), 2, "colleague", None)
        return self.one_of([*self.rules.copies.items()], "copy")

    def new_mark(self) -> str:
        self.marks += 1
        return mark(self.marks)


def marks_of(page: Page) -> set[str]:
    return {found.decode() for found in MARK.findall(page.html.encode())}


def test_each_opens_exactly_what_the_rules_let_them(sqlite_app) -> None:
    class Here(WhoOpensWhat):
        people = People(sqlite_app)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize="SEARCH_EXAMPLES" not in os.environ,
            suppress_health_check=list(HealthCheck),
        ),
    )
