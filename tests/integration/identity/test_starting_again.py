"""A new journal beside one that nobody can open: it starts when the person accepts, and the earlier one stays."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from reflect.audit.models import AuditEvent
from reflect.audit.reading import page_of
from reflect.core.clock import now
from reflect.identity import codes, starting_again
from reflect.identity.link_models import IdentityLink
from reflect.identity.models import Account
from reflect.journal import entries
from reflect.notices.models import Mail, Notice
from reflect.organisation import staff, supervising
from reflect.organisation.models import Person, Role
from reflect.organisation.relations import supervisors_of
from reflect.sharing import reader
from reflect.storage.db import db, write_unit
from reflect.vault.keys import Keys
from tests.support.browser import Browser, Page
from tests.support.people import PASSPHRASE, Enrolled, People
from tests.support.phones import add_phone
from tests.support.sharing import ANSWER, choices, listed, shared, snapshot
from tests.support.writing import write

NEW = "quiet meadow silver lantern"


@dataclass
class Again:
    """Ana, who lost both secrets, with her supervisor and her practitioner."""

    app: Flask
    ana: Enrolled
    marcus: Enrolled
    priya: Enrolled
    entry: str
    share: str
    token: str
    new_id: str = ""

    def accept(self, browser: Browser | None = None, token: str = "") -> Page:
        """Follow the link and choose a passphrase."""
        browser = browser or Browser(self.app)
        form = browser.get(f"/start-again/{token or self.token}").form("passphrase")
        page = browser.submit(form, passphrase=NEW, again=NEW)
        db.session.rollback()
        self.new_id = db.session.scalar(select(Person.id).where(Person.email == self.ana.email)) or ""
        return page

    def old(self, passphrase: str = PASSPHRASE) -> Browser:
        """A browser in the earlier journal."""
        browser = Browser(self.app)
        form = browser.get("/sign-in/earlier-journal").form("passphrase")
        self.answer = browser.submit(form, email=self.ana.email, passphrase=passphrase)
        return browser


@pytest.fixture
def again(app: Flask, people: People) -> Again:
    ana = people.enrol("Ana Silva", roles=("practitioner", "supervisor"))
    marcus, priya = people.enrol("Marcus Bell", roles=("supervisor",)), people.enrol("Priya Nair")
    dev = people.enrol("Dev Okafor", roles=("administrator",))
    people.supervise(ana, marcus)
    people.supervise(priya, ana)
    entry = write(ana, "Words of the earlier journal.", title="Earlier")
    share = shared(ana, marcus, snapshot(entry_id=entry))
    with write_unit():
        token = starting_again.offer(ana.person_id, actor=dev.person_id)
    return Again(app, ana, marcus, priya, entry, share, token)


def test_the_invitation_alone_changes_nothing(again: Again) -> None:
    page = Browser(again.app).get(f"/start-again/{again.token}")
    assert "Nothing happens before you choose a new passphrase" in page.text
    Browser(again.app).sign_in(again.ana)
    assert db.session.get_one(Person, again.ana.person_id).continued_as is None


def test_accepting_leads_to_first_words_in_a_new_empty_journal_with_the_same_name_unit_and_roles(again: Again) -> None:
    browser = Browser(again.app)
    assert again.accept(browser).address == "/journal/first"
    assert "Earlier" not in browser.get("/journal/").text
    old, new = db.session.get_one(Person, again.ana.person_id), db.session.get_one(Person, again.new_id)
    assert (new.name, new.unit_id, new.left_at) == (old.name, old.unit_id, None)
    assert old.continued_as == new.id != old.id
    assert old.left_at is not None
    held = select(Role.role).where(Role.until.is_(None))
    assert set(db.session.scalars(held.where(Role.person_id == new.id))) == {"practitioner", "supervisor"}
    assert db.session.scalars(held.where(Role.person_id == old.id)).all() == []
    account = db.session.get_one(Account, new.id)
    assert account.contributes_from is not None
    assert account.key_id != db.session.get_one(Account, old.id).key_id
    assert {event.event for event in page_of(AuditEvent.about_id == new.id)[0]} >= {"started-again"}
    assert db.session.scalars(select(Mail.address).where(Mail.kind == "started-again")).all() == [again.ana.email]


def test_the_link_works_once(again: Again) -> None:
    again.accept()
    assert Browser(again.app).get(f"/start-again/{again.token}").status == 404


def test_two_who_hold_the_open_page_start_one_journal(again: Again) -> None:
    one, other = Browser(again.app), Browser(again.app)
    forms = [browser.get(f"/start-again/{again.token}").form("passphrase") for browser in (one, other)]
    assert one.submit(forms[0], passphrase=NEW, again=NEW).status == 200
    assert other.submit(forms[1], passphrase=NEW, again=NEW).status == 404
    assert len(db.session.scalars(select(Person).where(Person.name == "Ana Silva")).all()) == 2


@pytest.mark.parametrize(("passphrase", "repeated"), [("short", "short"), (NEW, "another"), ("", "")])
def test_a_passphrase_that_cannot_be_taken_starts_nothing(again: Again, passphrase: str, repeated: str) -> None:
    browser = Browser(again.app)
    form = browser.get(f"/start-again/{again.token}").form("passphrase")
    assert browser.submit(form, passphrase=passphrase, again=repeated).status == 400
    Browser(again.app).sign_in(again.ana)


def test_the_old_secrets_do_not_open_the_new_journal_nor_the_usual_sign_in(again: Again) -> None:
    again.accept()
    browser = Browser(again.app)
    form = browser.get("/sign-in").form("passphrase")
    assert browser.submit(form, email=again.ana.email, passphrase=PASSPHRASE).status == 400
    assert browser.submit(form, email=again.ana.email, passphrase=NEW).status == 200


def test_the_earlier_passphrase_opens_the_earlier_journal_from_which_nothing_can_be_shared(again: Again) -> None:
    again.accept()
    with time_machine.travel(now() + timedelta(days=91)):
        old = again.old()
        assert again.answer.address == "/"
        entry = old.get(f"/journal/{again.entry}").text
        assert "Words of the earlier journal." in entry
        assert "Share this" not in entry
        assert "You have no supervisor" in old.get(f"/journal/{again.entry}/share").text
        assert old.get("/admin/").status == 404
        assert old.get("/shared/").status == 200


def test_the_earlier_recovery_code_opens_it_too_and_is_replaced(again: Again) -> None:
    again.accept()
    browser = Browser(again.app)
    form = browser.get("/recover/earlier-journal").form("code")
    wrong = browser.submit(form, email=again.ana.email, code="0000-" * 7 + "0000", passphrase=NEW, again=NEW)
    assert wrong.status == 400
    page = browser.submit(form, email=again.ana.email, code=again.ana.recovery_code, passphrase=NEW, again=NEW)
    assert page.address == "/account/recovery-code", page.text
    assert "Words of the earlier journal." in browser.get(f"/journal/{again.entry}").text
    db.session.rollback()
    told = select(Mail.address).where(Mail.kind == "recovery-code-used")
    assert db.session.scalars(told).all() == [again.ana.email]


def test_the_earlier_recovery_code_still_helps_who_has_lost_the_earlier_second_factor(again: Again) -> None:
    add_phone(again.app, again.ana)
    again.accept()
    with time_machine.travel(now() + timedelta(days=91)):
        old = again.old()
        assert again.answer.address.startswith("/sign-in/second-step")
        page = old.submit(old.get("/sign-in/lost").form("code"), code=again.ana.recovery_code)
        assert page.address == "/account/recovery-code", page.text
        assert "Words of the earlier journal." in old.get(f"/journal/{again.entry}").text


@pytest.mark.parametrize("passphrase", ["not the passphrase at all", NEW, ""])
def test_nothing_else_opens_the_earlier_journal(again: Again, passphrase: str) -> None:
    again.accept()
    again.old(passphrase)
    assert again.answer.status == 400


def test_somebody_without_an_earlier_journal_is_told_the_same(again: Again) -> None:
    texts = set()
    for email in (again.ana.email, again.marcus.email, "nobody@test.example"):
        browser = Browser(again.app)
        form = browser.get("/sign-in/earlier-journal").form("passphrase")
        page = browser.submit(form, email=email, passphrase=PASSPHRASE)
        assert page.status == 400
        texts.add(page.text)
    assert len(texts) == 1


def test_a_suspended_person_opens_no_earlier_journal_and_an_open_one_stops(again: Again, people: People) -> None:
    again.accept()
    old = again.old()
    people.suspend(Enrolled(again.new_id, "", "", again.ana.keys, ""))
    assert "/sign-in" in old.get("/account/").address
    assert listed(again.marcus) == []
    again.old()
    assert again.answer.status == 400


def test_whoever_leaves_after_starting_again_opens_no_earlier_journal(again: Again, people: People) -> None:
    again.accept()
    old = again.old()
    people.leave_for_good(Enrolled(again.new_id, "", "", again.ana.keys, ""))
    assert "/sign-in" in old.get("/account/").address
    again.old()
    assert again.answer.status == 400


def test_what_was_shared_stays_until_it_ends_and_then_is_closed(again: Again) -> None:
    again.accept()
    with write_unit():
        assert ANSWER in str(reader.open_share(again.marcus.keys, again.marcus.person_id, again.share))
    with write_unit():
        (relation,) = supervising.supervisions_of(again.new_id)
        supervising.end_supervision(again.new_id, relation.id, actor=again.marcus.person_id, address=None)
    assert listed(again.marcus) == []


def test_from_the_earlier_journal_nobody_can_grant_anything(again: Again) -> None:
    again.accept()
    again.old()
    assert choices(again.ana) == []


def test_supervisors_have_to_be_confirmed_again(again: Again) -> None:
    again.accept()
    assert supervisors_of(again.new_id) == []
    (waiting,) = supervising.waiting(again.new_id)
    assert waiting.name == "Marcus Bell"
    with write_unit():
        supervising.confirm(again.new_id, waiting.id)
    assert [person.name for person in supervisors_of(again.new_id)] == ["Marcus Bell"]


def test_whoever_shares_with_them_is_told_of_the_new_key_and_confirms_again(again: Again) -> None:
    again.accept()
    assert supervisors_of(again.priya.person_id) == []
    (waiting,) = supervising.waiting(again.priya.person_id)
    assert waiting.supervisor_id == again.new_id
    kinds = db.session.scalars(select(Notice.kind).where(Notice.person_id == again.priya.person_id)).all()
    assert "new-supervisor-key" in kinds


def test_a_new_address_stops_an_invitation_that_is_out_already(again: Again) -> None:
    with write_unit():
        person = db.session.get_one(Person, again.ana.person_id)
        staff.change_address(person, "taken.over@test.example", actor=again.marcus.person_id)
    assert Browser(again.app).get(f"/start-again/{again.token}").status == 409
    with time_machine.travel(now() + timedelta(days=7, minutes=1)):
        assert Browser(again.app).get(f"/start-again/{again.token}").status == 200


def test_somebody_who_starts_again_twice_keeps_both_earlier_journals(again: Again) -> None:
    again.accept()
    first_new = again.new_id
    with write_unit():
        codes.confirm_code(first_new)
        token = starting_again.offer(first_new, actor=again.marcus.person_id)
    again.accept(token=token)
    assert again.new_id != first_new
    assert "Words of the earlier journal." in again.old().get(f"/journal/{again.entry}").text
    again.old(NEW)
    assert again.answer.address.startswith(("/", "/account"))
    assert again.answer.status == 200


def test_the_organisations_sign_in_goes_on_with_the_new_account(again: Again) -> None:
    with write_unit():
        link = IdentityLink(issuer="https://id.example", subject="ana", person_id=again.ana.person_id, linked_at=now())
        db.session.add(link)
    again.accept()
    assert db.session.scalar(select(IdentityLink.person_id)) == again.new_id


def test_the_keys_of_the_earlier_journal_still_open_its_entries(again: Again) -> None:
    again.accept()
    keys: Keys = again.ana.keys
    assert entries.open_(keys, again.ana.person_id, again.entry).title == "Earlier"
