"""What somebody wants counted in each open window. Pure: where more is ticked than is counted, it never picks."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MOST = 3  # themes of one person in one window; the noise is calibrated for it (mechanism.MOST_THEMES)

Cells = Mapping[str, Sequence[str]]  # the slugs that each open window counts, by the window's id


@dataclass(frozen=True)
class Choice:
    """One window's themes that are counted, three at most, and those that were ticked but did not fit."""

    themes: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


NOTHING = Choice()


class TooMany(ValueError):
    """More themes than are counted: the person has to say which."""


def ticked(present: Choice, added: Iterable[str], removed: Iterable[str], cells: Sequence[str]) -> Choice:
    """The choice after a reflection's themes were ticked to be counted, or the tick was taken away.

    What does not fit stands beside the choice until its person says which. What the window does not count is left out.
    """
    came = set(added)
    gone = set(removed) - came
    kept = set(present.themes) - gone
    wanted = (kept | set(present.asked) | came) - gone
    if len(_in_order(wanted, cells)) <= MOST:
        return Choice(_in_order(wanted, cells))
    return Choice(_in_order(kept, cells), _in_order(wanted - kept, cells))


def picked(present: Choice, themes: Iterable[str], shown: Iterable[str] | None, cells: Sequence[str]) -> Choice:
    """The choice after its person picked `themes` on a page.

    Args:
        shown: what stood on that page. What another page has added since stays; None: nothing else was there.

    Raises:
        TooMany: more than three.
    """
    seen = {*present.themes, *present.asked} if shown is None else set(shown)
    counted = _in_order({*themes, *(set(present.themes) - seen)}, cells)
    if len(counted) > MOST:
        raise TooMany
    return Choice(counted, _in_order(set(present.asked) - seen - set(counted), cells))


def write(choices: Mapping[str, Choice], cells: Cells) -> bytes:
    """The choices as JSON. Themes are written as their places in the window: 4 bytes each, however they are called.

    Windows that are not in `cells` are left out: they are closed, and what was counted in them is counted.
    """
    places = {
        window: [[slugs.index(theme) for theme in themes] for themes in (choice.themes, choice.asked)]
        for window, slugs in cells.items()
        if (choice := choices.get(window, NOTHING)) != NOTHING
    }
    return json.dumps(places, separators=(",", ":")).encode()


def read(data: bytes, cells: Cells) -> dict[str, Choice]:
    """What `write` wrote, for every window in `cells`."""
    written = json.loads(data)
    return {
        window: Choice(*(tuple(slugs[place] for place in places) for places in written.get(window, ((), ()))))
        for window, slugs in cells.items()
    }


def _in_order(themes: Iterable[str], cells: Sequence[str]) -> tuple[str, ...]:
    wanted = set(themes)
    return tuple(slug for slug in cells if slug in wanted)
