"""Releases that could have been: what the picture of the noise draws around one true count.

An example with fixed numbers, the same for everybody and at every look; nothing of it comes from a real figure. The
twenty numbers lie as twenty draws of a normal distribution would on average, so that two of the ranges miss the count.
"""

from dataclasses import dataclass

from reflect.themes.pictures import NINE_IN_TEN

PEOPLE = 100  # who work in the service of the example
RAISED = 20  # of them raised a theme
SIGMA = 4.0  # of a service (docs/themes.md)
TOP = 0.5  # the share of people that the upper edge stands for
SIZES = (50, PEOPLE, 400)  # that a reader may choose
# (n + ½)/20 quantiles of the standard normal distribution times SIGMA, rounded, in an order without one.
NOISE = (2, -1, 5, 0, -4, 1, -8, 3, -2, 6, -1, -3, 2, 0, 8, -5, 1, 4, -6, -2)


@dataclass(frozen=True)
class Possible:
    """One release that could have been, in shares of the people (0..1)."""

    value: float
    low: float
    high: float

    @property
    def holds(self) -> bool:
        """Whether its range holds the true count."""
        return self.low <= RAISED / PEOPLE <= self.high


def _possible(noise: int) -> Possible:
    value, spread = RAISED + noise, NINE_IN_TEN * SIGMA
    return Possible(value / PEOPLE, max(value - spread, 0) / PEOPLE, (value + spread) / PEOPLE)


RELEASES = tuple(_possible(noise) for noise in NOISE)
HOLDING = sum(each.holds for each in RELEASES)
