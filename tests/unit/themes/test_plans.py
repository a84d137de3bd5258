"""A plan is data: what fits together below the cap is taken, everything else is refused with its mend."""

import pytest

from reflect.core.errors import BadInput
from reflect.themes.plans import SHIPPED, LevelPlan, read, shipped, validate, yearly

SERVICE = "{level: service, cadence: half-year, rho: 0.125, least: 50}"
AGENCY = "{level: agency, cadence: quarter, rho: 0.03125, least: 200}"
EVERYBODY = "{level: everybody, cadence: half-year, rho: 0.01, least: 20}"


def of(*levels: str) -> str:
    return f"levels: [{', '.join(levels)}]"


def test_the_full_plan_is_the_design():
    assert shipped("full") == (
        LevelPlan("service", "half-year", 0.125, 50),
        LevelPlan("agency", "quarter", 0.03125, 200),
        LevelPlan("partnership", "quarter", 0.015625, 1000),
    )
    assert shipped("pilot") == (LevelPlan("everybody", "half-year", 0.25, 20),)


@pytest.mark.parametrize(
    ("name", "cap", "sum_"), [("full", 0.5, 0.4375), ("cautious", 0.25, 0.21875), ("pilot", 0.5, 0.5)]
)
def test_each_shipped_plan_stays_below_its_cap(name, cap, sum_):
    assert name in SHIPPED
    validate(shipped(name), cap)
    assert yearly(shipped(name)) == sum_


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("levels: [", "not YAML"),
        ("levels: 2026-99-99", "not YAML"),
        ("", "levels:"),
        ("[]", "levels:"),
        ("levels: []", "levels:"),
        ("levels: {}", "levels:"),
        ("more: 1\nlevels: []", "levels:"),
        (of("service"), "exactly: level, cadence, rho, least"),
        (of(SERVICE.replace("}", ", extra: 1}")), "exactly: level"),
        (of(SERVICE.replace("service", "team")), "“team” is no level"),
        (of(SERVICE.replace("service", "[]")), "is no level"),
        (of(SERVICE.replace("half-year", "week")), "cadence is one of: quarter, half-year"),
        (of(SERVICE.replace("0.125", "0")), "rho is a number above 0"),
        (of(SERVICE.replace("0.125", "-1")), "rho is a number above 0"),
        (of(SERVICE.replace("0.125", ".nan")), "rho is a number above 0"),
        (of(SERVICE.replace("0.125", ".inf")), "rho is a number above 0"),
        (of(SERVICE.replace("0.125", "yes")), "rho is a number above 0"),
        (of(SERVICE.replace("0.125", "'0.1'")), "rho is a number above 0"),
        (of(SERVICE.replace("50", "0")), "at least 1"),
        (of(SERVICE.replace("50", "1.5")), "at least 1"),
        (of(SERVICE.replace("50", "yes")), "at least 1"),
    ],
)
def test_what_is_no_plan_is_refused_with_a_sentence(text, says):
    with pytest.raises(BadInput) as refused:
        read(text)
    assert says in refused.value.sentence


@pytest.mark.parametrize(
    ("text", "cap", "says"),
    [
        (of(SERVICE, SERVICE), 0.5, "twice"),
        (of(SERVICE, EVERYBODY), 0.5, "stands alone"),
        (of(SERVICE, AGENCY), 0.374, "rho 0.375 a person a year, and at most 0.374"),
        (of(SERVICE.replace("0.125", "0.26")), 0.5, "Lower a level’s rho"),
    ],
)
def test_a_plan_that_does_not_fit_or_costs_too_much_is_refused(text, cap, says):
    with pytest.raises(BadInput) as refused:
        validate(read(text), cap)
    assert says in refused.value.sentence


def test_a_plan_may_cost_exactly_the_cap():
    validate(read(of(SERVICE, AGENCY)), 0.375)
