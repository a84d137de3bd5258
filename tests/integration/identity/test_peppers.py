"""The app does not start with a pepper that would lock every journal."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete

from reflect.core.settings import UnsafeSettings, from_environment
from reflect.identity import peppers
from reflect.identity.models import PepperCheck
from reflect.storage.db import db, write_unit
from reflect.vault.slots import Peppers
from tests.support.at_once import at_once
from tests.support.people import People


@pytest.fixture(autouse=True)
def only_the_usual(app: Flask) -> Iterator[None]:
    """What a test notes of further peppers is gone after it: between tests the table stays as it is."""
    yield
    db.session.rollback()
    with write_unit():
        db.session.execute(delete(PepperCheck).where(PepperCheck.pepper_id != "p1"))


def test_a_missing_pepper_is_refused_once_a_slot_needs_it(app: Flask, people: People) -> None:
    people.enrol("Priya Nair")
    with pytest.raises(UnsafeSettings, match="lacks the pepper p1"):
        peppers.accept(Peppers({"other": bytes(32)}, "other"))


def test_another_value_under_a_known_id_is_refused(app: Flask) -> None:
    with pytest.raises(UnsafeSettings, match="another value"):
        peppers.accept(Peppers({"p1": bytes(32)}, "p1"))


def test_a_further_pepper_is_taken(app: Flask, people: People) -> None:
    people.enrol("Priya Nair")
    given = {"p1": bytes(range(32)), "p2": bytes(32)}
    peppers.accept(Peppers(given, "p2"))
    peppers.accept(Peppers(given, "p1"))


def test_servers_that_start_together_all_take_it(app: Flask) -> None:
    given = Peppers({"p1": bytes(range(32)), "p2": bytes(32)}, "p1")
    assert at_once(app, *[partial(peppers.accept, given)] * 4) == [None] * 4


@pytest.mark.parametrize("name", ["REFLECT_ARGON2_MEMORY_KIB", "REFLECT_ARGON2_ITERATIONS"])
@pytest.mark.parametrize("asked", ["0", "2000000"])
def test_a_cost_at_which_nobody_could_sign_in_is_refused(tmp_path: Path, name: str, asked: str) -> None:
    with pytest.raises(UnsafeSettings, match="REFLECT_ARGON2"):
        peppers.cost_from_settings(from_environment({name: asked}, tmp_path))


def test_a_machine_that_lost_its_secrets_is_refused(app: Flask, people: People, tmp_path: Path) -> None:
    people.enrol("Priya Nair")
    made = from_environment({}, tmp_path / "empty")
    with pytest.raises(UnsafeSettings):
        peppers.accept(peppers.from_settings(made))
