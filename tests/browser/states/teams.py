"""Those who lead a team: its card, its plan, and what is raised openly."""

import re

from playwright.sync_api import Page
from sqlalchemy import update

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.organisation import roster
from reflect.storage.db import db, write_unit
from reflect.themes.actions.models import Action as PlannedAction
from reflect.web.days import today
from tests.browser.states.pages import LONG, LONG_WORD, States, follow, press
from tests.support.chromium import Desk
from tests.support.people import Enrolled


def team(desk: Desk) -> States:
    """Marcus, who leads a team and its service: the card, the plan, raising something, a guide; empty, wrong, long."""
    page, people, region = desk.page, desk.server.people, f"Northbridge {new_id()[:4]}"
    path = (region, "Children’s social care", f"Assessment for {LONG_WORD}", "Riverside team")
    marcus = people.enrol("Marcus Bell", roles=("team_lead",), unit=path)
    people.on_roster(f"Priya {LONG_WORD}", unit=path)
    with desk.server.app.app_context(), write_unit():
        unit_id = roster.place_unit(path)
        roster.give_role(marcus.person_id, "service_lead", roster.place_unit(path[:3]))
    own = f"/themes/teams/{unit_id}"
    desk.sign_in(marcus, to=own)
    yield "team-empty"
    follow(page, page.get_by_role("link", name="Write the card"))
    yield "card"
    press(page, "Save the card")
    yield "card-errors"
    page.get_by_label("When did you meet?").fill(today().isoformat())
    page.get_by_label("First", exact=True).fill(f"{LONG_WORD} and more")
    page.get_by_label("Second, if there is one").fill("Say what we mean")
    press(page, "Save the card")
    yield "team-with-card"
    follow(page, page.get_by_role("link", name="Delete this card"))
    yield "card-remove"
    yield from _plan(desk, marcus, own)
    yield from _raising(page)
    for name, address in {
        "team-with-everything": own,
        "themes-with-everything": "/themes/",
        "actions": "/themes/actions",
        "actions-none-so-far": "/themes/actions?progress=done",
        "guide-choose": "/themes/guide",
        "guide-errors": "/themes/guide?minutes=20",
        "guide": "/themes/guide?theme=naming-racism&theme=child-voice&theme=culture-faith&minutes=45",
    }.items():
        page.goto(address)
        yield name


def _plan(desk: Desk, marcus: Enrolled, own: str) -> States:
    page = desk.page
    page.goto(f"{own}/actions/new")
    yield "action-new"
    press(page, "Add it to the plan")
    yield "action-errors"
    page.get_by_label("What is to be done?").fill(f"Book an interpreter for {LONG_WORD}")
    page.get_by_label(re.compile("^R2:")).check()
    page.get_by_label("Who does it?").select_option(marcus.person_id)
    page.get_by_label("Which theme is it about?").select_option("language-access")
    page.get_by_label("Which figures will you look at afterwards?").select_option(index=1)
    press(page, "Add it to the plan")
    yield "team-with-action"
    follow(page, page.get_by_role("link", name="Book an interpreter"))
    yield "action"
    press(page, "Add the note")
    yield "note-errors"
    page.get_by_label("What was done, and what shows it?").fill(LONG[:900])
    press(page, "Add the note")
    yield "action-noted"
    follow(page, page.get_by_role("link", name="Change this action"))
    yield "action-change"
    with desk.server.app.app_context(), write_unit():
        mine = update(PlannedAction).where(PlannedAction.owner_id == marcus.person_id)
        db.session.execute(mine.values(changed_at=now()))
    page.get_by_label("What is to be done?").fill("Book an interpreter who comes each time")
    press(page, "Save the change")
    yield "action-conflict"
    follow(page, page.get_by_role("link", name="Delete this action"))
    yield "action-remove"


def _raising(page: Page) -> States:
    page.goto("/themes/raise")
    yield "raise"
    button = "Raise it with 1 person"
    press(page, button)
    yield "raise-errors"
    page.get_by_label("Naming racism").check()
    page.get_by_label("In your own words, if you want to").fill(f"After a call from 07700 900123 about {LONG_WORD}.")
    press(page, button)
    yield "raise-looked"
    press(page, button)
    yield "team-with-raised"
    page.goto("/themes/raise")
    yield "raised"
