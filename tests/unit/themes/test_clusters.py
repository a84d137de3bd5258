"""Each service is in exactly one place; small ones are put together until they are enough people."""

from hypothesis import given
from hypothesis import strategies as st

from reflect.core.ids import ID_PATTERN
from reflect.themes.clusters import Group, Service, grouped

LEAST = 50
SIZES = st.lists(st.integers(0, 120), min_size=1, max_size=12)


def services(sizes: list[int], start: str = "a") -> list[Service]:
    """Services whose names are in the order of the list."""
    return [Service(f"unit-{start}{number:02}", f"{start}{number:02}", size) for number, size in enumerate(sizes)]


def sizes_of(groups: list[Group]) -> list[list[int]]:
    return sorted([service.people for service in group.members] for group in groups)


@given(SIZES)
def test_each_service_is_in_exactly_one_place_that_is_large_enough_wherever_that_can_be(sizes):
    groups = grouped(services(sizes), LEAST)
    assert sorted(s.unit_id for group in groups for s in group.members) == [s.unit_id for s in services(sizes)]
    assert len({group.place_id for group in groups}) == len(groups)
    if sum(sizes) >= LEAST:
        assert all(group.people >= LEAST for group in groups)
    else:
        assert len(groups) == 1
    for group in groups:
        assert group.is_cluster == (len(group.members) > 1)
        assert group.is_cluster == bool(ID_PATTERN.fullmatch(group.place_id))


@given(SIZES, SIZES, st.integers(0, 12))
def test_later_in_the_year_nobody_is_parted_and_a_place_is_always_of_the_same_services(first, more, gone):
    before = grouped(services(first), LEAST)
    left = {s.unit_id for s in services(first)[gone:]}
    taken = [Group(g.place_id, tuple(s for s in g.members if s.unit_id in left)) for g in before]
    taken = [group for group in taken if group.members]
    after = grouped(services(more, start="b"), LEAST, taken)
    place = {service.unit_id: group.place_id for group in after for service in group.members}
    assert place.keys() == left | {service.unit_id for service in services(more, start="b")}
    assert sum(len(group.members) for group in after) == len(place)
    members = {group.place_id: set(group.members) for group in after}
    for group in taken:
        assert len({place[service.unit_id] for service in group.members}) == 1
        assert members.get(group.place_id, set(group.members)) == set(group.members)
    for service in services(more, start="b"):
        if service.people >= LEAST and service.unit_id in {group.place_id for group in after}:
            assert place[service.unit_id] == service.unit_id


def test_small_services_are_gathered_in_order_of_name_and_the_rest_joins_the_last():
    assert sizes_of(grouped(services([30, 60, 20, 25, 25, 10]), LEAST)) == [[25, 25, 10], [30, 20], [60]]


def test_too_few_in_small_services_join_the_smallest_large_one():
    groups = grouped(services([10, 90, 60, 20]), LEAST)
    assert sizes_of(groups) == [[10, 60, 20], [90]]


def test_an_agency_that_is_too_small_is_one_cluster():
    assert sizes_of(grouped(services([10, 20, 5]), LEAST)) == [[10, 20, 5]]


def test_a_new_small_service_joins_the_last_cluster_of_its_agency():
    taken = grouped(services([30, 30, 30, 30, 80]), LEAST)
    groups = grouped(services([5, 70], start="z"), LEAST, taken)
    assert sizes_of(groups) == [[30, 30], [30, 30, 5], [70], [80]]
    grew = next(group for group in groups if len(group.members) == 3)
    assert grew.place_id not in {group.place_id for group in taken}
    assert {group.place_id for group in taken} - {group.place_id for group in groups} == {
        group.place_id for group in taken if set(group.members) < set(grew.members)
    }


def test_without_a_cluster_new_small_services_form_one_or_join_the_smallest():
    taken = grouped(services([60, 80]), LEAST)
    assert sizes_of(grouped(services([30, 30], start="z"), LEAST, taken)) == [[30, 30], [60], [80]]
    joined = grouped(services([30], start="z"), LEAST, taken)
    assert sizes_of(joined) == [[60, 30], [80]]
    grew, other = sorted(joined, key=lambda group: len(group.members), reverse=True)
    assert other in taken
    assert grew.is_cluster
