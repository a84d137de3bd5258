"""People are put on the roster many at a time, all of them or none, and nobody twice."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from reflect.core.errors import BadInput
from reflect.organisation import roster
from reflect.organisation.models import Person
from reflect.storage.db import db, write_unit


def place(*people: tuple[str, str]) -> list[str]:
    with write_unit():
        unit = roster.place_unit(("Northbridge", "Social care"))
        return roster.place_people([(name, email, unit) for name, email in people])


def on_roster() -> int | None:
    return db.session.scalar(select(func.count()).select_from(Person))


def test_ids_come_back_in_the_order_of_the_people(app: Flask) -> None:
    ids = place(("Ana Silva", "ana@test.example"), ("Ben Cole", "ben@test.example"))

    names = [db.session.scalar(select(Person.name).where(Person.id == each)) for each in ids]
    assert names == ["Ana Silva", "Ben Cole"]


def test_an_address_that_is_there_already_keeps_its_person(app: Flask) -> None:
    (ana,) = place(("Ana Silva", "ana@test.example"))

    again = place(
        ("Ben Cole", "ben@test.example"), ("Somebody Else", " ANA@test.example "), ("B Cole", "ben@test.example")
    )

    assert again[1] == ana
    assert again[0] == again[2]
    assert on_roster() == 2
    assert db.session.scalar(select(Person.name).where(Person.id == ana)) == "Ana Silva"


@pytest.mark.parametrize(
    "wrong", [("", "ana@test.example"), ("Ana Silva", "nowhere"), ("Ana Silva", "a" * 300 + "@test.example")]
)
def test_one_that_cannot_be_placed_places_nobody(app: Flask, wrong: tuple[str, str]) -> None:
    with pytest.raises(BadInput):
        place(("Ben Cole", "ben@test.example"), wrong)

    assert on_roster() == 0


def test_nobody_to_place_is_fine(app: Flask) -> None:
    assert place() == []
