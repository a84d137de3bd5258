"""What one row of a window says once it is opened: where it counts, whether somebody took part, and their themes.

    place 26 | took part 1 | one byte for each cell | version of the themes 2

Every row of a window has the same length. What is not of this form says nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from reflect.core.ids import ID_PATTERN, LENGTH

NOWHERE = "0" * LENGTH


class Malformed(ValueError):
    """A row that nobody's browser or server of ours wrote."""


@dataclass(frozen=True)
class Row:
    """One person's contribution to one window, as it is sealed. Nobody is named."""

    place: str  # the smallest place that the window publishes for them, or NOWHERE
    took_part: bool
    themes: frozenset[str]


def encode(row: Row, cells: Sequence[str], taxonomy: int) -> bytes:
    """The bytes of a row, as many for everybody in the window.

    Args:
        cells: the slugs of the themes that this window counts, in their order.
        taxonomy: the version of the themes (0..65535).
    """
    ticks = bytes(slug in row.themes for slug in cells)
    return row.place.encode() + bytes([row.took_part]) + ticks + taxonomy.to_bytes(2, "big")


def decode(plain: bytes, cells: Sequence[str], taxonomy: int, places: Collection[str]) -> Row:
    """The row that these bytes say. `places` are those that rows of this window may name.

    Raises:
        Malformed: of another length, version or place, or with a byte that is neither yes nor no.
    """
    if len(plain) != LENGTH + 1 + len(cells) + 2 or plain[-2:] != taxonomy.to_bytes(2, "big"):
        raise Malformed
    place, took_part, ticks = plain[:LENGTH], plain[LENGTH], plain[LENGTH + 1 : -2]
    if took_part > 1 or any(tick > 1 for tick in ticks):
        raise Malformed
    name = place.decode("ascii", "replace")
    if name != NOWHERE and (name not in places or not ID_PATTERN.fullmatch(name)):
        raise Malformed
    return Row(name, bool(took_part), frozenset(slug for slug, tick in zip(cells, ticks, strict=True) if tick))
