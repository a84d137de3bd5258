"""Two people agree on supervision: one proposes, the other says yes. Nothing is sealed to whom they did not name."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from reflect.audit.models import AuditEvent
from reflect.core.errors import BadInput, Conflict, NotFound, Refused
from reflect.notices.models import Notice
from reflect.storage.db import db, write_unit
from reflect.supervision import agreements, pairing, records_keys
from reflect.supervision.models import Agreement
from reflect.supervision.terms import LONGEST, Terms
from reflect.supervision.words_of_session import MODELS
from tests.support.people import People
from tests.support.supervision import Supervised, agree, propose, terms


def standing(person, supervision_id: str) -> agreements.Standing:
    return agreements.standing(pairing.open_pair(person.keys, person.person_id, supervision_id))


def test_an_agreement_holds_once_both_have_said_yes_and_the_next_once_they_have_again(app: Flask) -> None:
    people = People(app)
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    relation = people.supervise(priya, marcus)
    assert propose(priya, relation) == 1
    found = standing(marcus, relation)
    assert found.holds is None
    assert found.waits is not None
    assert found.waits.terms.practitioner_wants == "Time to think about a heron."
    with pytest.raises(Conflict, match="changed or answered"):
        agree(priya, relation)  # nobody agrees with themselves
    agree(marcus, relation)
    with pytest.raises(Conflict):
        agree(marcus, relation)
    with pytest.raises(Conflict, match="in the meantime"):
        propose(marcus, relation)  # on a page from before
    propose(marcus, relation, terms(weeks=2), base=1)
    found = standing(priya, relation)
    assert found.holds is not None
    assert found.waits is not None
    assert (found.holds.terms.weeks, found.waits.terms.weeks) == (4, 2)
    agree(priya, relation, 2)
    after = standing(priya, relation)
    assert after.holds is not None
    assert (after.holds.terms.weeks, after.waits) == (2, None)
    told = {tuple(row) for row in db.session.execute(select(Notice.person_id, Notice.kind))}
    assert {(marcus.person_id, "agreement-proposed"), (priya.person_id, "agreement-agreed")} <= told
    logged = list(db.session.scalars(select(AuditEvent.about_id).where(AuditEvent.event == "agreement-agreed")))
    assert sorted(logged) == sorted([priya.person_id, marcus.person_id] * 2)


def test_a_list_shows_where_each_pair_is(sqlite_app: Flask) -> None:
    pair = Supervised.begun(sqlite_app)
    propose(pair.marcus, pair.id, terms(weeks=2), base=1)
    sam = pair.people.enrol("Sam Osei")
    pair.people.supervise(sam, pair.marcus)
    summaries = agreements.summaries(pairing.pairs_of(pair.marcus.person_id))
    assert set(summaries) == {pair.id}
    assert summaries[pair.id] == agreements.Summary(terms().review_on, pair.priya.person_id)
    assert not summaries[pair.id].review_due


@pytest.mark.parametrize(
    "wrong",
    [
        {"model": "six hats"},
        {"weeks": 0},
        {"minutes": 500},
        {"review_on": terms().review_on.replace(year=2020)},
        {"confidentiality": "x" * (LONGEST + 1)},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_terms_that_cannot_be_agreed_on_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        terms(**wrong).check()
    for model in MODELS:
        terms(model=model).check()
    assert Terms.from_bytes(terms().to_bytes()) == terms()
    with pytest.raises(ValueError, match="no agreement"):
        Terms.from_bytes(b"[]")


def test_who_may_read_is_named_and_a_changed_key_asks_for_a_new_agreement(sqlite_app: Flask) -> None:
    people = People(sqlite_app)
    dev = people.enrol("Dev Malik")
    with write_unit():
        _raw, key_id = records_keys.make_key(["Ana Silva, data protection officer", "Tom Reid, head of practice"])
    pair = Supervised.begun(sqlite_app, terms(third_reader_id=dev.person_id))
    opened = pairing.open_pair(pair.priya.keys, pair.priya.person_id, pair.id)
    agreed = agreements.in_force(opened)
    assert [reader.name for reader in agreed.terms.readers] == [
        "Priya Nair",
        "Marcus Bell",
        "Dev Malik",
        "your organisation, by its records key (Ana Silva, data protection officer; Tom Reid, head of practice)",
    ]
    assert len(agreements.sealing_keys(opened, agreed.terms)) == 4
    with write_unit():
        records_keys.make_key(["Ana Silva, data protection officer", "Mia Lund, head of practice"], instead_of=key_id)
    with pytest.raises(Conflict, match="another key"):
        agreements.sealing_keys(opened, agreed.terms)
    with write_unit():
        records_keys.end_key()
    with pytest.raises(Conflict, match="organisation can open"):
        agreements.sealing_keys(opened, agreed.terms)
    pair.agree_again(terms(third_reader_id=dev.person_id))
    people.suspend(dev)
    with pytest.raises(Conflict, match="Dev Malik"):
        agreements.sealing_keys(opened, agreements.in_force(opened).terms)
    with pytest.raises(Refused, match="Dev Malik"):
        propose(pair.priya, pair.id, terms(third_reader_id=dev.person_id), base=2)
    with pytest.raises(BadInput, match="anyway"):
        propose(pair.priya, pair.id, terms(third_reader_id=pair.marcus.person_id), base=2)
    assert agreements.third_reader_at(" ") is None
    for nobody in ("nobody@test.example", dev.email):
        with pytest.raises(BadInput, match="Nobody"):
            agreements.third_reader_at(nobody)


def test_an_agreement_that_was_changed_from_outside_holds_no_more(sqlite_app: Flask) -> None:
    pair = Supervised.begun(sqlite_app)
    spy = pair.people.enrol("Eve Stone")
    for change in ({"third_reader_id": spy.person_id}, {"weeks": 9}, {"sealed": b"J\x01\x01"}):
        with write_unit():
            before = {name: db.session.scalar(select(getattr(Agreement, name))) for name in change}
            db.session.execute(update(Agreement).values(**change))
        with pytest.raises(Conflict, match="outside"):
            standing(pair.priya, pair.id)
        with write_unit():
            db.session.execute(update(Agreement).values(**before))
    assert standing(pair.priya, pair.id).holds


def test_nobody_else_proposes_or_agrees(sqlite_app: Flask) -> None:
    pair = Supervised.begun(sqlite_app)
    dev = pair.people.enrol("Dev Malik", roles=("administrator",))
    for verb in (propose, agree):
        with pytest.raises(NotFound):
            verb(dev, pair.id)
    pair.people.end_supervision(pair.id)
    with pytest.raises(Refused, match="ended"):
        propose(pair.priya, pair.id, base=1)
