"""All windows of one place so far, added up. Post-processing: no noise is drawn for it, and it costs nothing.

Of n windows whose noise has the widths σ₁ … σₙ, the sum of the figures has the width √(σ₁² + … + σₙ²): σ·√n where they
are alike. The true sum grows with n and the noise only with √n, so what stays small in every window may stand out here.
Somebody who raised a theme in several windows is counted once in each, and so is everybody who works there: a share is
that of an average window, never of the people who raised a theme at some time.

Every window is added, also one in which too few took part: to leave out what the noise made small would let the noise
choose.
"""

import math
from collections.abc import Mapping, Sequence

from reflect.themes.pictures import Noisy, ThemeName

Window = tuple[Noisy, Sequence[ThemeName]]  # the figures of one window, and how its themes were defined in it


def added_up(windows: Sequence[Window]) -> tuple[Noisy, tuple[ThemeName, ...], tuple[ThemeName, ...]]:
    """The figures of some windows of one place as one.

    Args:
        windows: the newest first, at least one; all of the same members.

    Returns:
        The sums, the themes that all of these windows define in the same words, and those of the newest that they
        do not: these are left out.
    """
    _newest, defined = windows[0]
    same = [theme for theme in defined if all(theme in themes for _figures, themes in windows)]
    every = [figures for figures, _themes in windows]
    sums = Noisy(
        headcount=sum(each.headcount for each in every),
        sigma=math.hypot(*(each.sigma for each in every)),
        took_part=sum(each.took_part for each in every),
        values={theme.slug: sum(_value(each.values, theme) for each in every) for theme in same},
        windows=sum(each.windows for each in every),
    )
    return sums, tuple(same), tuple(theme for theme in defined if theme not in same)


def _value(values: Mapping[str, float], theme: ThemeName) -> float:
    return values[theme.slug]
