"""Whether every window is as it must be: nothing left of the released, nothing missing from the open."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from sqlalchemy import delete, select

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import Conflict
from reflect.core.settings import PRIVACY_CAP
from reflect.storage.db import db, write_unit
from reflect.themes import destruction, ledger, places, window_keys, windows
from reflect.themes.mechanism import calibrate
from reflect.themes.models import TOOK_PART, Charge, Contribution, Figure, Window
from reflect.themes.periods import year_of
from reflect.themes.plans import above
from reflect.themes.published import changed_since
from reflect.themes.release import private_key
from reflect.web.language import gettext as _


def verify(
    keys: Path,
    cap: float = PRIVACY_CAP,
    said: Callable[[str], None] = lambda phase: None,
    lost: Collection[str] = (),
) -> list[str]:
    """Finish what is unfinished, let old windows expire, and say what is still wrong, a sentence each.

    In write units of its own. An expired window's rows and key are destroyed unopened.

    Args:
        keys: the folder of the windows' private keys.
        cap: the most rho that a year may cost a person.
        said: is told what is being destroyed.
        lost: the windows, by name or id, whose keys are lost for good.

    Raises:
        NotFound: there is no window of a name in `lost`.
    """
    given_up = {windows.named(name).id for name in lost}
    problems = []
    for window_id in db.session.scalars(select(Window.id).order_by(Window.opens_at, Window.name)).all():
        window = db.session.get_one(Window, window_id)
        if windows.expired(window, now()):
            _expire(window_id)
        if window.state != "open" and destruction.unfinished(window, keys):
            said(_("%(name)s: finishing.", name=window.name))
            try:
                destruction.finish(window_id, keys, said, lost=window_id in given_up)
            except Conflict as refused:
                problems.append(f"{window.name}: {refused.sentence}")
        elif window.destroyed_at is not None:
            window_keys.forget(keys, window_id)  # a crash may have left the mark
        problems += [f"{window.name}: {problem}" for problem in _wrong(window, keys)]
    known = set(db.session.scalars(select(Window.id)))
    problems += [
        _("The key file %(name)s.key belongs to no window. If no window is being opened, remove it.", name=name)
        for name in sorted(window_keys.kept(keys) - known)
    ]
    return problems + changed_since() + list(_too_dear(min(cap, PRIVACY_CAP)))


def _expire(window_id: str) -> None:
    with write_unit():
        window = windows.locked(window_id)
        if window.state == "open" and windows.expired(window, now()):
            window.state = "expired"
            record("window-expired", window=window_id)
            db.session.execute(delete(Contribution).where(Contribution.window_id == window_id))


def _wrong(window: Window, keys: Path) -> Iterator[str]:
    if window.state == "open":
        if window.id not in window_keys.kept(keys):
            yield _("THE KEY IS MISSING. Put its file back now: without it nothing of this window can be released.")
        else:
            yield from _key_problems(window, keys)
    elif destruction.remains(window.id, keys):
        yield _("its key or its rows are still there. Run the command again.")
    charges = db.session.scalars(select(Charge).where(Charge.window_id == window.id)).all()
    figures = _figures(window.id)
    if window.state != "released":
        if charges or figures:
            yield _("it has figures or charges, and was never released.")
        return
    planned = {str(level["level"]): float(str(level["rho"])) for level in window.levels}
    if {charge.level: charge.rho for charge in charges} != planned:
        yield _("the ledger does not say what its plan costs.")
    if any(calibrate(charge.rho)[1] != charge.sigma for charge in charges):
        yield _("the ledger has another sigma than its rho needs.")
    if figures != _expected(window):
        yield _("its figures are not complete, or there are more than its plan publishes.")


def _key_problems(window: Window, keys: Path) -> Iterator[str]:
    try:
        private_key(window, keys)
    except Conflict as refused:  # a file that was damaged, or is another window's
        yield refused.sentence


def _figures(window_id: str) -> dict[str, set[str]]:
    """The cells that are published, by place."""
    found = defaultdict(set)
    for place_id, cell in db.session.execute(select(Figure.place_id, Figure.cell).where(Figure.window_id == window_id)):
        found[place_id].add(cell)
    return dict(found)


def _expected(window: Window) -> dict[str, set[str]]:
    """The cells that must be published, by place: all of its level, wherever enough people work."""
    levels = {str(level["level"]): level for level in window.levels}
    return {
        place.place_id: {*windows.cells_of(levels[place.level]), TOOK_PART}
        for place in places.of_window(window.id)
        if place.headcount is not None and place.headcount >= int(str(levels[place.level]["least"]))
    }


def _too_dear(cap: float) -> Iterator[str]:
    opened = select(Window.opens_at).join(Charge, Charge.window_id == Window.id)
    for year in sorted({year_of(moment) for moment in db.session.scalars(opened)}):
        if above(ledger.spent(year), cap):
            yield _(
                "%(year)s has cost a person rho %(sum)s, and at most %(cap)s is allowed.",
                year=year,
                sum=f"{ledger.spent(year):g}",
                cap=f"{cap:g}",
            )
