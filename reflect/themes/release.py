"""Releasing a window: once, offline, with noise, all of it or nothing. See docs/themes.md."""

from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, insert, select, update

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import Conflict
from reflect.core.settings import PRIVACY_CAP
from reflect.storage.db import db, streaming, write_unit
from reflect.themes import destruction, ledger, places, window_keys, windows
from reflect.themes.mechanism import calibrate
from reflect.themes.models import TOOK_PART, Charge, Contribution, Figure, Place, Window
from reflect.themes.periods import year_of
from reflect.themes.published import digest
from reflect.themes.rows import Row, decode
from reflect.themes.tally import Counts, tally
from reflect.vault.errors import CannotOpen
from reflect.vault.windows import public_half, row_opener
from reflect.web.language import gettext as _

_AT_ONCE = 2000  # rows in memory

Said = Callable[[str], None]  # is told the name of each phase, and nothing else


@dataclass(frozen=True)
class Released:
    """What a release did, as anybody may know it."""

    window_id: str
    name: str
    published: dict[str, int]  # of each level, the number of places whose figures are out


@dataclass(frozen=True)
class _Noisy:
    """The figures of one level, with the noise in them."""

    level: str
    rho: float
    sigma: float
    cells: list[str]
    figures: dict[str, list[int]]  # by place: each cell, then “took part”


def release(named: str, keys: Path, cap: float = PRIVACY_CAP, said: Said = lambda phase: None) -> Released:
    """Publish a window's figures and destroy its rows and its key, in write units of its own.

    Args:
        named: 2026-Q4, 2026-H2, or the window's id.
        keys: the folder of the windows' private keys.
        cap: the most rho that a year may cost a person; never above 0.5.
        said: is told each phase as it begins.

    Raises:
        NotFound: there is no such window.
        Conflict: it is still open, was released already (what was left of it is destroyed first), has expired, has no
            key any more, or would cost more than the cap.
    """
    said(_("Checking the window."))
    window = windows.named(named)
    window_id = window.id
    if window.state == "released" and destruction.unfinished(window, keys):
        destruction.finish(window_id, keys, said)
    with write_unit():
        window = windows.locked(window_id)
        _refuse(window, cap)
        private = private_key(window, keys)
    said(_("Opening the rows."))
    headcounts = places.headcounts(window)
    counts = _counted(window, private)
    said(_("Drawing the noise."))
    levels = [_with_noise(level, counts[str(level["level"])], headcounts) for level in window.levels]
    del counts
    with write_unit():
        window = windows.locked(window_id)
        _refuse(window, cap)
        _publish(window, levels, headcounts, said)
        summary = Released(window_id, window.name, {noisy.level: len(noisy.figures) for noisy in levels})
        said(_("Committing."))
    said(_("Published."))
    destruction.finish(window_id, keys, said)
    return summary


def rows_of(window: Window, private: bytes) -> Generator[Row, None, None]:
    """What the rows of a window say. One that is wrong in whatever way says nothing."""
    window_id, cells, taxonomy = window.id, list(window.cells), window.taxonomy
    opened = row_opener(private, window_id)
    known = {place.place_id for place in places.of_window(window_id)}
    statement = select(Contribution.cid, Contribution.sealed).where(Contribution.window_id == window_id)
    with streaming():
        for cid, sealed in db.session.execute(statement, execution_options={"yield_per": _AT_ONCE}):
            try:
                row = decode(opened(cid, sealed), cells, taxonomy, known)
            except Exception:  # noqa: S112 - whatever somebody stored here, it must not stop everybody else's release
                continue
            yield row


def _counted(window: Window, private: bytes) -> dict[str, Counts]:
    """The true counts: they never leave this process."""
    cells = {str(level["level"]): windows.cells_of(level) for level in window.levels}
    above = {place.place_id: (place.level, place.parent_id) for place in places.of_window(window.id)}
    with closing(rows_of(window, private)) as rows:
        return tally(rows, window.cells, cells, above)


def _refuse(window: Window, cap: float) -> None:
    at = now()
    if window.state == "released":
        raise Conflict(_("%(name)s was released already, and is released only once.", name=window.name))
    if windows.expired(window, at):
        raise Conflict(_("%(name)s was not released within 90 days, and never will be.", name=window.name))
    if at < window.closes_at:
        raise Conflict(_("%(name)s is still open. Release it after it has closed.", name=window.name))
    ledger.lock()
    year = year_of(window.opens_at)
    ledger.refuse_above(cap, year, ledger.spent(year), ledger.cost(window.levels))


def private_key(window: Window, keys: Path) -> bytes:
    """The key that opens a window's rows. Raises Conflict: there is none here that does."""
    try:
        private = window_keys.read(keys, window.id)
        if public_half(private) != window.public_key:
            raise CannotOpen
    except (window_keys.KeyGone, CannotOpen):
        raise Conflict(
            _(
                "The key of %(name)s cannot be read in the folder of window keys, so its rows cannot be opened. "
                "Set REFLECT_WINDOW_KEYS to the folder it was opened with, and run this as the user who opened it.",
                name=window.name,
            )
        ) from None
    return private


def _with_noise(level: Mapping[str, object], counts: Counts, headcounts: Mapping[str, int]) -> _Noisy:
    """Draw the noise of one level, once for all its places. Who is published is decided by the roster alone."""
    rho, least, cells = float(str(level["rho"])), int(str(level["least"])), windows.cells_of(level)
    noise, sigma = calibrate(rho)
    published = [place for place in sorted(counts) if headcounts[place] >= least]
    numbers = noise([number for place in published for number in counts[place]])
    width = len(cells) + 1
    figures = {place: numbers[at * width : (at + 1) * width] for at, place in enumerate(published)}
    return _Noisy(str(level["level"]), rho, sigma, cells, figures)


def _publish(window: Window, levels: list[_Noisy], headcounts: Mapping[str, int], said: Said) -> None:
    said(_("Charging the budget."))
    year = year_of(window.opens_at)
    db.session.add_all(
        Charge(window_id=window.id, level=noisy.level, year=year, rho=noisy.rho, sigma=noisy.sigma) for noisy in levels
    )
    db.session.flush()
    said(_("Writing the figures."))
    figures = [
        {"window_id": window.id, "place_id": place, "cell": cell, "value": value}
        for noisy in levels
        for place, numbers in noisy.figures.items()
        for cell, value in zip([*noisy.cells, TOOK_PART], numbers, strict=True)
    ]
    if figures:
        db.session.execute(insert(Figure), figures)
    counted = [{"window_id": window.id, "place_id": place, "headcount": n} for place, n in headcounts.items()]
    db.session.execute(update(Place), counted)
    said(_("Deleting the rows."))
    db.session.execute(delete(Contribution).where(Contribution.window_id == window.id))
    window.state, window.released_at = "released", now()
    db.session.flush()
    record("window-released", window=window.id, figures=digest(window.id))
    db.session.flush()
