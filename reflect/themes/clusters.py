"""Small services put together, so that each is in exactly one place that is large enough to say something useful."""

from collections.abc import Sequence
from dataclasses import dataclass

from reflect.core.ids import new_id


@dataclass(frozen=True)
class Service:
    """A service and how many people are on its roster."""

    unit_id: str
    name: str
    people: int


@dataclass(frozen=True)
class Group:
    """Services of one agency whose figures are released together. A cluster's place is of exactly these services."""

    place_id: str
    members: tuple[Service, ...]

    @property
    def people(self) -> int:
        """How many are on the roster of its services together."""
        return sum(service.people for service in self.members)

    @property
    def is_cluster(self) -> bool:
        """Whether its place is made for these services, and is none of the units themselves."""
        return all(service.unit_id != self.place_id for service in self.members)

    def with_more(self, more: Sequence[Service]) -> "Group":
        """Another place: its figures are of other people than those of the place without them."""
        return new_group([*self.members, *more])


def grouped(new: Sequence[Service], least: int, taken: Sequence[Group] = ()) -> list[Group]:
    """The places of an agency's services.

    Services below `least` people are gathered, in order of name, into clusters of at least so many; what remains joins
    the last. If all of them together do not reach it, they join the smallest other place; if there is none, they are
    one cluster, too small to publish. A place that services join is another place from then on.

    Args:
        new: services that have no place yet this year.
        taken: the groups of the services that have. Their members stay together; new small services may join them.
    """
    small = _in_order([service for service in new if service.people < least])
    groups = [*taken, *(Group(service.unit_id, (service,)) for service in new if service.people >= least)]
    clusters = [group for group in taken if group.is_cluster]
    if not small:
        return groups
    if clusters:
        return _joined(groups, max(clusters, key=_order), small)
    gathered = _gathered(small, least)
    if gathered:
        return [*groups, *gathered]
    if not groups:
        return [new_group(small)]
    smallest = min(groups, key=lambda group: (group.people, _order(group)))
    if smallest in taken:
        return _joined(groups, smallest, small)
    others = [group for group in groups if group is not smallest]
    return [*others, smallest.with_more(small)]


def _gathered(small: Sequence[Service], least: int) -> list[Group]:
    """Clusters of at least `least` people, in order; none when all together do not reach it."""
    clusters: list[list[Service]] = []
    open_one: list[Service] = []
    for service in small:
        open_one.append(service)
        if sum(each.people for each in open_one) >= least:
            clusters.append(open_one)
            open_one = []
    if clusters:
        clusters[-1] += open_one
    return [new_group(cluster) for cluster in clusters]


def new_group(members: Sequence[Service]) -> Group:
    """A place of its own for these services; of one alone, the service's own."""
    return Group(members[0].unit_id if len(members) == 1 else new_id(), _in_order(members))


def _joined(groups: Sequence[Group], to: Group, more: Sequence[Service]) -> list[Group]:
    return [group.with_more(more) if group is to else group for group in groups]


def _in_order(services: Sequence[Service]) -> tuple[Service, ...]:
    return tuple(sorted(services, key=lambda service: (service.name, service.unit_id)))


def _order(group: Group) -> tuple[str, str]:
    return group.members[0].name, group.members[0].unit_id
