"""A reader's key is the one that the author confirmed. Another one blocks sharing until it is confirmed again."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from reflect.core.errors import Refused
from reflect.identity.models import Account
from reflect.sharing import reader
from reflect.sharing.models import PinnedKey, Share
from reflect.storage.db import db, write_unit
from reflect.vault.keys import new_person
from reflect.vault.pins import seal_pin
from tests.support.sharing import choices, granted, listed, shared


def exchange_key_of(person):
    """Somebody who can write the database puts a key of their own in the place of this person's."""
    keys, stored = new_person(person.person_id)
    with write_unit():
        db.session.execute(
            update(Account)
            .where(Account.person_id == person.person_id)
            .values(
                key_id=stored.public.key_id,
                public_key=stored.public.raw,
                sealed_private=stored.sealed_private,
            )
        )
    return keys, stored.public.fingerprint()


def pin_of(priya):
    (choice,) = choices(priya)
    return choice.pin


def test_the_first_share_pins_the_key_and_the_next_ones_need_no_more(priya, marcus):
    assert pin_of(priya) == "none"
    shared(priya, marcus)
    assert pin_of(priya) == "same"
    shared(priya, marcus)


def test_a_changed_key_blocks_sharing_until_it_is_confirmed(priya, marcus):
    shared(priya, marcus)
    exchange_key_of(marcus)

    assert pin_of(priya) == "changed"
    with pytest.raises(Refused, match="not the key you confirmed"):
        shared(priya, marcus)
    assert len(db.session.scalars(select(Share.id)).all()) == 1

    shared(priya, marcus, confirm_changed=True)
    assert pin_of(priya) == "same"
    shared(priya, marcus)


def test_a_key_that_changed_while_the_page_was_open_is_refused(priya, marcus):
    (choice,) = choices(priya)
    exchange_key_of(marcus)

    for confirm_changed in (False, True):
        with pytest.raises(Refused, match="changed while this page was open"):
            granted(priya, marcus, fingerprint=choice.fingerprint, confirm_changed=confirm_changed)
    assert db.session.scalars(select(Share.id)).all() == []


def test_a_refused_share_pins_nothing(priya, marcus):
    with pytest.raises(Refused):
        granted(priya, marcus, fingerprint="0000 0000 0000 0000 0000")

    assert db.session.scalars(select(PinnedKey)).all() == []


def test_whoever_exchanges_the_key_cannot_exchange_the_pin(people, priya, marcus):
    shared(priya, marcus)
    keys, fingerprint = exchange_key_of(marcus)
    forged = seal_pin(keys, marcus.person_id, fingerprint)
    with write_unit():
        db.session.execute(update(PinnedKey).values(sealed=forged))

    assert pin_of(priya) == "changed"


def test_a_pin_of_one_reader_does_not_serve_for_another(people, priya, marcus):
    ines = people.enrol("Ines Okoro", roles=("supervisor",))
    people.supervise(priya, ines)
    shared(priya, marcus)
    shared(priya, ines)
    pins = {pin.reader_id: pin.sealed for pin in db.session.scalars(select(PinnedKey))}
    with write_unit():
        of_ines = PinnedKey.reader_id == ines.person_id
        db.session.execute(update(PinnedKey).where(of_ines).values(sealed=pins[marcus.person_id]))

    assert {choice.name: choice.pin for choice in choices(priya)} == {
        "Ines Okoro": "changed",
        "Marcus Bell": "same",
    }


def test_what_was_shared_before_stays_sealed_to_the_key_of_then(priya, marcus):
    share_id = shared(priya, marcus)
    keys, _ = exchange_key_of(marcus)

    with pytest.raises(Exception, match="does not open"), write_unit():
        reader.open_share(keys, marcus.person_id, share_id)
    (row,) = listed(replace(marcus, keys=keys))
    assert row.title is None
