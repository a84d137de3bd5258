"""Plans of units for tests: an action as a lead of the unit adds it."""

from datetime import date, timedelta

from reflect.organisation import roster
from reflect.storage.db import write_unit
from reflect.themes.actions import plan
from reflect.themes.actions.plan import Draft
from reflect.web.days import today
from tests.support.people import TEAM, Enrolled

WHAT = "Book an interpreter before each first visit"


def unit(path: tuple[str, ...] = TEAM) -> str:
    """The id of a unit, made when it is new."""
    with write_unit():
        return roster.place_unit(path)


def planned(
    lead: Enrolled,
    owner: Enrolled | None = None,
    *,
    path: tuple[str, ...] = TEAM,
    what: str = WHAT,
    answers: str = "R2",
    theme: str | None = "language-access",
    shown_by: str | None = None,
    due_on: date | None = None,
) -> str:
    """The id of an action that a lead has added to the plan of their unit, due in a month."""
    day = due_on or today() + timedelta(days=30)
    draft = Draft(what, answers, theme, shown_by, (owner or lead).person_id, day)
    unit_id = unit(path)
    with write_unit():
        return plan.add(lead.person_id, unit_id, draft)
