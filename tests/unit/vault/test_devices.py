"""A device's slot opens with what its own passkey gives, and with nothing else; a seed opens for its own factor."""

import os

import pytest

from reflect.vault.devices import DeviceSlot, new_device_slot, new_salt, open_device_slot
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import new_person
from reflect.vault.seeds import open_seed, seal_seed

SECRET = bytes(range(32))


@pytest.fixture
def slot() -> tuple[bytes, DeviceSlot]:
    keys, _stored = new_person("p1")
    return keys.root(), new_device_slot(keys, "f1", new_salt(), SECRET)


def test_the_passkey_opens_its_slot(slot: tuple[bytes, DeviceSlot]) -> None:
    root, stored = slot
    assert open_device_slot("p1", "f1", stored, SECRET).root() == root


@pytest.mark.parametrize(
    ("person", "factor", "secret"),
    [("p2", "f1", SECRET), ("p1", "f2", SECRET), ("p1", "f1", bytes(32)), ("p1", "f1", b""), ("p1", "f1", SECRET[:31])],
)
def test_nothing_else_opens_it(slot: tuple[bytes, DeviceSlot], person: str, factor: str, secret: bytes) -> None:
    with pytest.raises(CannotOpen):
        open_device_slot(person, factor, slot[1], secret)


def test_a_slot_of_another_generation_does_not_open(slot: tuple[bytes, DeviceSlot]) -> None:
    moved = DeviceSlot(2, slot[1].salt, slot[1].envelope)
    with pytest.raises(CannotOpen):
        open_device_slot("p1", "f1", moved, SECRET)


def test_a_secret_of_another_length_makes_no_slot() -> None:
    keys, _stored = new_person("p1")
    with pytest.raises(CannotOpen):
        new_device_slot(keys, "f1", new_salt(), b"short")


def test_a_seed_opens_for_its_own_person_and_factor() -> None:
    key, seed = os.urandom(32), os.urandom(20)
    envelope = seal_seed(key, "p1", "f1", seed)
    assert open_seed(key, "p1", "f1", envelope) == seed
    for person, factor, other in (("p2", "f1", key), ("p1", "f2", key), ("p1", "f1", os.urandom(32))):
        with pytest.raises(CannotOpen):
            open_seed(other, person, factor, envelope)
