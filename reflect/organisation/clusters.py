"""Small services that are counted together for a year. Called inside a write unit."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import BadInput
from reflect.organisation.models import ServiceCluster, Unit
from reflect.organisation.names import tidy_name
from reflect.organisation.roster import flush_unique
from reflect.storage.db import db
from reflect.web.language import ZONE
from reflect.web.language import gettext as _

MOST_CLUSTER = 80
FEWEST = 2


def years() -> tuple[int, int]:
    """The years that can be arranged: this one and the next."""
    this = now().astimezone(ZONE).year
    return this, this + 1


def clusters_of(year: int) -> dict[str, list[str]]:
    """The ids of the services that are counted together in a year, by the group's name."""
    found = db.session.execute(
        select(ServiceCluster.cluster, ServiceCluster.unit_id)
        .join(Unit, Unit.id == ServiceCluster.unit_id)
        .where(ServiceCluster.year == year)
        .order_by(ServiceCluster.cluster, Unit.name)
    )
    groups: dict[str, list[str]] = {}
    for row in found:
        groups.setdefault(row.cluster, []).append(row.unit_id)
    return groups


def put_together(year: int, name: str, unit_ids: Sequence[str], *, actor: str) -> None:
    """Count some services of one agency together for a year. A service is in one group at most.

    Raises:
        BadInput: fewer than two, no services, not all of one agency, one is in a group already, or the name is taken.
        Conflict: somebody else put one of them into a group at this moment.
    """
    name, chosen = tidy_name(name, MOST_CLUSTER), sorted(set(unit_ids))
    if year not in years():
        raise BadInput(_("Services can be put together for this year and the next."))
    if len(chosen) < FEWEST:
        raise BadInput(_("Choose at least two services."))
    parents = db.session.execute(select(Unit.parent_id).where(Unit.id.in_(chosen), Unit.kind == "service")).all()
    if len(parents) != len(chosen) or len({row.parent_id for row in parents}) != 1:
        raise BadInput(_("Choose services of one agency."))
    present = clusters_of(year)
    if name in present:
        raise BadInput(_("There is a group of this name already."))
    if any(unit_id in group for group in present.values() for unit_id in chosen):
        raise BadInput(_("One of these services is in a group already."))
    db.session.add_all(ServiceCluster(year=year, unit_id=unit_id, cluster=name) for unit_id in chosen)
    flush_unique(_("One of these services is in a group already."))
    for unit_id in chosen:
        record("unit-clustered", actor=actor, unit=unit_id, year=year)


def take_apart(year: int, unit_ids: Sequence[str], *, actor: str) -> None:
    """Count these services alone again in a year that has not passed.

    Raises:
        BadInput: the year has passed.
    """
    if year not in years():
        raise BadInput(_("Services can be put together for this year and the next."))
    db.session.execute(delete(ServiceCluster).where(ServiceCluster.year == year, ServiceCluster.unit_id.in_(unit_ids)))
    for unit_id in unit_ids:
        record("unit-clustered", actor=actor, unit=unit_id, year=year)
