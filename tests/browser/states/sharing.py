"""Those with whom somebody shares: a supervisor, colleagues, a group."""

from reflect.organisation import groups
from reflect.sharing import reader, replies
from reflect.storage.db import write_unit
from tests.browser.states.pages import LONG, LONG_WORD, States, follow, press
from tests.support.chromium import Desk
from tests.support.people import Enrolled
from tests.support.sharing import shared, snapshot, stopped
from tests.support.writing import write


def read_and_commented(marcus: Enrolled, share: str) -> str:
    with write_unit():
        reader.open_share(marcus.keys, marcus.person_id, share)
    with write_unit():
        return reader.comment(marcus.keys, marcus.person_id, share, LONG)


def colleague(desk: Desk) -> States:
    """Tom, who has no supervisor, and reflects with colleagues and in a group."""
    page, people = desk.page, desk.server.people
    tom, ines = people.enrol("Tom Adeyemi"), people.enrol("Ines Okoro")
    waits = people.on_roster("Waits Patiently")
    desk.sign_in(tom)
    for name, address in {"sharing-none": "/journal/sharing", "groups-none": "/groups/"}.items():
        page.goto(address)
        yield name
    press(page, "Make the group")
    yield "group-errors"
    page.get_by_label("What is the group called?").fill(LONG_WORD[:70])
    press(page, "Make the group")
    yield "group-new"
    press(page, "Ask them")
    yield "group-ask-errors"
    page.locator(f"input[value='{ines.person_id}']").check()
    press(page, "Ask them")
    yield "group-asked"
    with desk.server.app.app_context(), write_unit():
        group_id = groups.accept(ines.person_id, groups.asked_into(ines.person_id)[0].membership_id)
    with desk.server.app.app_context(), write_unit():
        groups.ask(ines.person_id, groups.make(ines.person_id, "Thursday"), tom.person_id)
    for name, address in {
        "groups": "/groups/",
        "group": f"/groups/{group_id}",
        "group-leave": f"/groups/{group_id}/leave",
        "group-close": f"/groups/{group_id}/close",
    }.items():
        page.goto(address)
        yield name
    yield from _sharing_with_several(desk, tom, waits)


def _sharing_with_several(desk: Desk, tom: Enrolled, waits: str) -> States:
    page = desk.page
    with desk.server.app.app_context():
        entry = write(tom, "One answer.", LONG, title="Home visit, Tuesday")
    page.goto(f"/journal/{entry}/share")
    yield "share-with-whom"
    page.get_by_label("Colleagues elsewhere").fill("nobody@test.example")
    press(page, "See what they will see")
    yield "share-with-nobody"
    page.get_by_label("Colleagues elsewhere").fill("")
    page.get_by_role("group", name="Who would you like").get_by_role("checkbox").first.check()
    page.get_by_text("A colleague in your team").click()
    page.locator(f"input[value='{waits}']").check()
    page.get_by_role("group", name="Which answers?").get_by_role("checkbox").first.check()
    press(page, "See what they will see")
    yield "preview-several"
    press(page, "Share with Ines")
    yield "entry-ready"
    for name, address in {
        "sharing": "/journal/sharing",
        "stop-all": "/journal/sharing/stop",
        "stop-one": f"/journal/sharing/stop?entry={entry}",
    }.items():
        page.goto(address)
        yield name


def supervisor(desk: Desk) -> States:
    """Marcus, with whom Priya shares."""
    page, people = desk.page, desk.server.people
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor", "team_lead"))
    people.supervise(priya, marcus)
    with desk.server.app.app_context():
        shares = [shared(priya, marcus, snapshot(LONG, title=f"Home visit {day}")) for day in ("Monday", "Tuesday")]
        read_and_commented(marcus, shares[0])
    desk.sign_in(marcus)
    yield "home"
    for name, address in {"inbox": "/shared/", "reading": f"/shared/{shares[1]}"}.items():
        page.goto(address)
        yield name
    press(page, "Send to Priya")
    yield "reading-errors"
    page.goto(f"/shared/{shares[0]}")
    yield "reading-commented"
    yield from _conversation(desk, priya, marcus)


def _conversation(desk: Desk, priya: Enrolled, marcus: Enrolled) -> States:
    """Comments on words, answers to them, a copy that is shared again, and a draft that can no longer be sent."""
    page = desk.page
    with desk.server.app.app_context():
        copy = snapshot(f"It was quiet. {LONG}\n\nI left at noon.", title="Home visit Wednesday")
        share = shared(priya, marcus, copy)
        with write_unit():
            on_words = reader.comment(marcus.keys, marcus.person_id, share, LONG, place=0, quote="I left at noon")
            replies.reply(priya.keys, priya.person_id, share, on_words, "I was *tired*.")
            reader.comment(marcus.keys, marcus.person_id, share, "I noticed this.", place=0, quote="It was quiet")
    page.goto(f"/shared/{share}?reply={on_words}")
    yield "reading-answer"
    with desk.server.app.app_context():
        again = snapshot(f"It was quiet. {LONG}\n\nI stayed.", entry_id=copy.entry_id, title="Home visit Wednesday")
        later = shared(priya, marcus, again)
    page.locator("textarea[name=text]").fill("Words that were on their way.")
    press(page, "Send to Priya")
    yield "reading-again-late"
    press(page, "Keep as a draft")
    yield "reading-draft"
    press(page, "Mark as discussed")
    yield "reading-discussed"
    with desk.server.app.app_context():
        stopped(priya, later)
    page.goto("/shared/")
    yield "inbox-left-draft"
    follow(page, page.get_by_role("link", name="To Priya Nair, kept"))
    yield "left-draft"
