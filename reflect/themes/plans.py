"""The release plan: which levels are released how often, at what privacy cost, from how many people."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, cast, get_args

from sqlalchemy import delete, select

from reflect.core.errors import BadInput
from reflect.storage.db import db
from reflect.themes.models import Cadence, Level, PlanLevel
from reflect.themes.periods import A_YEAR
from reflect.web.language import gettext as _

SHIPPED = ("full", "cautious", "pilot")
LEVELS: tuple[Level, ...] = get_args(Level)  # from the smallest
_CADENCES: tuple[Cadence, ...] = get_args(Cadence)
_FIELDS = {"level", "cadence", "rho", "least"}
_ROUNDING = 1e-9  # sums of floats


@dataclass(frozen=True)
class LevelPlan:
    """One level: how often it is released, its rho (zero-concentrated) each time, and its least headcount."""

    level: Level
    cadence: Cadence
    rho: float
    least: int


Plan = tuple[LevelPlan, ...]


def yearly(plan: Sequence[LevelPlan]) -> float:
    """What all releases of a year cost a person together, in rho."""
    return math.fsum(A_YEAR[each.cadence] * each.rho for each in plan)


def above(spent: float, cap: float) -> bool:
    """Whether a sum of rho is over a cap."""
    return spent > cap + _ROUNDING


def current() -> Plan:
    """The plan of this deployment, from the smallest level; the full plan unless another was adopted."""
    rows = db.session.scalars(select(PlanLevel)).all()
    if not rows:
        return shipped("full")
    adopted = (LevelPlan(cast(Level, r.level), cast(Cadence, r.cadence), r.rho, r.least) for r in rows)
    return tuple(sorted(adopted, key=lambda each: LEVELS.index(each.level)))


def adopt(plan: Plan, cap: float) -> None:
    """Let windows that open from now on follow this plan. Those that are open keep theirs. Raises BadInput."""
    validate(plan, cap)
    db.session.execute(delete(PlanLevel))
    db.session.add_all(PlanLevel(level=p.level, cadence=p.cadence, rho=p.rho, least=p.least) for p in plan)


def shipped(name: str) -> Plan:
    """A plan that comes with Reflect: full, cautious or pilot."""
    return read((files("reflect.themes") / "plans" / f"{name}.yaml").read_text("utf-8"))


def read(text: str) -> Plan:
    """The plan that a YAML file says. Raises BadInput with the mend."""
    import yaml  # only here: few pages ask for the plan

    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        raise BadInput(_("This is not YAML. Begin from a copy of a plan that comes with Reflect.")) from None
    levels = document.get("levels") if isinstance(document, dict) and set(document) == {"levels"} else None
    if not isinstance(levels, list) or not levels:
        raise BadInput(_("A plan is “levels:” and under it a list with at least one level."))
    return tuple(_level(each) for each in levels)


def validate(plan: Plan, cap: float) -> None:
    """Refuse a plan that does not fit together or costs a person more than `cap` a year. Raises BadInput."""
    named = [each.level for each in plan]
    if len(set(named)) != len(named):
        raise BadInput(_("A level stands in the plan twice. Keep one of the two."))
    if "everybody" in named and len(named) > 1:
        raise BadInput(_("“everybody” stands alone. Take the other levels out, or take “everybody” out."))
    if above(yearly(plan), cap):
        raise BadInput(
            _(
                "This plan costs rho %(sum)s a person a year, and at most %(cap)s is allowed. Lower a level’s rho.",
                sum=f"{yearly(plan):g}",
                cap=f"{cap:g}",
            )
        )


def _level(given: Any) -> LevelPlan:
    if not isinstance(given, dict) or set(given) != _FIELDS:
        raise BadInput(_("Each level has exactly: level, cadence, rho, least."))
    level, cadence, rho, least = (given[field] for field in ("level", "cadence", "rho", "least"))
    if level not in LEVELS:
        raise BadInput(_("“%(level)s” is no level. Use one of: %(levels)s.", level=level, levels=", ".join(LEVELS)))
    if cadence not in _CADENCES:
        raise BadInput(_("“%(level)s”: the cadence is one of: %(those)s.", level=level, those=", ".join(_CADENCES)))
    if type(rho) not in (int, float) or not (0 < rho < math.inf):
        raise BadInput(_("“%(level)s”: rho is a number above 0, such as 0.125.", level=level))
    if type(least) is not int or least < 1:
        raise BadInput(_("“%(level)s”: “least” is a whole number of people, at least 1.", level=level))
    return LevelPlan(level, cadence, float(rho), least)
