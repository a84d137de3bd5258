"""Guided reflection: one's own choice of questions, going on from an earlier thought, and what the last page asks."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from reflect.journal import continuing, deleting, entries
from reflect.journal.document import Document
from reflect.library import panel, sets
from reflect.library.editions import publish
from reflect.library.panel import PanelText
from reflect.storage.db import db, write_unit
from tests.support.browser import Browser, Page
from tests.support.contributing import open_window
from tests.support.library import borrowed
from tests.support.looking_back import answered
from tests.support.people import Enrolled, People
from tests.support.writing import OpenPage, enter, write

ALONE = "Your answer can never be shared."


@pytest.fixture
def priya(people: People) -> Enrolled:
    return people.enrol("Priya Shah", roles=("practitioner", "supervisor"))


def prompt_ids(*codes: str, audience: str = "practitioner") -> list[str]:
    found = {p.code: p.id for section in sets.choose_prompts(audience) for p in section.prompts}
    return [found[code] for code in codes]


def choose(browser: Browser, *ids: str, audience: str = "practitioner", earlier: str | None = None) -> Page:
    tail = f"&earlier={earlier}" if earlier else ""
    page = browser.get(f"/journal/choose?audience={audience}{tail}")
    return browser.submit(page.form("questions"), questions=list(ids))


def document(author: Enrolled, entry_id: str) -> Document:
    db.session.rollback()
    return entries.open_(author.keys, author.person_id, entry_id).document


def test_a_few_questions_can_be_chosen_and_no_address_ever_names_them(browser: Browser, priya: Enrolled) -> None:
    ids = prompt_ids("P08", "P22", "P01")
    page = choose(browser, *ids)
    addresses = [page.address, *page.links()]
    assert "Guided reflection · 1 of 3 · Questions I chose" in page.text
    first = OpenPage(browser, page)
    page = first.send("", action="skip")
    addresses += [page.address, *page.links()]
    assert "2 of 3" in page.text, "skipping goes on, though nothing is kept yet"
    page = OpenPage(browser, page).send("", action="previous")
    assert "1 of 3" in page.text
    opened = OpenPage(browser, OpenPage(browser, page).send("", action="skip"))
    assert opened.entry_id == first.entry_id
    assert opened.autosave("kept by the page itself").headers["ETag"] == '"1"'
    page = opened.send("kept by the page itself")
    addresses += [page.address, *page.links()]
    assert "3 of 3" in page.text
    assert ALONE in page.text, "the question for oneself comes last, as it stands on the page"
    assert [part.prompt for part in document(priya, first.entry_id).parts] == ["P01", "P08", "P22"]
    assert not [address for address in addresses for each in (*ids, "pick") if each in address]


@pytest.fixture
def questions_of_the_panel(app: Flask) -> Iterator[None]:
    """A second set to choose from, until the end of the test."""
    typed = PanelText("What do you see now?", "practitioner", "41", "https://report.example/its-silent")
    with borrowed():
        with write_unit():
            publish(panel.draft_panel_questions(typed))
        yield


@pytest.mark.usefixtures("questions_of_the_panel")
def test_questions_out_of_two_sets_lead_each_to_all_answers_to_it(browser: Browser, priya: Enrolled) -> None:
    answered(priya, "On a path.")
    first = OpenPage(browser, choose(browser, *prompt_ids("Q1", "P01")))
    OpenPage(browser, first.send("To the Panel.")).send("Picked.", action="later")
    ours, theirs = (
        browser.submit(form)
        for form in reversed(browser.get(f"/journal/{first.entry_id}").forms())
        if form.action == "/journal/answers"
    )
    assert (ours.status, theirs.status) == (200, 200)
    assert "To the Panel." in theirs.text
    assert "Picked." in ours.text
    assert "On a path." in ours.text
    assert "To the Panel." not in ours.text


def test_choosing_nothing_too_much_or_what_is_not_offered_is_said_and_keeps_the_ticks(browser: Browser) -> None:
    everything = [p.id for section in sets.choose_prompts("practitioner") for p in section.prompts]
    page = choose(browser)
    assert (page.status, "Choose at least one question." in page.text) == (400, True)
    page = choose(browser, *everything[:12])
    assert "Untick 2 questions." in page.text
    assert page.form("questions").values()["questions"] == everything[:12]
    page = choose(browser, *prompt_ids("V01", audience="supervisor"))
    assert (page.status, "Choose questions from the list." in page.text) == (400, True)


def test_each_audience_has_its_own_starting_points_and_questions(app: Flask, browser: Browser, people: People) -> None:
    page = browser.get("/journal/new")
    assert "For you as a supervisor" in page.text
    assert "Supervision in four steps" in page.text
    assert "For your practice" in page.text
    assert "Five minutes" in page.text
    assert "/journal/choose?audience=supervisor" in page.links()
    assert "audience=practitioner" in "".join(browser.get("/journal/choose").links()), "the supervisor’s come first"
    rowan = enter(app, people.enrol("Rowan Ellis"))
    assert "supervisor" not in "".join(rowan.get("/journal/new").links())
    assert rowan.get("/journal/choose?audience=supervisor").status == 404
    assert "Five minutes" in rowan.get("/").text


def test_a_thought_goes_on_in_another_reflection_and_both_say_so(
    app: Flask, browser: Browser, people: People, priya: Enrolled
) -> None:
    earlier = write(priya, "The first thought.", title="Tuesday")
    page = browser.get(f"/journal/{earlier}")
    page = browser.get(next(link for link in page.links() if link.startswith("/journal/new")))
    assert "This goes on from: Tuesday" in page.text
    page = browser.get(next(link for link in page.links() if "start=five-minutes" in link))
    page = OpenPage(browser, page).send("", action="skip")
    opened = OpenPage(browser, page)
    opened.autosave("The second thought.")
    assert "This goes on from: Tuesday" in browser.get(f"/journal/{opened.entry_id}").text
    assert "You went on from here in: Untitled" in browser.get(f"/journal/{earlier}").text
    chosen = OpenPage(browser, choose(browser, *prompt_ids("P01"), earlier=earlier))
    chosen.send("A third.")
    db.session.rollback()
    later = continuing.thread(priya.keys, priya.person_id, earlier).later
    assert [each.id for each in later] == [opened.entry_id, chosen.entry_id]
    deleting.put_aside(priya.keys, priya.person_id, opened.entry_id)
    db.session.rollback()
    assert [e.id for e in continuing.thread(priya.keys, priya.person_id, earlier).later] == [chosen.entry_id]
    deleting.put_aside(priya.keys, priya.person_id, earlier)
    db.session.rollback()
    assert "goes on from" not in browser.get(f"/journal/{chosen.entry_id}").text
    assert browser.get(f"/journal/new?earlier={earlier}").status == 404
    theirs = write(people.enrol("Rowan Ellis"), "their words")
    page = browser.get(f"/journal/new?start=blank~{theirs}")
    late = OpenPage(browser, page)
    late.send("My words are kept, without a link to somebody else’s.", action="later")
    assert continuing.thread(priya.keys, priya.person_id, late.entry_id) == continuing.Thread(None, ())
    assert browser.get(f"/journal/new?earlier={theirs}").status == 404


def groups(page: Page) -> tuple[set[str], set[str]]:
    """The themes that stand open on the last page, and those behind a heading."""
    everything = {box.get("value") for box in page.tree.iter("input") if box.get("name") == "themes"}
    details = next(each for each in page.tree.iter("details") if "app-other-themes" in (each.get("class") or ""))
    behind = {box.get("value") for box in details.iter("input")}
    return everything - behind, behind


def test_the_last_page_keeps_how_somebody_is_and_tags_and_offers_near_themes_first(
    browser: Browser, priya: Enrolled
) -> None:
    page = OpenPage(browser, browser.get("/journal/new?start=left-unsaid")).send("Words.", action="later")
    entry_id = next(link for link in page.links() if re.fullmatch(r"/journal/[0-9a-z]{26}", link)).split("/")[2]
    last = f"/journal/{entry_id}/edit?step=4"
    near, others = groups(browser.get(last))
    assert near == {"naming-racism", "confidence-to-talk"}, "of the question that was answered, not of those skipped"
    assert "child-voice" in others
    assert "staff-experience" not in near | others
    page = browser.get(last)
    assert "wellbeing" not in page.form("token").values(), "nothing is chosen for anybody"
    page = browser.submit(page.form("token"), wellbeing="Tired or low", tags="School, home\nschool ", action="finish")
    assert "How you were Tired or low" in page.text
    kept = document(priya, entry_id)
    assert (kept.wellbeing, kept.tags) == ("Tired or low", ("School", "home"))
    page = browser.get(last)
    assert page.form("token").values()["tags"] == ["School, home"]
    browser.submit(page.form("token"), wellbeing="", tags="", action="finish")
    kept = document(priya, entry_id)
    assert (kept.wellbeing, kept.tags) == ("", ()), "both can be taken away again"
    page = browser.submit(browser.get(last).form("token"), wellbeing="Made up", tags="x" * 31, action="finish")
    assert page.status == 400
    assert page.form("token").values()["tags"] == ["x" * 31]


def test_themes_are_suggested_from_ones_own_words_with_the_reason_until_one_click(
    browser: Browser, priya: Enrolled
) -> None:
    entry_id = write(priya, "The Interpreter was late.", "My supervisor asked.", private=(1,), finished=False)
    last = f"/journal/{entry_id}/edit?step=3"
    page = browser.get(last)
    assert "Because you wrote “Interpreter”." in page.text
    assert groups(page)[0] == {"language-access"}, "what is for its author alone is not read"
    page = browser.submit(page.form("token"), title="Half typed", themes=["child-voice"], action="no-suggestions")
    assert "Because you wrote" not in page.text
    assert page.form("token").values()["title"] == ["Half typed"], "what was typed stays on the page"
    assert groups(page)[0] == {"child-voice"}
    browser.submit(page.form("token"), action="later")
    assert document(priya, entry_id).title == "Half typed"
    page = browser.get(last)
    assert "Because you wrote" not in page.text
    page = browser.submit(page.form("token"), action="suggest")
    assert "Because you wrote “Interpreter”." in page.text


def test_the_question_for_oneself_offers_suggests_and_counts_nothing(browser: Browser, priya: Enrolled) -> None:
    window = open_window()
    opened = OpenPage(browser, choose(browser, *prompt_ids("P22")))
    opened.send("The racism I met. My supervisor said nothing.")
    page = browser.get(f"/journal/{opened.entry_id}/edit?step=2")
    assert groups(page)[0] == set()
    assert "Because you wrote" not in page.text
    assert "No theme of this reflection is counted." in page.text
    page = browser.submit(page.form("token"), themes=["naming-racism"], counted="y", action="finish")
    assert window.counted() == set()
    assert "Share with" not in page.text
    assert not document(priya, opened.entry_id).counted


def test_every_writing_page_says_who_watches_and_where_to_turn(browser: Browser, priya: Enrolled) -> None:
    entry_id = write(priya, "a", "b")
    mine, theirs = (OpenPage(browser, browser.get(f"/journal/{entry_id}/edit?step=1")) for _each in range(2))
    theirs.autosave("theirs")
    pages = [
        browser.get("/journal/new"),
        browser.get("/journal/choose"),
        browser.get("/journal/new?start=blank"),
        browser.get(f"/journal/{entry_id}/edit?step=3"),
        mine.send("mine"),
    ]
    for page in pages:
        assert "This journal is not monitored and is not a referral." in page.text, page.address
        assert "If a child is at risk now" in page.text
        assert "If a child is in immediate danger, call 999." in page.text
    assert "Samaritans 116 123" in pages[3].text
    for page in pages[2:]:
        buttons = [each for each in page.tree.iter("button") if each.get("form") == "writing" or each.get("name")]
        assert buttons[0].get("name") == "action", "Enter presses the first button: it saves, and does not leave"
