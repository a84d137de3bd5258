"""Two who agree on supervision, meet, and sign what they record."""

from datetime import timedelta

from reflect.storage.db import write_unit
from reflect.supervision import agenda, notes, records_keys
from reflect.web.days import today
from tests.browser.states.pages import LONG, LONG_WORD, States, follow, press
from tests.support.chromium import Desk
from tests.support.sharing import shared, snapshot
from tests.support.supervision import WORDS, Supervised, agree, propose, terms


def pair(desk: Desk) -> States:
    """Priya and Marcus agree on supervision and sign the record of a session; Dev reads it as their third reader."""
    app, people = desk.server.app, desk.server.people
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    dev = people.enrol(f"Dev {LONG_WORD}")
    with app.app_context():
        with write_unit():
            records_keys.make_key(["Ana Silva, data protection officer", "Tom Reid, head of practice"])
        supervision = people.supervise(priya, marcus)
    page = desk.sign_in(priya)
    for name, address in {
        "supervision": "/supervision/",
        "agreement-none": f"/supervision/{supervision}/agreement",
        "propose": f"/supervision/{supervision}/agreement/propose",
    }.items():
        page.goto(address)
        yield name
    page.get_by_label("Weeks from one").fill("many")
    page.get_by_label("Somebody else who").fill(dev.email)
    page.get_by_label("What you two agree").fill(LONG)
    press(page, "Propose this")
    yield "propose-errors"
    page.get_by_label("Weeks from one").fill("4")
    press(page, "Propose this")
    yield "agreement-proposed"
    page.goto(f"/supervision/{supervision}/agreement/propose")
    with app.app_context():
        agree(marcus, supervision)
        propose(marcus, supervision, terms(supervisor_wants=LONG), base=1)
    press(page, "Propose this")
    yield "propose-conflict"
    page.goto(f"/supervision/{supervision}/agreement")
    yield "agreement-to-answer"
    press(page, "Yes, I agree")
    yield "agreement"
    both = Supervised(people, priya, marcus, supervision)
    with app.app_context():
        both.agree_again(terms(third_reader_id=dev.person_id), base=2)
        session = both.session()
    yield from _record(desk, both, session)
    desk.context.clear_cookies()
    desk.sign_in(dev, to="/supervision/")
    yield "third-reader"
    page.goto(f"/supervision/{session}/record")
    yield "record-of-others"


def _record(desk: Desk, both: Supervised, session: str) -> States:
    page, app = desk.page, desk.server.app
    page.goto(f"/supervision/{both.id}/records")
    yield "records-none"
    page.goto(f"/supervision/{session}/record/new")
    yield "record-new"
    press(page, "Write and acknowledge")
    yield "record-written"
    with app.app_context():
        both.acknowledged(session)
        both.added(session, LONG, by=both.marcus)
        both.written(by=both.marcus)
    page.goto(f"/supervision/{session}/record")
    yield "record"
    press(page, "Add to the record")
    yield "record-errors"
    for name, address in {"supervision-waits": "/supervision/", "records": f"/supervision/{both.id}/records"}.items():
        page.goto(address)
        yield name


def meetings(desk: Desk) -> States:
    """Marcus and Priya plan sessions, prepare one, write it down, and cancel another."""
    app, people = desk.server.app, desk.server.people
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    with app.app_context():
        both = Supervised(people, priya, marcus, people.supervise(priya, marcus))
        propose(priya, both.id)
        agree(marcus, both.id)
        share = shared(both.priya, both.marcus, snapshot(title=LONG_WORD))
        for name in ("Sam Osei", f"Noor {LONG_WORD}"):
            people.supervise(people.enrol(name), both.marcus)
    page = desk.sign_in(both.marcus)
    for name, address in {
        "sessions-none": f"/supervision/{both.id}/sessions",
        "plan": f"/supervision/{both.id}/sessions/new",
    }.items():
        page.goto(address)
        yield name
    page.get_by_label("How many minutes?").fill("many")
    press(page, "Plan with Priya")
    yield "plan-errors"
    page.get_by_label("How many minutes?").fill("90")
    page.get_by_label("Day").fill(today().isoformat())
    page.get_by_label("Plan more sessions until").fill((today() + timedelta(weeks=12)).isoformat())
    press(page, "Plan with Priya")
    yield "sessions-planned"
    follow(page, page.locator(".app-entries a").first)
    address = page.url.removesuffix("/session")
    yield "session-new"
    page.goto(f"{address}/agenda")
    press(page, "Put it on the agenda")
    yield "agenda-errors"
    page.get_by_label("What do you bring?").fill(LONG[:900])
    press(page, "Put it on the agenda")
    with app.app_context(), write_unit():
        agenda.bring_share(both.priya.keys, both.priya.person_id, share)
    page.goto(f"{address}/agenda")
    page.get_by_text("Bring a theme or a question").click()
    yield "agenda"
    yield from _written_down(desk, both, address)
    for name, there in {
        "home": "/",
        "supervision": "/supervision/",
        "sessions": f"/supervision/{both.id}/sessions",
    }.items():
        page.goto(there)
        yield name
    follow(page, page.locator(".app-entries").first.get_by_role("link").first)
    follow(page, page.get_by_role("link", name="Move this session"))
    yield "move"
    page.get_by_label("How many minutes?").fill("1")
    press(page, "Move it and tell")
    yield "move-errors"
    follow(page, page.get_by_role("link", name="Leave it as it is"))
    follow(page, page.get_by_role("link", name="Cancel this session"))
    press(page, "Cancel it and tell")
    yield "cancel-errors"
    page.get_by_label("Why?").fill(LONG[:500])
    cancelled = page.url.removesuffix("/cancel")
    press(page, "Cancel it and tell")
    page.goto(f"{cancelled}/session")
    yield "session-cancelled"
    page.goto("/supervision/calendar")
    yield "calendar"
    press(page, "Make an address")
    yield "calendar-address"


def _written_down(desk: Desk, both: Supervised, address: str) -> States:
    """The notes of a session, also as the other saves them at once; its actions; and everything on one page."""
    page, session_id = desk.page, address.rpartition("/")[2]
    page.goto(f"{address}/notes")
    yield "notes"
    page.get_by_label("Decisions").fill("We go together next time.")
    page.get_by_label("Wellbeing").fill(LONG)
    with desk.server.app.app_context():
        opened = both.opened()
        with write_unit():
            notes.save(opened, session_id, WORDS, base=0)
    press(page, "Save for you both")
    yield "notes-conflict"
    press(page, "Save for you both")
    yield "actions-none"
    press(page, "Agree on this action")
    yield "actions-errors"
    new = page.locator("form").filter(has=page.get_by_role("button", name="Agree on this action"))
    new.get_by_label("What is to be done?").fill(f"Ask {LONG_WORD} for an interpreter before the next visit")
    new.get_by_label("Priya Nair").check()
    new.get_by_label("By when?").fill((today() - timedelta(days=1)).isoformat())
    press(page, "Agree on this action")
    page.locator("#child").get_by_label("Marcus Bell").check()
    press(page, "Keep the reminder")
    yield "actions"
    follow(page, page.locator(".app-entries a").first)
    yield "action"
    page.goto(f"{address}/session")
    yield "session"
    press(page, "Mark it as held")
    yield "session-held"
