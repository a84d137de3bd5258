"""Counting rows into places. Pure; what it returns is secret and lives only as long as a release."""

from collections.abc import Iterable, Mapping, Sequence

from reflect.themes.mechanism import MOST_THEMES
from reflect.themes.rows import NOWHERE, Row

Counts = dict[str, list[int]]  # by place: one count for each cell of the level, and the last one “took part”


def tally(
    rows: Iterable[Row],
    cells: Sequence[str],
    levels: Mapping[str, Sequence[str]],
    places: Mapping[str, tuple[str, str | None]],
) -> dict[str, Counts]:
    """How often each theme was raised in each place, by level. Every place has counts, also an empty one.

    A row counts in the place that it names and in every place above, with its first three themes in the order of
    `cells`: whatever a row says, it moves the counts of a level by a Euclidean distance of at most 2.

    Args:
        cells: the themes that a row may carry, in their order.
        levels: of each level, the themes that it publishes.
        places: of each place, its level and the place above it.
    """
    order = {slug: number for number, slug in enumerate(cells)}
    counts: dict[str, Counts] = {level: {} for level in levels}
    for each, (level, _above) in places.items():
        counts[level][each] = [0] * (len(levels[level]) + 1)
    columns = {level: {slug: number for number, slug in enumerate(slugs)} for level, slugs in levels.items()}
    for row in rows:
        if not row.took_part or row.place == NOWHERE:
            continue
        themes = sorted(row.themes, key=order.__getitem__)[:MOST_THEMES]
        place: str | None = row.place
        while place is not None:
            level, above = places[place]
            for theme in themes:
                if theme in columns[level]:
                    counts[level][place][columns[level][theme]] += 1
            counts[level][place][-1] += 1
            place = above
    return counts
