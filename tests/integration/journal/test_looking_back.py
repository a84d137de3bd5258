"""Looking back: months and pins, search by post, answers through time, revisions beside each other, paper."""

import logging
import re
from contextlib import suppress
from datetime import timedelta
from functools import partial
from html import unescape

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from reflect.core.clock import now
from reflect.core.errors import Conflict, NotFound
from reflect.core.ids import new_id
from reflect.journal import entries, pinning, saving
from reflect.journal.document import Words
from reflect.journal.history.restoring import restore
from reflect.journal.models import Entry
from reflect.journal.ordering import Edit
from reflect.journal.reading.question import Question
from reflect.journal.reading.searching import AT_ONCE, search, search_for_any, ways_back
from reflect.journal.saving import ChangedElsewhere
from reflect.storage.db import db, write_unit
from tests.support.at_once import at_once
from tests.support.browser import Page
from tests.support.looking_back import again, answered
from tests.support.people import Enrolled, People
from tests.support.sharing import shared, snapshot
from tests.support.statements import sent
from tests.support.writing import OpenPage, enter, write

WORD = "zirconwren"


@pytest.fixture
def priya(people: People) -> Enrolled:
    return people.enrol("Priya Shah")


def ids_on(page: Page) -> list[str]:
    return [link.rpartition("/")[2] for link in page.links() if re.fullmatch(r"/journal/[0-9a-z]{26}", link)]


# Verbs: SQL and concurrency, on both kinds of database.


