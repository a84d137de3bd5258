"""The month of a pair on pages, without JavaScript: plan, bring, write down, agree, sign. Nothing typed is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import time_machine
from flask import Flask
from icalendar import Calendar

from reflect.supervision import sessions
from reflect.web.days import today
from tests.support.browser import Browser
from tests.support.people import People
from tests.support.sharing import shared, snapshot
from tests.support.supervision import Supervised, terms

NOBODY_MAY = "Nobody may require you to write or to share, or ask whether you have."


def test_a_month_of_supervision(app: Flask) -> None:
    pair = Supervised.begun(app)
    share = shared(pair.priya, pair.marcus, snapshot(title="The visit"))
    hers, his = Browser(app).sign_in(pair.priya), Browser(app).sign_in(pair.marcus)
    # Brought before anything is planned, it is kept for the next session.
    kept = his.submit(his.get(f"/shared/{share}").form(action="/bring/"))
    assert "kept for your next session" in kept.text
    form = hers.get(f"/supervision/{pair.id}/sessions/new").form("day")
    for wrong, sentence in (
        ({"day": "tomorrow"}, "Enter the day as numbers"),
        ({"at": "ten"}, "Enter the time as numbers"),
        ({"minutes": "1"}, "15 to 240"),
        ({"minutes": "many"}, "15 to 240"),
        ({"weeks": "some"}, "1 to 26"),
        ({"day": (today() - timedelta(days=1)).isoformat()}, "from today on"),
    ):
        refused = hers.submit(form, **wrong)
        assert refused.status == 400
        assert sentence in refused.text
    day = today()
    page = hers.submit(form, day=day.isoformat(), at="10:00", until=(day + timedelta(weeks=8)).isoformat())
    assert "3 sessions planned" in page.text
    first, second = [session.id for session in sessions.of_pair(pair.id)][:2]
    assert "Next:" in his.get("/supervision/").text
    assert "With Priya Nair" in his.get("/").text
    assert NOBODY_MAY in his.get("/").text
    # The agenda, from both sides.
    address = f"/supervision/{first}"
    page = his.get(f"{address}/agenda")
    assert "The visit" in page.text
    assert his.submit(page.form("text"), text=" ").status == 400
    page = his.submit(page.form("text"), text="Who takes the minutes?")
    assert his.submit(page.form(action="/offered")).status == 400
    chosen = page.tree.xpath("//input[@name='chosen']/@value")[0]
    assert "You brought it" in his.submit(page.form(action="/offered"), chosen=chosen).text
    page = hers.get(f"{address}/agenda")
    assert "Marcus brought it" in page.text
    assert not [form for form in page.forms() if form.action.endswith("/take-away")]  # all of it is his
    away = [form for form in his.get(f"{address}/agenda").forms() if form.action.endswith("/take-away")]
    assert "Who takes the minutes?" not in his.submit(away[1]).text
    # Notes: both save, and neither overwrites the other.
    form, theirs = hers.get(f"{address}/notes").form("wellbeing"), his.get(f"{address}/notes").form("wellbeing")
    assert "Saved" in hers.submit(form, wellbeing="Tired since the *heron*.", reflection="I looked away.").text
    late = his.submit(theirs, wellbeing="She is tired.", plan="Two visits together.")
    assert late.status == 409
    assert "I looked away." in late.text
    assert "What Priya Nair saved in the meantime" in late.text
    assert late.form("wellbeing").values()["plan"] == ["Two visits together."]
    page = his.submit(
        late.form("wellbeing"),
        wellbeing="Tired since the *heron*.",
        reflection="I looked away.",
        decisions="We go together.",
    )
    # A decision prompts the child’s record; only the reminder stays.
    assert page.address.endswith("/actions")
    assert "Put this on the child’s record" in page.text
    page = his.submit(page.form(action="/child"), **{"child-who": pair.priya.person_id, "child-by": day.isoformat()})
    assert "Only the reminder is kept" in page.text
    empty = his.submit(page.form("what"), what="", who="", by="")
    assert empty.status == 400
    asked = ["Say what is to be done, in a few words.", "Choose which of you two does it.", "Enter a day."]
    assert empty.tree.xpath("//*[@class='govuk-error-summary__body']//a/text()") == asked
    assert his.submit(page.form("what"), what="Ring.", who="", by=day.isoformat()).status == 400
    page = his.submit(
        page.form("what"), what="Ring the school.", who=pair.marcus.person_id, by=(day + timedelta(days=7)).isoformat()
    )
    assert "Ring the school." in page.text
    # Held, on paper, into the record with agenda and actions.
    page = hers.submit(hers.get(f"{address}/session").form(action="/held"))
    assert "<em>heron</em>" in page.html
    form = hers.get(f"{address}/record/new").form("notes")
    opened = his.get(f"{address}/agenda").form("text")
    his.submit(opened, text="One more thing.")
    refused = hers.submit(form)
    assert refused.status == 409
    assert "One more thing." in refused.text
    assert "brought a reflection to talk about" in refused.text
    assert "The visit" not in refused.text
    assert "Ring the school." in hers.submit(refused.form("notes")).text
    assert "cannot be changed" in his.submit(his.get(f"{address}/record").form("digest")).text
    assert hers.get(f"{address}/notes").status == 409
    assert "Signed" in hers.get(f"{address}/session").text
    # The action is carried over, changed, and done.
    with time_machine.travel(datetime.now(UTC) + timedelta(days=20)):
        his.sign_in(pair.marcus)
        hers.sign_in(pair.priya)
        assert "Overdue" in his.get(f"/supervision/{second}/session").text
        assert "overdue actions" in his.get("/supervision/").text
        page = his.get(f"/supervision/{second}/actions")
        action = next(link for link in page.links() if "/supervision/actions/" in link and "Ring" in his.get(link).text)
        form = his.get(action).form("what")
        assert "Changed" in his.submit(form, by=(today() + timedelta(days=3)).isoformat()).text
        late = his.submit(form, what="Ring them twice.")
        assert late.status == 409
        assert late.form("what").values()["what"] == ["Ring them twice."]
        page = hers.get(action)
        assert "Done." in hers.submit(page.form("how")).text
        assert hers.submit(page.form("how")).status == 409


def test_a_session_is_moved_and_cancelled_and_calendars_follow(app: Flask) -> None:
    pair = Supervised.begun(app)
    hers, his = Browser(app).sign_in(pair.priya), Browser(app).sign_in(pair.marcus)
    hers.submit(hers.get(f"/supervision/{pair.id}/sessions/new").form("day"))
    [session] = sessions.of_pair(pair.id)
    address = f"/supervision/{session.id}"
    page = his.submit(his.get("/supervision/calendar").form())
    feed = urlsplit(page.tree.xpath("//*[contains(@class, 'app-code')]/text()")[0]).path
    anybody = Browser(app)  # a calendar program signs in nowhere

    def event(path: str, browser: Browser):
        response = browser.open("GET", path)
        assert response.mimetype == "text/calendar"
        assert "Priya" not in response.text
        [found] = Calendar.from_ical(response.data).events
        return found

    before = event(feed, anybody)
    assert event(f"{address}/session.ics", hers)["uid"] == before["uid"]
    moving, cancelling = his.get(f"{address}/move").form("day"), his.get(f"{address}/cancel").form("reason")
    assert hers.submit(moving, at="25:99").status == 400
    assert "Moved" in hers.submit(hers.get(f"{address}/move").form("day"), at="15:30").text
    late = his.submit(moving, at="16:00")
    assert late.status == 409
    assert "3:30pm" in late.text
    assert late.form("day").values()["at"] == ["16:00"]
    late = his.submit(cancelling, reason="Court ran late.")
    assert late.status == 409
    hers.submit(hers.get(f"{address}/notes").form("wellbeing"), wellbeing="Written beforehand.")
    page = his.submit(late.form("reason"))
    assert "Nothing else is planned" in page.text
    page = hers.get(f"{address}/session")
    assert "Court ran late." in page.text
    assert "Written beforehand." in page.text
    after = event(feed, anybody)
    assert (after["uid"], str(after["status"])) == (before["uid"], "CANCELLED")
    assert int(after["sequence"]) > int(before["sequence"])
    assert his.get(f"{address}/move").status == 409
    his.submit(his.get("/supervision/calendar").form(action="/end"))
    assert anybody.open("GET", feed).status_code == 404


def test_notes_keep_every_box_when_the_two_agree_on_other_ones_meanwhile(sqlite_app: Flask) -> None:
    pair = Supervised.begun(sqlite_app)
    session_id = pair.session(words=None)
    hers = Browser(sqlite_app).sign_in(pair.priya)
    form = hers.get(f"/supervision/{session_id}/notes").form("wellbeing")
    pair.agree_again(terms(model="plain"))
    assert "It was my own fear." in hers.submit(form, analysis="It was my own fear.").text


def test_what_is_brought_before_an_agreement_leads_to_the_agreement(app: Flask) -> None:
    people = People(app)
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(priya, marcus)
    share = shared(priya, marcus, snapshot())
    his = Browser(app).sign_in(marcus)
    assert "Begin with your agreement" in his.submit(his.get(f"/shared/{share}").form(action="/bring/")).text


def test_notes_come_back_when_the_journal_locked_meanwhile(app: Flask) -> None:
    pair = Supervised.begun(app)
    session_id = pair.session(words=None)
    hers = Browser(app).sign_in(pair.priya)
    form = hers.get(f"/supervision/{session_id}/notes").form("wellbeing")
    hers.lock()
    page = hers.submit(form, wellbeing="Tired.", analysis="It was my own fear.")
    assert page.status == 401
    assert "It was my own fear." in page.html
