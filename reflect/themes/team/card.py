"""The card of a team: what it agreed to work on, typed by a lead of it in the meeting. Nothing is ever prefilled.

The newest meeting's card is the present one; those before it are kept below until a lead takes them away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import BadInput, NotFound
from reflect.core.ids import new_id
from reflect.organisation.models import Person
from reflect.privacy.policy import Thing, Verb
from reflect.storage.db import db
from reflect.themes.belonging import hold, led_by, of_team, standing_to
from reflect.themes.team.models import TeamCard
from reflect.themes.visible import viewed_by
from reflect.web.days import today
from reflect.web.language import gettext as _
from reflect.web.language import ngettext

MOST_LINES = 3
MOST_LINE = 150  # characters
LONG_AGO = timedelta(days=366)
SHOWN = 12  # cards on a page, the present one among them


@dataclass(frozen=True)
class Card:
    """One card as the team reads it. Whoever wrote it may have left."""

    id: str
    unit_id: str
    held_on: date
    agreed: tuple[str, ...]
    writer: str | None
    written_at: datetime


_CARDS = (
    select(
        TeamCard.id,
        TeamCard.unit_id,
        TeamCard.held_on,
        TeamCard.agreed,
        Person.name.label("writer"),
        TeamCard.written_at,
    )
    .outerjoin(Person, Person.id == TeamCard.written_by)
    .order_by(TeamCard.held_on.desc(), TeamCard.written_at.desc(), TeamCard.id)
)
_OF_TEAM = _CARDS.where(TeamCard.unit_id == bindparam("unit"), of_team(TeamCard.unit_id)).limit(SHOWN)


def write(person_id: str, unit_id: str, held_on: date, agreed: Sequence[str]) -> str:
    """Write down what a team agreed to work on. Inside a write unit. Returns the card's id; pressed twice, the same.

    Args:
        held_on: the day of the meeting.
        agreed: up to three lines; empty ones are left out.

    Raises:
        NotFound: this person does not lead that unit.
        BadInput: there is nothing on it, too much, or the day cannot be.
    """
    lead_of(person_id, unit_id)
    hold(unit_id)
    lines = [line for each in agreed if (line := " ".join(each.split()))]
    _check(held_on, lines)
    last = db.session.execute(_CARDS.where(TeamCard.unit_id == unit_id).limit(1)).first()
    if last is not None and (last.held_on, last.agreed) == (held_on, lines):
        return str(last.id)
    card = TeamCard(id=new_id(), unit_id=unit_id, held_on=held_on, agreed=lines)
    card.written_by, card.written_at = person_id, now()
    db.session.add(card)
    record("card-written", actor=person_id, unit=unit_id)
    db.session.flush()
    return card.id


def cards(person_id: str, unit_id: str) -> tuple[Card, ...]:
    """The cards of a team, the present one first; none for whoever neither works in it nor leads it."""
    values = viewed_by(person_id, now()) | {"unit": unit_id}
    return tuple(_card(row) for row in db.session.execute(_OF_TEAM, values))


def one(person_id: str, unit_id: str, card_id: str) -> Card:
    """A card that a lead of the unit may take away.

    Raises:
        NotFound: there is none, or this person does not lead that unit.
    """
    wanted = _CARDS.where(TeamCard.id == card_id, TeamCard.unit_id == unit_id, led_by(person_id, TeamCard.unit_id))
    row = db.session.execute(wanted).first()
    if row is None:
        raise NotFound
    return _card(row)


def remove(person_id: str, unit_id: str, card_id: str) -> None:
    """Take a card away for good. Inside a write unit.

    Raises:
        NotFound: there is none, or this person does not lead that unit.
    """
    one(person_id, unit_id, card_id)
    db.session.delete(db.session.get_one(TeamCard, card_id))
    record("card-removed", actor=person_id, unit=unit_id)


def lead_of(person_id: str, unit_id: str) -> str:
    """The name of a unit that somebody leads.

    Raises:
        NotFound: they do not.
    """
    here = standing_to(person_id, unit_id)
    if not here.may(Verb.WRITE, Thing.TEAM_CARD):
        raise NotFound
    return here.name


def _check(held_on: date, lines: Sequence[str]) -> None:
    if not lines:
        raise BadInput(_("Write at least one line, for example “Ask every child how they describe themselves”."))
    if len(lines) > MOST_LINES:
        raise BadInput(_("Three lines at most, so that a team can keep them in mind."))
    over = max(len(line) for line in lines) - MOST_LINE
    if over > 0:
        raise BadInput(
            ngettext("Shorten the line by %(num)d character.", "Shorten the line by %(num)d characters.", over)
        )
    if not today() - LONG_AGO <= held_on <= today():
        raise BadInput(_("Enter the day of the meeting: today, or a day of the last year."))


def _card(row: Any) -> Card:
    return Card(row.id, row.unit_id, row.held_on, tuple(row.agreed), row.writer, row.written_at)
