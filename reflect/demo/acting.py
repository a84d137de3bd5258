"""What the demo people say openly and plan: a team’s card, something raised, and two plans. Invented, about nobody."""

from dataclasses import dataclass
from datetime import timedelta

from reflect.core.clock import earlier
from reflect.demo.people import AMARA, MARCUS, SAM, SERVICE, TEAM, DemoPerson
from reflect.organisation import roster
from reflect.storage.db import write_unit
from reflect.themes.actions import notes, plan, showing
from reflect.themes.actions.plan import Draft
from reflect.themes.team import card, raising
from reflect.web.days import today

Ids = dict[DemoPerson, str]

CARDS = {  # by how many days ago the team met
    54: ("Book an interpreter before the first visit, not after it",),
    12: (
        "Ask every child what words they use for who they are, and write those words down",
        "Say “racism” when we mean it, first to each other",
    ),
}


@dataclass(frozen=True)
class DemoAction:
    """One action: in whose plan, what, for which recommendation, who does it, when it was made and is due in days."""

    lead: DemoPerson
    unit: tuple[str, ...]
    what: str
    answers: str
    theme: str
    owner: DemoPerson
    made: int  # days ago
    due: int  # days from when it was made
    begun: str = ""  # what shows that it was begun


ACTIONS = (
    DemoAction(
        MARCUS,
        TEAM,
        "Book an interpreter before each first visit where a family may want one",
        "R2",
        "language-access",
        SAM,
        made=12,
        due=33,
        begun="Booked for 6 of the last 7 first visits. The seventh family asked for a relative instead.",
    ),
    DemoAction(
        MARCUS,
        TEAM,
        "Ten minutes of each team meeting for one question about race and identity",
        "R1",
        "supervision-safety",
        MARCUS,
        made=12,
        due=75,
    ),
    DemoAction(
        AMARA,
        SERVICE,
        "Look at how thresholds are used for young people who are seen as older than they are",
        "R3",
        "adultification",
        AMARA,
        made=40,
        due=34,
        begun="Twenty decisions of the spring are being read again by two people each.",
    ),
    DemoAction(
        AMARA,
        SERVICE,
        "A named person in each team whom colleagues can turn to when they meet racism at work",
        "R1",
        "professional-challenge",
        MARCUS,
        made=40,
        due=110,
    ),
)
RAISED = SAM, "naming-racism", "I would like us to practise saying it, before the next joint visit.", 6


def act(ids: Ids) -> None:
    """Write the cards and plans, and raise what is raised, each at its own time in the past."""
    for days, lines in CARDS.items():
        with earlier(timedelta(days=days)), write_unit():
            card.write(ids[MARCUS], roster.place_unit(TEAM), today(), lines)
    for action in ACTIONS:
        _plan(ids, action)
    who, theme, words, days = RAISED
    with earlier(timedelta(days=days)), write_unit():
        raising.raise_(ids[who], roster.place_unit(who.unit), theme, words)


def _plan(ids: Ids, action: DemoAction) -> None:
    with earlier(timedelta(days=action.made)), write_unit():
        draft = Draft(
            action.what,
            action.answers,
            action.theme,
            showing.coming()[-1].name,
            ids[action.owner],
            today() + timedelta(days=action.due),
        )
        action_id = plan.add(ids[action.lead], roster.place_unit(action.unit), draft)
    if action.begun:
        with earlier(timedelta(days=3)), write_unit():
            notes.add_note(ids[action.owner], action_id, "begun", action.begun)
