"""The pages of supervision without JavaScript: from an agreement to a signed record. Nothing typed is lost."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Flask

from reflect.storage.db import write_unit
from reflect.supervision import notes, pairing, records_keys
from reflect.supervision.words_of_session import SessionWords
from reflect.web.days import today
from tests.support.browser import Browser
from tests.support.people import People
from tests.support.supervision import WELLBEING, Supervised, propose, terms

NOBODY_MAY = "Nobody may require you to write or to share, or ask whether you have."


def test_two_people_agree_and_agree_again(app: Flask) -> None:
    people = People(app)
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    dev = people.enrol("Dev Malik")
    with write_unit():
        records_keys.make_key(["Ana Silva, data protection officer", "Tom Reid, head of practice"])
    relation = people.supervise(priya, marcus)
    hers, his = Browser(app).sign_in(priya), Browser(app).sign_in(marcus)
    assert "Nothing agreed yet" in hers.get("/supervision/").text
    assert "agreed on nothing" in hers.get(f"/supervision/{relation}/agreement").text
    page = hers.get(f"/supervision/{relation}/agreement/propose")
    # Who may read what stands there before the first box.
    assert page.text.index("kept offline by Ana Silva") < page.text.index("What Priya Nair wants")
    assert NOBODY_MAY in page.text
    typed = {"practitioner_wants": "Time for the *heron*.", "confidentiality": "Stays here.", "supervisor_wants": ""}
    form = page.form("practitioner_wants")
    for wrong, sentence in (
        ({"third_reader": "nobody@test.example"}, "Nobody with an open account"),
        ({"third_reader": marcus.email}, "anyway"),
        ({"weeks": "many"}, "how many weeks"),
        ({"review_on": (today() - timedelta(days=1)).isoformat()}, "after today"),
        ({"fingerprint": "0000"}, "changed while"),
    ):
        refused = hers.submit(form, **typed, **wrong)
        assert refused.status in (400, 409)
        assert sentence in refused.text
        assert refused.form("practitioner_wants").values()["practitioner_wants"] == ["Time for the *heron*."]
    done = hers.submit(form, **typed, third_reader=dev.email)
    assert "It holds once Marcus Bell says yes" in done.text
    assert "waits for Marcus Bell" in done.text
    assert "Waits for your yes" in his.get("/supervision/").text
    page = his.get(f"/supervision/{relation}/agreement")
    assert "Dev Malik" in page.text
    assert "<em>heron</em>" in page.html
    stale = page.form("version")
    propose(priya, relation, terms(weeks=2), base=1)
    refused = his.submit(stale)
    assert refused.status == 409
    assert "Every 2 weeks" in refused.text
    assert "You and Priya Nair have agreed" in his.submit(refused.form("version")).text
    assert "Agreed. You look at it again on" in hers.get("/supervision/").text
    form = hers.get(f"/supervision/{relation}/agreement/propose").form("practitioner_wants")
    propose(marcus, relation, terms(supervisor_wants="An hour without phones."), base=2)
    page = hers.submit(form, confidentiality="My version of it.")
    assert page.status == 409
    assert "An hour without phones." in page.text
    assert page.form("confidentiality").values()["confidentiality"] == ["My version of it."]
    assert "Proposed" in hers.submit(page.form("confidentiality"), confidentiality="Both.").text


def test_a_record_from_the_notes_to_an_addition(app: Flask) -> None:
    pair = Supervised.begun(app)
    session_id = pair.session()
    hers, his = Browser(app).sign_in(pair.priya), Browser(app).sign_in(pair.marcus)
    address = f"/supervision/{session_id}/record"
    page = hers.get(f"{address}/new")
    assert "Nothing is written yet" in page.text
    assert WELLBEING in page.text
    assert "child’s record" in page.text
    opened = pairing.open_pair(pair.marcus.keys, pair.marcus.person_id, pair.id)
    with write_unit():
        notes.save(opened, session_id, SessionWords(wellbeing="rested"), base=1)
    refused = hers.submit(page.form("notes"))
    assert refused.status == 409
    assert "rested" in refused.text
    page = hers.submit(refused.form("notes"))
    assert "Written and acknowledged by you" in page.text
    assert "Acknowledge the record of" in his.get("/supervision/").text
    assert "Waits for Marcus" in hers.get(f"/supervision/{pair.id}/records").text
    page = his.get(address)
    acknowledging = page.form("digest")
    assert "cannot be changed" in his.submit(acknowledging).text
    assert his.submit(acknowledging).status == 409
    assert "Signed by both" in his.get(f"/supervision/{pair.id}/records").text
    adding = hers.get(address).form("text")
    assert hers.submit(adding, text=" ").status == 400
    assert "Added." in hers.submit(adding, text="The school was rung.").text
    late = hers.submit(adding, text="And again.")
    assert late.status == 409
    assert late.form("text").values()["text"] == ["And again."]
    page = his.get(address)
    assert "The school was rung." in page.text
    assert re.search(r"Acknowledged \d+ \w+ \d{4} at ", his.submit(page.form("digest")).text), "never “today” on paper"
    pair.people.end_supervision(pair.id)
    page = hers.get(address)
    assert "rested" in page.text
    assert not [form for form in page.forms() if form.action.endswith("/add")]
    assert "Ended" in hers.get("/supervision/").text


def test_what_was_typed_comes_back_when_the_journal_locked_meanwhile(app: Flask) -> None:
    pair = Supervised.begun(app)
    session_id = pair.signed()
    hers = Browser(app).sign_in(pair.priya)
    agreement = hers.get(f"/supervision/{pair.id}/agreement/propose").form("practitioner_wants")
    adding = hers.get(f"/supervision/{session_id}/record").form("text")
    hers.lock()
    page = hers.submit(agreement, practitioner_wants="Time to think.", confidentiality="Stays here.")
    assert page.status == 401
    assert "Time to think." in page.html
    assert "Stays here." in page.html
    assert "The school was rung." in hers.submit(adding, text="The school was rung.").html
