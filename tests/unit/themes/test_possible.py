"""The example of what noise does: twenty fixed releases that show no more luck than twenty draws have."""

import math
import re
import statistics
from pathlib import Path

from reflect.themes import pictures, possible

SCRIPT = Path(possible.__file__).parents[1] / "static" / "src" / "noise.mjs"


def test_nine_in_ten_ranges_hold_the_true_count() -> None:
    assert len(possible.RELEASES) - possible.HOLDING == 2


def test_the_noise_lies_as_twenty_draws_would_on_average() -> None:
    normal = statistics.NormalDist(0, possible.SIGMA)
    expected = sorted(round(normal.inv_cdf((n + 0.5) / 20)) for n in range(20))

    assert sorted(possible.NOISE) == expected
    assert math.fsum(possible.NOISE) == 0


def test_every_range_fits_into_the_picture() -> None:
    assert all(0 <= each.low < each.value < each.high <= possible.TOP for each in possible.RELEASES)


def test_the_script_draws_ranges_of_the_same_length() -> None:
    (number,) = re.findall(r"NINE_IN_TEN = ([\d.]+)", SCRIPT.read_text())
    assert float(number) == pictures.NINE_IN_TEN