def test_a_search_finds_what_was_changed_last_first_and_goes_on_without_a_gap(priya: Enrolled, people: People) -> None:
    moment = now()
    written = []
    for number in range(7):
        with time_machine.travel(moment + timedelta(seconds=number // 3), tick=False):
            written.append(answered(priya, f"Zoë said {number}, “quietly”."))
    answered(priya, "Somebody else said it.")
    answered(people.enrol("Sam Okafor"), "Zoë said so.")
    seen: list[str] = []
    after = None
    for _page in range(5):
        found = search(priya.keys, priya.person_id, Question(("zoe", '"QUIETLY"')), after=after, rows=2)
        seen += [hit.id for hit in found.rows]
        after = found.older
        if after is None:
            break
    assert sorted(seen) == sorted(written)
    assert seen[0] == max(written[6:])
    with pytest.raises(NotFound):
        search(priya.keys, priya.person_id, Question(("zoe",)), after="no cursor")


def test_more_than_are_opened_at_once_are_found_each_with_its_own_moments_beside_one_that_is_damaged(
    priya: Enrolled,
) -> None:
    ids = [answered(priya, f"Zoë said {number}.") for number in range(AT_ONCE + 5)]
    again(priya, ids[1], "Zoë said it again.")
    with write_unit():
        db.session.execute(update(Entry).where(Entry.id == ids[0]).values(wrapped_key=b"J"))
    listed, seen, after, pages = {}, [], None, 0
    while after is not None or not pages:
        heads = entries.heads(priya.keys, priya.person_id, after=after)
        listed |= {head.id: (head.created_at, head.updated_at) for head in heads.rows}
        after, pages = heads.older, pages + 1
    found = search(priya.keys, priya.person_id, Question(("zoe",)), rows=AT_ONCE + 1)
    assert not found.damaged, "it is the oldest, so nobody came that far"
    for page in (found, search(priya.keys, priya.person_id, Question(("zoe",)), after=found.older, rows=AT_ONCE + 1)):
        seen += [(hit.id, (hit.created_at, hit.updated_at)) for hit in page.rows]
    assert page.damaged
    assert page.older is None
    assert seen == [(entry_id, listed[entry_id]) for entry_id in (ids[1], *reversed(ids[2:]))]


def test_several_questions_are_looked_for_in_each_reflection_once(priya: Enrolled) -> None:
    both, *herons = (answered(priya, words) for words in ("a heron, a kestrel", "a heron", "one more heron"))
    kestrel = answered(priya, "a kestrel")
    answered(priya, "an otter")
    asked = [Question((word,)) for word in ("heron", "kestrel", "nobody")]
    with sent() as seen:
        found = search_for_any(priya.keys, priya.person_id, asked, rows=2)
    assert len([statement for statement in seen if "journal_revision.body" in statement]) == 1
    assert [hit.id for hit in found.hits] == [kestrel, *reversed(herons), both], "the latest first, each once"
    assert found.more, "of one there are three, and it is found by the other as well"
    assert not search_for_any(priya.keys, priya.person_id, asked, rows=3).more


def test_days_are_those_on_which_it_was_being_written(priya: Enrolled) -> None:
    moment = now()
    with time_machine.travel(moment - timedelta(days=10), tick=False):
        entry_id = answered(priya, "words")
    with time_machine.travel(moment - timedelta(days=5), tick=False):
        again(priya, entry_id, "other words")

    def found(first: int, last: int) -> list[str]:
        question = Question(since=moment - timedelta(days=first), until=moment - timedelta(days=last))
        return [hit.id for hit in search(priya.keys, priya.person_id, question).rows]

    assert found(11, 9) == found(8, 7) == found(6, 4) == [entry_id]
    assert found(4, 1) == found(20, 11) == []


def test_ten_can_be_pinned_and_pinning_changes_nothing_else(app: Flask, priya: Enrolled, people: People) -> None:
    ids = [write(priya, "a", title=f"Entry {number}") for number in range(pinning.MOST + 1)]
    before = entries.open_(priya.keys, priya.person_id, ids[0])
    with write_unit():
        for entry_id in [*ids[:-1], ids[0]]:
            pinning.pin(priya.person_id, entry_id)
    with pytest.raises(Conflict, match="Unpin one first"), write_unit():
        pinning.pin(priya.person_id, ids[-1])
    assert {head.id for head in pinning.pinned(priya.keys, priya.person_id)} == set(ids[:-1])
    assert [head.id for head in entries.heads(priya.keys, priya.person_id, unpinned=True).rows] == [ids[-1]]
    with write_unit():
        pinning.unpin(priya.person_id, ids[0])
    assert entries.open_(priya.keys, priya.person_id, ids[0]) == before
    sam = people.enrol("Sam Okafor")
    for act in (pinning.pin, pinning.unpin):
        with pytest.raises(NotFound), write_unit():
            act(sam.person_id, ids[1])

    def pins(entry_id: str) -> bool:
        with suppress(Conflict), write_unit():
            pinning.pin(priya.person_id, entry_id)
            return True
        return False

    for _time in range(5):
        assert sorted(at_once(app, partial(pins, ids[0]), partial(pins, ids[-1]))) == [False, True], "one was the last"
        with write_unit():
            pinning.unpin(priya.person_id, ids[0])
            pinning.unpin(priya.person_id, ids[-1])


def test_what_is_brought_back_is_one_more_revision_and_nothing_is_overwritten(priya: Enrolled) -> None:
    entry_id = answered(priya, "the **first** words", tags=("court",))
    first = entries.open_(priya.keys, priya.person_id, entry_id)
    again(priya, entry_id, "the second words")
    edit = Edit(new_id())
    for _pressed in range(2):
        saved = restore(priya.keys, priya.person_id, entry_id, 1, 2, edit)
        assert saved.revision == 3
    numbers = [mark.number for mark in entries.history(priya.person_id, entry_id)]
    assert numbers == [3, 2, 1]
    assert entries.open_(priya.keys, priya.person_id, entry_id).document.parts == first.document.parts
    assert entries.open_(priya.keys, priya.person_id, entry_id, 2).document.parts[0].answer == "the second words"
    with pytest.raises(ChangedElsewhere):
        restore(priya.keys, priya.person_id, entry_id, 2, 2, Edit(new_id()))


def test_bringing_words_back_leaves_what_is_counted_as_it_is(priya: Enrolled) -> None:
    entry_id = answered(priya, "words")
    words = Words(2, themes=("curiosity-humility",), counted=True)
    saving.store(priya.keys, priya.person_id, entry_id, 1, Edit(new_id()), words)
    document = restore(priya.keys, priya.person_id, entry_id, 1, 2, Edit(new_id())).document
    assert (document.themes, document.counted, document.uncounted) == (("curiosity-humility",), True, False)


# Pages, on SQLite.


def test_the_list_is_by_month_with_what_is_pinned_above_it(sqlite_app: Flask) -> None:
    priya = People(sqlite_app).enrol("Priya Shah")
    for month in (3, 4):
        with time_machine.travel(f"2026-{month:02}-15T12:00:00Z", tick=False):
            old = write(priya, "a", title=f"Month {month}")
    write(priya, "b", title="New one")
    browser = enter(sqlite_app, priya)
    page = browser.get("/journal/")
    assert page.text.index("New one") < page.text.index("April 2026") < page.text.index("Month 4")
    assert page.text.index("Month 4") < page.text.index("March 2026") < page.text.index("Month 3")
    page = browser.submit(browser.get(f"/journal/{old}").form(action="/pin"))
    assert "Nobody else sees that." in page.text
    page = browser.get("/journal/")
    assert page.text.index("Pinned") < page.text.index("Month 4") < page.text.index("New one")
    assert page.text.count("Month 4") == 1, "what is pinned does not stand there twice"
    browser.submit(browser.get(f"/journal/{old}").form(action="/unpin"))
    assert "Pinned" not in browser.get("/journal/").text


def test_a_search_goes_by_post_and_no_word_of_it_is_in_an_address_or_a_log(
    sqlite_app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    priya = People(sqlite_app).enrol("Priya Shah")
    for number in range(22):
        answered(priya, f"Before. <b>{WORD.upper()}</b> & after, {number}.", tags=(f"{WORD} tag",))
    browser = enter(sqlite_app, priya)
    with caplog.at_level(logging.DEBUG):
        form = browser.get("/journal/search").form("words")
        assert form.method == "post"
        page = browser.submit(form, words=f"{WORD} before")
        older = browser.submit(_with(page, "after"))
        by_tag = browser.submit(browser.get("/journal/search").form("tag", action="search"), tag=f"{WORD} TAG")
    assert len(ids_on(page)) == 20
    assert len(ids_on(older)) == 2
    assert len(ids_on(by_tag)) == 20
    assert not set(ids_on(page)) & set(ids_on(older))
    marked = re.findall(r"<mark>(.*?)</mark>", page.html)
    assert set(marked) == {WORD.upper(), "Before"}
    assert "&lt;b&gt;" in page.html, "what was typed is no markup"
    for each in (page, older, by_tag):
        assert WORD not in each.address
        assert not [link for link in each.links() if WORD in unescape(link)]
        assert "no-store" in each.response.headers["Cache-Control"]
    assert WORD not in caplog.text.casefold()


def _with(page: Page, name: str):  # type: ignore[no-untyped-def]
    """The form whose button carries a value, with that value."""
    value = re.search(rf'name="{name}" value="([^"]*)"', page.html)
    assert value
    form = page.form(name)
    form.fields.append((name, unescape(value[1])))
    return form


def test_a_search_narrows_by_theme_state_and_days_and_says_what_is_wrong(sqlite_app: Flask) -> None:
    people = People(sqlite_app)
    priya, marcus = people.enrol("Priya Shah"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(priya, marcus)
    draft = write(priya, "a quiet draft", finished=False)
    private, given = answered(priya, "a quiet answer"), write(priya, "a quiet copy")
    shared(priya, marcus, snapshot(entry_id=given))
    browser = enter(sqlite_app, priya)

    def found(**fields: str) -> list[str]:
        page = browser.submit(browser.get("/journal/search").form("words"), **fields)
        assert page.status == 200, page.text
        return ids_on(page)

    assert set(found(words="quiet")) == {draft, private, given}
    assert found(words="quiet", state="draft") == [draft]
    assert found(state="private") == [private]
    assert found(state="shared") == [given]
    assert found(theme="naming-racism") == [private]
    assert found(words="quiet", until="2020-01-01") == []
    for (name, value), sentence in {
        ("words", ""): "Enter a word, or choose what else to look for.",
        ("words", "a " * 11): "Look for 10 words or fewer.",
        ("tag", "x" * 31): "A tag has at most 30 characters.",
        ("since", "soon"): "Enter the day as numbers",
    }.items():
        page = browser.submit(browser.get("/journal/search").form("words"), **{name: value})
        assert page.status == 400
        assert page.title.startswith("Error: ")
        assert sentence in page.text
    page = browser.submit(browser.get("/journal/search").form("words"), since="2026-02-02", until="2026-02-01")
    assert "The second day is before the first. Change one of them." in page.text
    assert browser.submit(browser.get("/journal/search").form("words"), theme="no-such-theme").status == 400
    assert browser.submit(browser.get("/journal/search").form("words"), words="x", after="nowhere").status == 404


def test_all_answers_to_a_question_stand_on_one_page_through_all_its_wordings(sqlite_app: Flask) -> None:
    people = People(sqlite_app)
    priya = people.enrol("Priya Shah")
    answered(priya, "The early answer.", question="How was it asked before?", tags=("court",))
    newest = answered(priya, "The late answer.", question="How is it asked now?")
    answered(people.enrol("Sam Okafor"), "Not hers.")
    browser = enter(sqlite_app, priya)
    assert [ways_back(priya.keys, priya.person_id)[0]] == [["court"]]
    page = browser.submit(browser.get(f"/journal/{newest}").form("prompt"))
    assert page.address == "/journal/answers"
    assert page.text.index("The late answer.") < page.text.index("The early answer.")
    assert "Then it was asked like this: “How was it asked before?”" in page.text
    assert "Not hers." not in page.text
    assert page.form(action="/journal/search").method == "post"
    refined = browser.submit(browser.get("/journal/search").form("words"), prompt="its-silent-practice:P01")
    assert "Only reflections that answer “How is it asked now?”" in refined.text
    assert len(ids_on(browser.submit(refined.form("words"), words="early"))) == 1


def test_any_two_revisions_stand_beside_each_other_and_one_comes_back(sqlite_app: Flask) -> None:
    priya = People(sqlite_app).enrol("Priya Shah")
    entry_id = answered(priya, "She was quiet.")
    for number in range(32):
        again(priya, entry_id, f"She was very quiet, {number}.")
    browser = enter(sqlite_app, priya)
    here = f"/journal/{entry_id}/history"
    page = browser.get(here)
    assert page.html.count('type="checkbox"') == 30
    page = browser.get(f"{here}?pick=33&before=4")
    assert "You have chosen one of the two on another page." in page.text
    page = browser.get(f"/journal/{entry_id}/compare?pick=33&pick=1")
    assert re.search(r"<ins>.*very.*</ins>", page.html)
    assert "[put in:] very" in page.text
    assert page.text.index("Bring the earlier words back?")
    page = browser.submit(page.form("revision"))
    assert "Brought back." in page.text
    assert "She was quiet." in page.text
    assert entries.open_(priya.keys, priya.person_id, entry_id).revision == 34
    for picks in ("", "?pick=1", "?pick=1&pick=2&pick=3"):
        assert browser.get(f"/journal/{entry_id}/compare{picks}").status == 400
    for picks in ("?pick=1&pick=99", "?pick=1&pick=x", "?pick=0&pick=1"):
        assert browser.get(f"/journal/{entry_id}/compare{picks}").status == 404
    same = browser.get(f"/journal/{entry_id}/compare?pick=1&pick=34")
    assert "The words are the same." in same.text


def test_paper_shows_the_words_and_nothing_about_readers(sqlite_app: Flask) -> None:
    people = People(sqlite_app)
    priya, marcus = people.enrol("Priya Shah"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(priya, marcus)
    entry_id = answered(priya, "An answer for paper.", tags=("court",))
    shared(priya, marcus, snapshot(entry_id=entry_id))
    page = enter(sqlite_app, priya).get(f"/journal/{entry_id}/print")
    assert "An answer for paper." in page.text
    assert "court" in page.text
    assert "Paper does not lock." in page.text
    assert "Marcus" not in page.text
    assert "A title" not in page.title


def test_a_page_that_was_open_is_not_undone_by_bringing_words_back(sqlite_app: Flask) -> None:
    priya = People(sqlite_app).enrol("Priya Shah")
    entry_id = answered(priya, "the first words")
    again(priya, entry_id, "the second words")
    browser = enter(sqlite_app, priya)
    asking = browser.get(f"/journal/{entry_id}/history?revision=1").form("revision")
    OpenPage(browser, browser.get(f"/journal/{entry_id}/edit?step=1")).send("the third words")
    assert browser.submit(asking).status == 409
    assert entries.open_(priya.keys, priya.person_id, entry_id).document.parts[0].answer == "the third words"
