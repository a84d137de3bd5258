"""The demo people. Their passphrase is public, so `reflect check` refuses a deployment that holds them."""

from dataclasses import dataclass

from sqlalchemy import select

from reflect.organisation.models import Person, RoleName
from reflect.storage.db import db

PASSPHRASE = "calm river open window"
DOMAIN = "@demo.example"
PARTNERSHIP = "Northbridge Safeguarding Partnership"
SOCIAL_CARE = (PARTNERSHIP, "Northbridge children’s social care")
COMMUNITY_HEALTH = (PARTNERSHIP, "Northbridge community health")
POLICE = (PARTNERSHIP, "Northbridge police")
SERVICE = (*SOCIAL_CARE, "Assessment and intervention")
TEAM = (*SERVICE, "Riverside team")


@dataclass(frozen=True)
class DemoPerson:
    """One demo person: their name, where they work, and what they do there."""

    name: str
    unit: tuple[str, ...]
    roles: tuple[RoleName, ...]
    about: str

    @property
    def email(self) -> str:
        """First name at the demo organisation, which has no two alike."""
        return self.name.split()[0].lower() + DOMAIN


PRIYA = DemoPerson("Priya Nair", TEAM, ("practitioner",), "practitioner")
MARCUS = DemoPerson("Marcus Bell", TEAM, ("supervisor", "team_lead"), "Priya’s supervisor and team lead")
AMARA = DemoPerson("Amara Osei", SERVICE, ("service_lead",), "service lead")
DEV = DemoPerson("Dev Malik", (PARTNERSHIP,), ("administrator",), "administrator")
SAM = DemoPerson("Sam Okafor", TEAM, ("practitioner",), "practitioner with no supervisor yet")
DEMO_PEOPLE = (PRIYA, MARCUS, AMARA, DEV, SAM)


def demo_people_present() -> bool:
    """Whether anybody in this database is a demo person."""
    return db.session.scalar(select(Person.id).where(Person.email.endswith(DOMAIN)).limit(1)) is not None


def anybody_present() -> bool:
    """Whether this database holds any person at all."""
    return db.session.scalar(select(Person.id).limit(1)) is not None
