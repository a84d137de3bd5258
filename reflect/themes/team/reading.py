"""What stands on a unit's own page, and at the top of somebody's themes: the card, actions, what was raised, the guide.

Everything on it was written to be read by these people. No figure and nothing from a journal is in it.
"""

from dataclasses import dataclass

from reflect.privacy.policy import Thing, Verb
from reflect.themes.actions import plan
from reflect.themes.actions.plan import Planned
from reflect.themes.belonging import Here, OwnUnit, own_units, standing_to
from reflect.themes.public import public_names
from reflect.themes.team import card, raising
from reflect.themes.team.card import Card
from reflect.themes.team.raising import Raised


@dataclass(frozen=True)
class OwnPage:
    """One unit as somebody may see it. `team`: the card and what was raised are theirs to see."""

    here: Here
    team: bool
    writes: bool
    cards: tuple[Card, ...]
    actions: tuple[Planned, ...]
    raised: tuple[Raised, ...]
    mine: tuple[Planned, ...]  # open actions of theirs in other units
    others: tuple[OwnUnit, ...]  # further units that they lead or work in

    @property
    def present(self) -> Card | None:
        """The card of the last meeting."""
        return self.cards[0] if self.cards else None

    @property
    def earlier(self) -> tuple[Card, ...]:
        """The cards before it."""
        return self.cards[1:]

    @property
    def open_actions(self) -> list[Planned]:
        """What is planned or begun."""
        return [action for action in self.actions if action.open]

    @property
    def ended_actions(self) -> list[Planned]:
        """What is done or was dropped."""
        return [action for action in self.actions if not action.open]


def own(person_id: str, names: dict[str, str]) -> OwnPage | None:
    """The page that opens somebody's themes: of the first unit that they lead, else of the one they work in.

    None for whoever does neither. `names`: what themes are called in public, by slug.
    """
    units = own_units(person_id)
    return _page(standing_to(person_id, units[0].unit_id), person_id, units, names) if units else None


def of_unit(person_id: str, unit_id: str) -> OwnPage:
    """The page of one unit.

    Raises:
        NotFound: there is no such unit, it is closed, or it is no concern of theirs.
    """
    return _page(standing_to(person_id, unit_id), person_id, own_units(person_id), public_names())


def _page(here: Here, person_id: str, units: list[OwnUnit], names: dict[str, str]) -> OwnPage:
    team = here.may(Verb.READ, Thing.TEAM_CARD)
    raised = raising.raised_in(person_id, here.unit_id, names) if here.may(Verb.READ, Thing.RAISED_THEME) else ()
    actions = plan.of_unit_and_owner(here, person_id)
    return OwnPage(
        here=here,
        team=team,
        writes=here.may(Verb.WRITE, Thing.ACTION_PLAN),
        cards=card.cards(person_id, here.unit_id) if team else (),
        actions=tuple(action for action in actions if action.unit_id == here.unit_id),
        raised=tuple(raised),
        mine=tuple(action for action in actions if action.unit_id != here.unit_id and action.open),
        others=tuple(unit for unit in units if unit.unit_id != here.unit_id),
    )
