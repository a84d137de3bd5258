"""Many people on the roster at once, without accounts."""

from datetime import datetime

from sqlalchemy import insert

from reflect.core.ids import new_id
from reflect.organisation.models import Person
from reflect.organisation.roster import place_unit
from reflect.storage.db import db, write_unit

PARTNERSHIP = "Northbridge"


class Roster:
    """Puts services with their people into the app's database."""

    def __init__(self, joined: datetime) -> None:
        self.joined = joined
        self.units: dict[str, str] = {}  # the id of each service, by its name

    def service(self, name: str, people: int, *, agency: str = "Social care", team: str | None = None) -> str:
        """Add a service, or a team in it, with so many people. Returns the id of the unit in which they are."""
        path = [PARTNERSHIP, agency, name]
        with write_unit():
            self.units[name] = unit_id = place_unit(path)
            if team:
                unit_id = place_unit([*path, team])
        self.people_in(unit_id, people)
        return unit_id

    def people(self, service: str, number: int, *, joined: datetime | None = None) -> None:
        """Add people to a service."""
        self.people_in(self.units[service], number, joined=joined)

    def people_in(self, unit_id: str, number: int, *, joined: datetime | None = None) -> None:
        """Add people to a unit of any kind."""
        ids = [new_id() for _number in range(number)]
        rows = [
            {"id": each, "name": "Somebody", "email": f"{each}@test.example", "unit_id": unit_id}
            | {"joined_at": joined or self.joined, "left_at": None}
            for each in ids
        ]
        if rows:
            with write_unit():
                db.session.execute(insert(Person), rows)
