"""The ledger: what all releases of a calendar year tell about one person stays below a cap, whatever happens."""

import math
from collections.abc import Iterable, Mapping

from sqlalchemy import func, select

from reflect.core.errors import Conflict
from reflect.core.settings import PRIVACY_CAP
from reflect.storage.db import db
from reflect.themes.models import Charge, Window
from reflect.themes.periods import year_of
from reflect.themes.plans import above
from reflect.web.language import gettext as _

_LOCK = 0x7E_1ED6E6  # PostgreSQL's advisory lock of the ledger; SQLite has one writer anyway


def lock() -> None:
    """Let nobody else promise or charge until this transaction ends."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def spent(year: int) -> float:
    """What the releases of a year's windows cost so far, in rho."""
    return math.fsum(db.session.scalars(select(Charge.rho).where(Charge.year == year)))


def promised(year: int) -> float:
    """What the windows that opened in a year cost once they are all released. Expired ones never are."""
    windows = db.session.scalars(select(Window).where(Window.state != "expired"))
    return math.fsum(cost(window.levels) for window in windows if year_of(window.opens_at) == year)


def cost(levels: Iterable[Mapping[str, object]]) -> float:
    """What one release of these levels costs a person, in rho."""
    return math.fsum(float(str(level["rho"])) for level in levels)


def refuse_above(cap: float, year: int, before: float, more: float) -> None:
    """Raises Conflict when a year would cost a person more than the cap, or than the constant that no setting lifts."""
    allowed = min(cap, PRIVACY_CAP)
    if above(before + more, allowed):
        raise Conflict(
            _(
                "This would make %(year)s cost a person rho %(sum)s, and at most %(cap)s is allowed. "
                "Wait for the next year, or adopt a plan with a lower rho.",
                year=year,
                sum=f"{before + more:g}",
                cap=f"{allowed:g}",
            )
        )
