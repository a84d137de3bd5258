"""The two of a supervision open what they work on; nobody else does, and only while it lasts do they write."""

import pytest
from flask import Flask

from reflect.core.errors import Conflict, NotFound, Refused
from reflect.identity.keyring import secrets_of
from reflect.identity.models import Account
from reflect.storage.db import db, write_unit
from reflect.supervision import pairing
from reflect.supervision.models import PairKey
from reflect.vault.pairs import open_notes, seal_notes
from tests.support.people import Enrolled, People


def begun(person: Enrolled, supervision_id: str) -> pairing.OpenPair:
    """The pair with its key, as the first agreement makes it."""
    pair = pairing.pair_of(person.person_id, supervision_id, writes=True)
    shown = pairing.other_key(person.keys, pair).fingerprint
    with write_unit():
        other = pairing.confirm_other_key(person.keys, pair, shown, confirm_changed=False)
        return pairing.open_or_make(person.keys, pair, other)


def test_both_work_under_one_key_until_it_ends_and_read_after(app: Flask, people: People) -> None:
    priya, marcus, dev = (people.enrol(name) for name in ("Priya Nair", "Marcus Bell", "Dev Malik"))
    relation = people.supervise(priya, marcus)
    with pytest.raises(NotFound, match="agreement"):
        pairing.open_pair(priya.keys, priya.person_id, relation)
    made = begun(priya, relation)
    again = begun(marcus, relation)
    sealed = seal_notes(made.key, "session", 1, b"words")
    assert open_notes(again.key, "session", 1, sealed) == b"words"
    assert (made.side, made.other.name, again.side) == ("practitioner", "Marcus Bell", "supervisor")
    for person in (dev, people.enrol("Amara Okafor", roles=("administrator",))):
        with pytest.raises(NotFound):
            pairing.open_pair(person.keys, person.person_id, relation)
        assert pairing.pairs_of(person.person_id) == []
    people.end_supervision(relation)
    assert open_notes(pairing.open_pair(marcus.keys, marcus.person_id, relation).key, "session", 1, sealed) == b"words"
    with pytest.raises(Refused, match="ended"):
        pairing.open_pair(priya.keys, priya.person_id, relation, writes=True)


def test_what_has_ended_is_over_whoever_else_goes_on(sqlite_app: Flask) -> None:
    people = People(sqlite_app)
    priya, marcus, dev = (people.enrol(name) for name in ("Priya Nair", "Marcus Bell", "Dev Malik"))
    ended, others = people.supervise(priya, marcus), people.supervise(dev, marcus)
    people.end_supervision(ended)
    live = {pair.supervision_id: pair.live for pair in pairing.pairs_of(marcus.person_id)}
    assert live == {ended: False, others: True}
    anew = people.supervise(priya, marcus)  # they begin again, and not where they left off
    live = {pair.supervision_id: pair.live for pair in pairing.pairs_of(priya.person_id)}
    assert live == {ended: False, anew: True}


def test_nothing_is_sealed_to_a_key_that_was_not_confirmed(sqlite_app: Flask) -> None:
    people = People(sqlite_app)
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell")
    waiting = people.supervise(priya, marcus, confirmed=False)
    with pytest.raises(NotFound):
        pairing.pair_of(priya.person_id, waiting)
    relation = people.supervise(priya, marcus)
    pair = pairing.pair_of(priya.person_id, relation)
    with write_unit(), pytest.raises(Refused, match="changed while"):
        pairing.confirm_other_key(priya.keys, pair, "0000", confirm_changed=False)
    begun(priya, relation)
    with write_unit():
        account = db.session.get_one(Account, marcus.person_id)
        before = account.public_key
        account.public_key = secrets_of(priya.person_id).public.raw  # somebody put another key in its place
    shown = pairing.other_key(priya.keys, pair)
    assert shown.pin == "changed"
    with write_unit(), pytest.raises(Refused, match="not the key you confirmed"):
        pairing.confirm_other_key(priya.keys, pair, shown.fingerprint, confirm_changed=False)
    with write_unit():
        pairing.confirm_other_key(priya.keys, pair, shown.fingerprint, confirm_changed=True)
        db.session.get_one(Account, marcus.person_id).public_key = before
    assert pairing.has_key([relation, waiting]) == {relation}
    with write_unit():
        db.session.get_one(PairKey, (relation, marcus.person_id)).sealed = b"H\x01\x01damaged"
    with pytest.raises(Conflict, match="outside"):
        pairing.open_pair(marcus.keys, marcus.person_id, relation)
    people.suspend(marcus)
    assert not pairing.pair_of(priya.person_id, relation).live
    with pytest.raises(Refused, match="no open account"):
        pairing.other_key(priya.keys, pair)
