"""The noise: OpenDP's discrete Gaussian. Nothing else in Reflect draws any.

A person's part in one level's figures is at most three themes and one "took part", each one count: adding or removing
them moves the vector by a Euclidean distance of at most 2.
"""

from collections.abc import Callable

import opendp.prelude as dp

MOST_THEMES = 3
DISTANCE = 2.0  # the square root of MOST_THEMES + 1

_NARROWEST, _WIDEST = 0.01, 1e6  # scales to search between

dp.enable_features("contrib")  # the one flag this needs: no floating point, no trust in whoever calls


def calibrate(rho: float) -> tuple[Callable[[list[int]], list[int]], float]:
    """The function that adds noise to a vector of counts, and its standard deviation, for a privacy cost of `rho`.

    The noise is the smallest whose privacy map stays at or below `rho` zero-concentrated differential privacy
    (Bun and Steinke 2016; Canonne, Kamath and Steinke 2020) for vectors at a Euclidean distance of 2.
    """
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l2_distance(T=float)

    def gaussian(scale: float) -> dp.Measurement:
        return dp.m.make_gaussian(*space, scale=scale)

    sigma = dp.binary_search_param(gaussian, d_in=DISTANCE, d_out=rho, T=float, bounds=(_NARROWEST, _WIDEST))
    measurement = gaussian(sigma)
    if measurement.map(DISTANCE) > rho:  # type: ignore[no-untyped-call]
        raise ArithmeticError("the noise would cost more than was allowed")
    return measurement, sigma
