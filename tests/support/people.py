"""People for tests, with real keys. Every name is invented."""

from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from sqlalchemy import update

from reflect.core.clock import now
from reflect.identity import codes, enrolment, standing
from reflect.organisation import roster
from reflect.organisation.models import Person, Supervision
from reflect.storage.db import db, write_unit
from reflect.vault.keys import Keys
from reflect.web import leavers

PASSPHRASE = "calm river open window"
TEAM = ("Northbridge", "Social care", "Assessment", "North team")


@dataclass(frozen=True)
class Enrolled:
    """Somebody with an account, and what only they know."""

    person_id: str
    name: str
    email: str
    keys: Keys
    recovery_code: str

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


class People:
    """Puts people into the app's database."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def on_roster(self, name: str, *, roles: tuple[str, ...] = ("practitioner",), unit: tuple[str, ...] = TEAM) -> str:
        """Somebody who has not enrolled yet. Returns their id."""
        with write_unit():
            unit_id = roster.place_unit(unit)
            person_id = roster.place_person(name, self.address(name), unit_id)
            for role in roles:
                roster.give_role(person_id, role, unit_id)  # type: ignore[arg-type]
        return person_id

    def enrol(self, name: str, *, roles: tuple[str, ...] = ("practitioner",), unit: tuple[str, ...] = TEAM) -> Enrolled:
        """Somebody with a finished account and their recovery code on paper."""
        person_id = self.on_roster(name, roles=roles, unit=unit)
        extensions = self.app.extensions
        keys, half = enrolment.enrol(person_id, PASSPHRASE, extensions["reflect_peppers"], extensions["reflect_cost"])
        code = codes.held_code(person_id, half)
        assert code is not None
        with write_unit():
            codes.confirm_code(person_id)
        return Enrolled(person_id, name, self.address(name), keys, code)

    def supervise(self, practitioner: Enrolled, supervisor: Enrolled, *, confirmed: bool = True) -> str:
        """Let one person supervise another from now on. Returns the relation's id."""
        with write_unit():
            return roster.supervise(practitioner.person_id, supervisor.person_id, confirmed=confirmed)

    def end_supervision(self, relation_id: str) -> None:
        """End a supervision relation now."""
        with write_unit():
            db.session.execute(update(Supervision).where(Supervision.id == relation_id).values(until=now()))

    def suspend(self, person: Enrolled) -> None:
        """Suspend somebody's account."""
        with write_unit():
            standing.suspend(person.person_id)

    def leave(self, person: Enrolled) -> None:
        """Let somebody leave the organisation."""
        self._left(person, now())

    def leave_for_good(self, person: Enrolled) -> None:
        """Let somebody have left so long ago that they cannot sign in any more."""
        self._left(person, now() - leavers.window())

    def _left(self, person: Enrolled, at: datetime) -> None:
        with write_unit():
            db.session.execute(update(Person).where(Person.id == person.person_id).values(left_at=at))

    @staticmethod
    def address(name: str) -> str:
        return f"{name.split()[0].lower()}@test.example"
