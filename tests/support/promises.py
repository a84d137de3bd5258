"""What must hold of released figures: the limits of docs/themes.md, each as an attack and how often it may be right."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.support.attacks import (
    Attack,
    Measured,
    Released,
    expected,
    took_part,
    which_service,
    which_themes,
)

TOLERANCE = 0.005
CAP = 0.5  # what a year may cost at most, in rho
FULL = 2 * 0.125 + 4 * 0.03125 + 4 * 0.015625  # what a year of the full plan costs


@dataclass(frozen=True)
class Promise:
    """One limit: whose guesses from what, how often they may be right, and what the releases they see cost together.

    The full plan stays a little below the cap, and the limit of a year is that of the cap.
    """

    said: str
    attack: Attack
    seen: Callable[[Released, Attack], Measured]
    limit: float
    rho: float

    def __str__(self) -> str:
        return self.said

    def measured(self, released: Released) -> Measured:
        """How often this attack was right on these releases."""
        return self.seen(released, self.attack)

    def bound(self, measured: Measured, standard_errors: float) -> float:
        """What may have been measured where the limit holds."""
        return self.limit + TOLERANCE + measured.errors(standard_errors, self.limit)

    @property
    def expected(self) -> float:
        """How often the attacker is right where the noise has its width."""
        return expected(self.attack, self.rho)


def _one(level: str) -> Callable[[Released, Attack], Measured]:
    return lambda released, attack: released.from_one(attack, level)


_YEAR, _EVERYTHING = Released.from_a_year, Released.from_everything

# Φ(d / 2σ), with d = 2, √6 and √8 for the three attacks and σ = 4, 8 and √8 for a service, an agency and everybody. Of
# several releases, 1/σ² adds up: to 1/4 in a year at the cap, to 5/4 in five. `expected` gives the same.
OF_THE_FULL_PLAN = [
    Promise("took part, one service release", took_part, _one("service"), 0.599, 0.125),  # Φ(2/8)
    Promise("took part, one agency release", took_part, _one("agency"), 0.550, 0.03125),  # Φ(2/16)
    Promise("took part, a year", took_part, _YEAR, 0.691, FULL),  # Φ(1/2) at the cap
    Promise("which themes, one service release", which_themes, _one("service"), 0.620, 0.125),  # Φ(√6/8)
    Promise("which themes, a year", which_themes, _YEAR, 0.730, FULL),  # Φ(√6/4) at the cap
    Promise("which service, one service release", which_service, _one("service"), 0.638, 0.125),  # Φ(√8/8)
    Promise("which service, a year", which_service, _YEAR, 0.760, FULL),  # Φ(√8/4) at the cap
]
OF_A_PILOT = [  # the plan that spends all that a year may cost
    Promise("took part, one release of everybody", took_part, _one("everybody"), 0.638, 0.25),  # Φ(1/√8)
    Promise("took part, a year at the cap", took_part, _YEAR, 0.691, CAP),  # Φ(1/2)
    Promise("took part, five years alike", took_part, _EVERYTHING, 0.868, 5 * CAP),  # Φ(√5/2)
    Promise("which themes, one release of everybody", which_themes, _one("everybody"), 0.667, 0.25),  # Φ(√3/4)
    Promise("which themes, a year at the cap", which_themes, _YEAR, 0.730, CAP),  # Φ(√6/4)
    Promise("which unit, one release of everybody", which_service, _one("everybody"), 0.691, 0.25),  # Φ(1/2)
    Promise("which unit, a year at the cap", which_service, _YEAR, 0.760, CAP),  # Φ(√8/4)
]
# So near to certain that a few hundred guesses cannot tell half the noise from the whole.
OF_FIVE_YEARS = [
    Promise("which themes, five years alike", which_themes, _EVERYTHING, 0.915, 5 * CAP),  # Φ(√30/4)
    Promise("which unit, five years alike", which_service, _EVERYTHING, 0.943, 5 * CAP),  # Φ(√10/2)
]
