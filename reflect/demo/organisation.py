"""The units of the demo organisation, and the colleagues of the demo people: about 1,100, none of them enrolled."""

from collections import Counter
from collections.abc import Iterator
from itertools import cycle, islice

from reflect.demo.names import names
from reflect.demo.people import COMMUNITY_HEALTH, DEMO_PEOPLE, DOMAIN, POLICE, SERVICE, SOCIAL_CARE, TEAM
from reflect.organisation import roster

Path = tuple[str, ...]
TEAMS_OF: dict[Path, int] = {
    SERVICE: 12,
    (*SOCIAL_CARE, "Family safeguarding"): 11,
    (*SOCIAL_CARE, "Children looked after"): 10,
    (*SOCIAL_CARE, "Early help"): 8,
    (*SOCIAL_CARE, "Fostering and adoption"): 7,
    (*SOCIAL_CARE, "Disabled children"): 4,
    (*SOCIAL_CARE, "Leaving care"): 4,
    (*COMMUNITY_HEALTH, "Health visiting"): 14,
    (*COMMUNITY_HEALTH, "Child and adolescent mental health"): 11,
    (*COMMUNITY_HEALTH, "School nursing"): 8,
    (*COMMUNITY_HEALTH, "Community paediatrics"): 5,
    (*COMMUNITY_HEALTH, "Named nurses and doctors"): 4,
    (*POLICE, "Protecting vulnerable people"): 13,
    (*POLICE, "Neighbourhood policing"): 8,
    (*POLICE, "Missing and exploited children"): 4,
    (*POLICE, "Child abuse investigation"): 4,
}
PLACES = (
    *("Riverside", "Hillside", "Canal", "Orchard", "Station", "Harbour", "Parkside"),
    *("Meadow", "Castle", "Market", "Northgate", "Southfield", "Eastbrook", "Westway"),
)
SIZES = 9, 8, 11, 7, 12, 6, 10, 5  # people in the first team of a service, in the second, and so on round


def teams() -> Iterator[tuple[Path, int]]:
    """Every team with the number of people in it."""
    for service, number in TEAMS_OF.items():
        for place, size in islice(zip(PLACES, cycle(SIZES), strict=False), number):
            yield (*service, f"{place} team"), size


def found() -> None:
    """Put every unit in its place, and the colleagues of the demo people on the roster. In the caller's write unit."""
    assert TEAM in dict(teams())  # noqa: S101
    known, called = Counter(person.unit for person in DEMO_PEOPLE), names()
    colleagues = []
    for team, size in teams():
        unit_id = roster.place_unit(team)
        for name in islice(called, size - known[team]):
            address = f"{name.lower().replace(' ', '.')}.{len(colleagues) + 1}{DOMAIN}"
            colleagues.append((name, address, unit_id))
    roster.place_people(colleagues)
