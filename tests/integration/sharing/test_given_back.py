"""Priya has lost both secrets and started again: Marcus gives back what he can open, and she alone reads it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import delete, func, select

from reflect.audit.models import AuditEvent
from reflect.core.clock import now
from reflect.core.errors import Conflict, NotFound, Refused
from reflect.core.settings import IdentityProvider
from reflect.identity import codes, starting_again
from reflect.identity.keyring import public_key_of, secrets_of
from reflect.identity.link_models import IdentityLink
from reflect.journal import rescuing, tokens
from reflect.journal.models import Rescue
from reflect.notices.models import Mail, Notice
from reflect.sharing import giving_back, reader
from reflect.sharing.models import Receipt, Share
from reflect.storage.db import db, write_unit
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import private_key
from reflect.vault.rescue import open_rescue
from tests.support.browser import Browser
from tests.support.joined import joined
from tests.support.people import PASSPHRASE, Enrolled
from tests.support.sharing import ANSWER, NOTE, QUESTION, TITLE, shared, snapshot, stopped

ISSUER = "https://id.example"


def start_again(app, person: Enrolled, *, finished: bool = True) -> Enrolled:
    """The same person with new keys, under the same passphrase so that they can sign in as before."""
    with write_unit():
        token = starting_again.offer(person.person_id, actor=person.person_id)
    extensions = app.extensions
    keys, _half = starting_again.accept(token, PASSPHRASE, extensions["reflect_peppers"], extensions["reflect_cost"])
    if finished:
        with write_unit():
            codes.confirm_code(keys.person)
    return Enrolled(keys.person, person.name, person.email, keys, "")


def give(giver: Enrolled, share_id: str, fingerprint: str | None = None) -> None:
    """Press the button, as the page has it."""
    offer = giving_back.offered(giver.person_id, share_id)
    with write_unit():
        seen = fingerprint if fingerprint is not None else offer.fingerprint if offer else ""
        giving_back.give_back(giver.keys, giver.person_id, share_id, seen)


def kept() -> int:
    db.session.rollback()  # what was read before must not be read again
    return db.session.scalar(select(func.count()).select_from(Rescue))


@pytest.fixture
def share_id(priya, marcus):
    return shared(priya, marcus, snapshot(f"{ANSWER}\n\n- *one*\n- two"))


@pytest.fixture
def again(app, priya, share_id):
    return start_again(app, priya)


def test_the_reader_is_offered_it_gives_it_and_the_author_keeps_it_as_a_private_draft(app, marcus, share_id, again):
    with write_unit():
        reader.comment(marcus.keys, marcus.person_id, share_id, "my own comment")
    his = Browser(app).sign_in(marcus)
    page = his.get(f"/shared/{share_id}")
    assert "Priya has started again and may not be able to open this any more. You can give a copy back" in page.text
    assert "First ask Priya in person" in page.text
    page = his.submit(page.form("fingerprint"))
    assert "A copy is given back." in page.text
    assert "You have given this back to Priya." in page.text
    assert "Give a copy back to" not in page.text

    hers = Browser(app).sign_in(again)
    assert "Some of your words are waiting for you" in hers.get("/").text
    (waiting,) = rescuing.waiting(again.person_id)
    assert "Given back to you on" in hers.get("/journal/rescued").text
    page = hers.get(f"/journal/rescued/{waiting.id}")
    assert "Marcus Bell gave this back to you on" in page.text
    assert "it is what you had shared with them" in page.text
    for words in (TITLE, QUESTION, ANSWER, "- *one*"):
        assert words in page.text
    for words in (NOTE, "my own comment"):
        assert words not in page.text
    page = hers.submit(page.form(action=f"/journal/rescued/{waiting.id}/keep"))
    assert "Kept as a private draft." in page.text
    assert ANSWER in page.text
    assert kept() == 0


def test_the_fingerprint_that_the_reader_compares_is_the_one_on_the_authors_own_page(app, marcus, share_id, again):
    shown = Browser(app).sign_in(marcus).get(f"/shared/{share_id}").form("fingerprint").values()["fingerprint"][0]
    assert shown in Browser(app).sign_in(again).get("/shared/").text


def test_only_the_new_key_opens_it(priya, marcus, share_id, again):
    give(marcus, share_id)
    row = db.session.scalars(select(Rescue)).one()
    assert ANSWER.encode() not in row.sealed
    for other in (priya, marcus):
        with pytest.raises(CannotOpen):
            open_rescue(private_key(other.keys, secrets_of(other.person_id)), row.entry_id, row.one_time_id, row.sealed)
        with pytest.raises(NotFound):
            rescuing.open_(other.keys, other.person_id, row.id)
    assert ANSWER in rescuing.open_(again.keys, again.person_id, row.id).text


def test_it_leaves_a_receipt_an_event_and_a_notice_and_none_of_them_says_what_it_was(marcus, share_id, again):
    give(marcus, share_id)
    receipts = db.session.scalars(select(Receipt)).all()
    assert [(each.share_id, each.reader_id) for each in receipts] == [(share_id, marcus.person_id)]
    given = (AuditEvent.about_id == again.person_id, AuditEvent.event == "given-back")
    (event,) = db.session.scalars(select(AuditEvent).where(*given))
    assert (event.actor_id, event.details) == (marcus.person_id, {"share": share_id})
    (notice,) = db.session.scalars(select(Notice).where(Notice.kind == "given-back"))
    assert (notice.person_id, notice.details) == (again.person_id, {"name": "Marcus Bell"})
    (mail,) = db.session.scalars(select(Mail).where(Mail.kind == "given-back"))
    assert (mail.address, mail.details) == (again.email, {"name": "Marcus Bell"})


def test_once_is_enough_also_after_the_author_has_deleted_it(app, marcus, share_id, again):
    his = Browser(app).sign_in(marcus)
    form = his.get(f"/shared/{share_id}").form("fingerprint")
    his.submit(form)
    with write_unit():
        db.session.execute(delete(Rescue))
    page = his.submit(form)
    assert page.status == 409
    assert "You have given this back already." in page.text
    assert kept() == 0


def test_two_presses_at_once_give_one_copy(app, marcus, share_id, again):
    together = Barrier(2)

    def press() -> bool:
        with app.app_context():
            fingerprint = public_key_of(again.person_id).fingerprint()
            together.wait()
            try:
                give(marcus, share_id, fingerprint)
            except Conflict:
                return False
            return True

    db.session.rollback()
    with ThreadPoolExecutor(2) as threads:
        pressed = [threads.submit(press) for _time in range(2)]
    assert sorted(each.result() for each in pressed) == [False, True]
    assert kept() == 1


def test_whoever_starts_again_once_more_can_be_given_it_once_more(app, marcus, share_id, again):
    give(marcus, share_id)
    last = start_again(app, again)
    give(marcus, share_id)
    (waiting,) = rescuing.waiting(last.person_id)
    assert ANSWER in rescuing.open_(last.keys, last.person_id, waiting.id).text


def test_nothing_is_offered_or_taken_while_the_author_has_not_started_again(app, marcus, share_id):
    his = Browser(app).sign_in(marcus)
    page = his.get(f"/shared/{share_id}")
    assert "started again" not in page.text
    refused = his.post(f"/shared/{share_id}/give-back", {**page.form("csrf_token").values(), "fingerprint": ""})
    assert refused.status == 404
    assert kept() == 0


@pytest.mark.parametrize("what", ["unfinished", "suspended", "left"])
def test_nothing_is_given_to_an_account_that_is_not_live(app, people, priya, marcus, share_id, what):
    again = start_again(app, priya, finished=what != "unfinished")
    if what == "suspended":
        people.suspend(again)
    elif what == "left":
        people.leave(again)
    assert giving_back.offered(marcus.person_id, share_id) is None
    with pytest.raises(NotFound):
        give(marcus, share_id)
    assert kept() == 0


def test_somebody_else_gives_nothing_back(app, people, share_id, again):
    dev = people.enrol("Dev Okafor", roles=("supervisor", "administrator"))
    with pytest.raises(NotFound):
        give(dev, share_id, public_key_of(again.person_id).fingerprint())
    assert giving_back.offered(dev.person_id, share_id) is None


def test_what_was_stopped_or_has_run_out_cannot_be_given_back(app, priya, marcus):
    gone, over = shared(priya, marcus), shared(priya, marcus, days=2)
    stopped(priya, gone)
    start_again(app, priya)
    with pytest.raises(NotFound):
        give(marcus, gone)
    with time_machine.travel(now().timestamp() + 3 * 86400), pytest.raises(NotFound):
        give(marcus, over)
    assert kept() == 0


def test_a_key_that_the_reader_did_not_see_gets_nothing_and_leaves_no_receipt(marcus, share_id, again):
    with pytest.raises(Refused):
        give(marcus, share_id, public_key_of(marcus.person_id).fingerprint())
    assert kept() == 0
    assert db.session.scalars(select(Receipt)).all() == []


def test_what_is_given_back_takes_no_room_of_what_its_author_types(app, monkeypatch, priya, marcus):
    monkeypatch.setattr(rescuing, "MOST_ROWS", 1)
    first, second = shared(priya, marcus), shared(priya, marcus)
    again = start_again(app, priya)
    give(marcus, first)
    with pytest.raises(Conflict):
        give(marcus, second)
    assert db.session.get_one(Share, second).given_back_to is None
    key = app.config["SECRET_KEY"]
    token = tokens.read(key, tokens.issue(key, again.person_id, "s" * 26, "e" * 26, 1))
    assert rescuing.keep(token, "", "typed while it was locked", "locked")


def test_a_share_stays_when_the_sign_in_that_was_the_second_factor_goes_on_with_its_person(app, priya, marcus):
    provider = IdentityProvider(ISSUER, "reflect", "secret", "Northbridge", frozenset({"mfa"}))
    with joined(app, provider, second_factor_required=True) as own:
        with write_unit():
            for person in (priya, marcus):
                link = {"issuer": ISSUER, "subject": person.email, "linked_at": now()}
                db.session.add(IdentityLink(person_id=person.person_id, **link))
        share_id = shared(priya, marcus)
        again = start_again(own, priya)
        assert public_key_of(priya.person_id) is None
        give(marcus, share_id)
        assert len(rescuing.waiting(again.person_id)) == 1


def test_nothing_is_mailed_to_an_earlier_journal(marcus, share_id, again):
    with write_unit():
        reader.open_share(marcus.keys, marcus.person_id, share_id)
    assert db.session.scalar(select(Notice.person_id).where(Notice.kind == "share-opened")) not in (
        None,
        again.person_id,
    )
    assert not db.session.scalars(select(Mail).where(Mail.kind == "share-opened")).all()
