"""Making a larger place and the places it consists of add up. Post-processing: no noise is drawn, and it costs nothing.

Each figure was released with noise of its own, so the released figures of agencies do not add up to that of their
partnership. Where everybody counted in the larger place is counted in one of the smaller ones, the true counts do add
up, and that is used: of all numbers x₀ = x₁ + … + xₙ, those are taken that lie nearest to the released y₀ … yₙ when
each distance counts as its noise allows,

    minimise  (x₀ − y₀)²/v₀ + Σ (xᵢ − yᵢ)²/vᵢ     subject to  x₀ = Σ xᵢ,     v = σ².

With r = y₀ − Σ yᵢ, what is missing, and V = v₀ + Σ vᵢ, the variance of r, Lagrange's condition gives

    x₀ = y₀ − r·v₀/V,     xᵢ = yᵢ + r·vᵢ/V,     and the variances  v₀(1 − v₀/V),  vᵢ(1 − vᵢ/V):

whoever has more noise gives way more, and nobody's noise grows.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from reflect.themes.pictures import Noisy


def consistent(whole: Noisy, parts: Sequence[Noisy]) -> tuple[Noisy, list[Noisy]]:
    """The figures of a place and of those that it consists of, adjusted so that they add up.

    A theme that one of them does not count is left as it was released.

    Args:
        parts: at least one, and every person of the whole is counted in exactly one of them.
    """
    variance = whole.sigma**2 + math.fsum(part.sigma**2 for part in parts)
    shared = [slug for slug in whole.values if all(slug in part.values for part in parts)]
    missing = {slug: whole.values[slug] - math.fsum(part.values[slug] for part in parts) for slug in shared}
    took_part = whole.took_part - math.fsum(part.took_part for part in parts)
    adjusted = [_moved(part, +(part.sigma**2) / variance, missing, took_part) for part in parts]
    return _moved(whole, -(whole.sigma**2) / variance, missing, took_part), adjusted


def _moved(figures: Noisy, share: float, missing: dict[str, float], took_part: float) -> Noisy:
    """One place's figures, moved by its share of what is missing."""
    # A theme that was not adjusted keeps its wider noise, so that the range never claims more than holds.
    sigma = figures.sigma * math.sqrt(1 - abs(share)) if missing.keys() == figures.values.keys() else figures.sigma
    return replace(
        figures,
        sigma=sigma,
        took_part=figures.took_part + share * took_part,
        values={slug: value + share * missing.get(slug, 0.0) for slug, value in figures.values.items()},
    )
