"""An attacker who knows what everybody but one person contributed, and of that person everything but one thing.

To measure how often such a guess is right, windows are released for very many pairs of services, each service in an
agency and a partnership of its own. For each pair there is one person, who takes part in one of the two and raises one
of two sets of three themes, the same in each window. All others contribute nothing: the attacker would only subtract
it. Each question has two answers that are equally likely beforehand, and the attacker picks the likelier of the two,
which nobody can do better (Neyman and Pearson 1933).
"""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import NormalDist

from reflect.themes.rows import Row
from tests.support.large_releases import Look, release_years
from tests.support.windows import Windows

PRIOR = 0.5  # how often somebody is right who only tosses a coin
THEMES = 6
RAISED = (1, 1, 1, 0, 0, 0, 1), (0, 0, 0, 1, 1, 1, 1)  # what either set of themes adds to a place, and “took part”
NOTHING = (0,) * (THEMES + 1)


@dataclass(frozen=True)
class Person:
    """Which of her two services she takes part in, and which of two sets of themes she raises."""

    service: int
    themes: int


@dataclass(frozen=True)
class Guess:
    """One question: what some places count in either case, one after the other, and which case it is."""

    places: tuple[int, ...]
    cases: tuple[tuple[int, ...], tuple[int, ...]]
    truth: int


Attack = Callable[[Sequence[Person]], Iterator[Guess]]


def took_part(people: Sequence[Person]) -> Iterator[Guess]:
    """Somebody of this service, who would raise these themes: did she take part? Three themes and “took part” move."""
    for number, person in enumerate(people):
        for service in (0, 1):
            yield Guess((2 * number + service,), (NOTHING, RAISED[person.themes]), int(service == person.service))


def which_themes(people: Sequence[Person]) -> Iterator[Guess]:
    """Somebody known to take part here: these three themes, or those? Six counts move."""
    for number, person in enumerate(people):
        yield Guess((2 * number + person.service,), RAISED, person.themes)


def which_service(people: Sequence[Person]) -> Iterator[Guess]:
    """Somebody known to take part with these themes: in this service or in that? Four counts move in each."""
    for number, person in enumerate(people):
        raised = RAISED[person.themes]
        yield Guess((2 * number, 2 * number + 1), (raised + NOTHING, NOTHING + raised), person.service)


# How far the two answers lie apart, as a Euclidean distance of the counts of one level.
DISTANCES: dict[Attack, float] = {took_part: 2, which_themes: math.sqrt(6), which_service: math.sqrt(8)}


def expected(attack: Attack, rho: float) -> float:
    """How often the best guess is right from releases that together cost `rho`.

    Two answers at a distance d, told apart through Gaussian noise of width σ, are told rightly with Φ(d / 2σ). Releases
    add up in 1/σ², and a release costs ρ = 2²/2σ², so that 1/σ² = ρ/2.
    """
    return NormalDist().cdf(DISTANCES[attack] * math.sqrt(rho / 2) / 2)


@dataclass(frozen=True)
class Measured:
    """How often guesses were right, and from how many that was measured."""

    right: float
    guesses: int

    def errors(self, number: float, about: float) -> float:
        """So many standard errors of a share that is truly `about`."""
        return number * math.sqrt(about * (1 - about) / self.guesses)


@dataclass(frozen=True)
class Released:
    """Everything that was released, and the truth."""

    people: Sequence[Person]
    looks: Sequence[Look]

    def at(self, level: str) -> list[Look]:
        """The releases of one level."""
        return [look for look in self.looks if look.level == level]

    def from_one(self, attack: Attack, level: str) -> Measured:
        """Guesses that are made from one release of a level; over all releases of it."""
        return self._measured(attack, [[look] for look in self.at(level)])

    def from_a_year(self, attack: Attack) -> Measured:
        """Guesses that are made from everything in a year; over all years."""
        return self._measured(attack, [list(year) for _year, year in groupby(self.looks, lambda look: look.year)])

    def from_everything(self, attack: Attack) -> Measured:
        """Guesses that are made from all years together."""
        return self._measured(attack, [self.looks])

    def noise(self, level: str) -> Iterator[list[int]]:
        """What was added to each count of a level."""
        truth = [RAISED[each.themes] if each.service == at else NOTHING for each in self.people for at in (0, 1)]
        for look in self.at(level):
            for counts, figures in zip(truth, look.figures, strict=True):
                yield [value - count for value, count in zip(figures, counts, strict=True)]

    def _measured(self, attack: Attack, together: Sequence[Sequence[Look]]) -> Measured:
        guesses = list(attack(self.people))
        points = math.fsum(_points(guess, looks) for looks in together for guess in guesses)
        return Measured(points / (len(guesses) * len(together)), len(guesses) * len(together))


def release_pairs(windows: Windows, plan: str, pairs: int, years: int = 1) -> Released:
    """Release every window of a plan for so many pairs of services. The organisation has one unit already."""
    windows.adopt(plan)
    people = [Person(random.randrange(2), random.randrange(2)) for _pair in range(pairs)]

    def contents(places: Sequence[str], themes: Sequence[str]) -> list[Row]:
        sets = frozenset(themes[:3]), frozenset(themes[3:])
        return [
            Row(places[2 * number + person.service], True, sets[person.themes]) for number, person in enumerate(people)
        ]

    return Released(people, release_years(windows, 2 * pairs, THEMES, contents, years))


def _points(guess: Guess, looks: Sequence[Look]) -> float:
    evidence = math.fsum(_evidence(guess, look) for look in looks)
    return PRIOR if evidence == 0 else float((evidence > 0) == guess.truth)


def _evidence(guess: Guess, look: Look) -> float:
    """The logarithm of how many times likelier these figures are in the second case than in the first.

    The noise is a discrete Gaussian: a figure x speaks for a count b against a count a with (b-a)(2x-a-b) / 2σ².
    """
    figures = [value for place in guess.places for value in look.figures[place]]
    counts = zip(figures, *guess.cases, strict=True)
    return sum((two - one) * (2 * value - one - two) for value, one, two in counts) / (2 * look.sigma * look.sigma)
