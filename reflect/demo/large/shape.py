"""How many units and people: partnerships of three agencies, services of 30 to 130, teams of 5 to 12.

The same number always gives the same shape, so that the first service of a large organisation is that of a small one:
what its pages cost can then be compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

AGENCIES, SERVICES = 3, 4  # of each partnership, of each agency
SMALLEST, LARGEST = 30, 130  # people of a service
TEAM = 8.5


@dataclass(frozen=True)
class Service:
    """One service: its place in the order of all, the number of its first person, and the sizes of its teams.

    Its lead, and in an agency's first service an administrator, stand beside the teams.
    """

    number: int
    first_person: int
    people: int
    teams: tuple[int, ...]

    @property
    def agency(self) -> int:
        """The number of its agency."""
        return self.number // SERVICES

    @property
    def partnership(self) -> int:
        """The number of its partnership."""
        return self.agency // AGENCIES

    @property
    def has_administrator(self) -> bool:
        """Whether its agency's administrator is counted here."""
        return self.number % SERVICES == 0


def services(people: int) -> Iterator[Service]:
    """Services until so many people have a place; at least 30."""
    number = placed = 0
    while placed < people:
        dice, left = Random(number), people - placed  # noqa: S311 - sizes, not secrets
        size = min(dice.randint(SMALLEST, LARGEST), left)
        if 0 < left - size < SMALLEST:
            size = left if left <= LARGEST else left - SMALLEST
        beside = 2 if number % SERVICES == 0 else 1
        yield Service(number, placed, size, _teams(size - beside, dice))
        number, placed = number + 1, placed + size


def _teams(people: int, dice: Random) -> tuple[int, ...]:
    number = max(1, round(people / TEAM))
    sizes = [people // number + (place < people % number) for place in range(number)]
    for place in range(0, number - 1, 2):
        moved = dice.randint(0, 2)
        sizes[place], sizes[place + 1] = sizes[place] - moved, sizes[place + 1] + moved
    return tuple(sizes)
