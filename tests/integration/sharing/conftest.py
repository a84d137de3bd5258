"""Priya, whom Marcus supervises."""

import pytest


@pytest.fixture
def marcus(people):
    return people.enrol("Marcus Bell", roles=("practitioner", "supervisor"))


@pytest.fixture
def priya(people, marcus):
    priya = people.enrol("Priya Shah")
    people.supervise(priya, marcus)
    return priya
