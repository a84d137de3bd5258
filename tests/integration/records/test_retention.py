"""What has had its time goes, not a moment before, and nothing of somebody on whom a hold lies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Table, func, select, update

from reflect.audit.models import AuditEvent
from reflect.core.clock import now, years_before
from reflect.core.ids import new_id
from reflect.identity import invitations, sessions, standing
from reflect.identity.keyring import public_key_of
from reflect.identity.models import FailedTries, Invitation, KnownDevice, PendingCode, SignInSession, UnlockSession
from reflect.identity.unlocking import open_here
from reflect.notices.models import Mail, Notice
from reflect.notices.telling import tell
from reflect.organisation.models import Hold, Person, Supervision
from reflect.records import erasing
from reflect.records.cli import retention_commands
from reflect.records.models import Erasure
from reflect.records.searches.models import AskedToSearch, JournalSearch
from reflect.storage.db import Model, db, write_unit
from reflect.storage.retention import Rule, retention
from reflect.supervision import chain
from reflect.supervision.models import Agreement, Record, RecordKey, Session
from tests.support.people import Enrolled, People
from tests.support.supervision import Supervised

DAY = timedelta(days=1)
MOMENT = timedelta(minutes=1)


def rule(name: str) -> Rule:
    (found,) = [each for each in retention.all() if each.name == name]
    return found


def number_of(*tables: type[Model]) -> int:
    return sum(db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def hold(person: Enrolled) -> None:
    with write_unit():
        row = Hold(id=new_id(), person_id=person.person_id, reason="inquiry", placed_by=new_id(), placed_at=now())
        db.session.add(row)


def run(app: Flask, *words: str) -> str:
    ran = app.test_cli_runner().invoke(retention_commands, ["run", *words])
    assert ran.exit_code == 0, ran.output
    db.session.rollback()
    return ran.output


def add(*rows: Model) -> None:
    with write_unit():
        db.session.add_all(rows)


def of_session(person: Enrolled) -> None:
    with write_unit():
        open_here(person.keys, sessions.begin(person.person_id)[0])


def of_search(person: Enrolled) -> None:
    search = JournalSearch(id=new_id(), asked_by=person.person_id, asked_at=now(), answer_by=now(), closed_at=now())
    search.sealed = b"x"
    add(search)
    add(AskedToSearch(id=new_id(), search_id=search.id, person_id=person.person_id, sealed=b"x"))


def of_notices(person: Enrolled) -> None:
    with write_unit():
        db.session.execute(Mail.__table__.delete())
        tell(person.person_id, "passphrase-changed", address=person.email)


def of_invitation(person: Enrolled) -> None:
    with write_unit():
        invitations.invite(person.person_id)


# Of each simple rule: what makes one row, how long it stays, of which table, and whether a hold keeps it.
SIMPLE: dict[str, tuple[Callable[[Enrolled], object], timedelta, type[Model], bool]] = {
    "unlocked journals": (of_session, timedelta(minutes=20), UnlockSession, False),
    "sign-ins": (of_session, timedelta(hours=1), SignInSession, False),
    "recovery codes that are shown and not kept yet": (
        lambda person: add(PendingCode(id=b"1" * 32, person_id=person.person_id, sealed=b"x", created_at=now())),
        timedelta(minutes=30),
        PendingCode,
        False,
    ),
    "wrong tries": (
        lambda _person: add(FailedTries(kind="unlock/account", subject=b"2" * 32, count=1, since=now())),
        DAY,
        FailedTries,
        False,
    ),
    "invitations": (of_invitation, 14 * DAY, Invitation, True),
    "known browsers": (
        lambda person: add(
            KnownDevice(person_id=person.person_id, token_hash=b"3" * 32, browser="", first_at=now(), last_at=now())
        ),
        365 * DAY,
        KnownDevice,
        True,
    ),
    "notices": (of_notices, 90 * DAY, Notice, True),
    "mails": (of_notices, 30 * DAY, Mail, True),
    "searches that were closed": (of_search, 365 * DAY, JournalSearch, True),
}


@pytest.mark.parametrize("name", SIMPLE)
def test_it_goes_when_its_time_is_over_and_not_before(priya: Enrolled, name: str) -> None:
    make, stays, table, kept_by_hold = SIMPLE[name]
    with write_unit():
        for other in (Notice, Mail):
            db.session.execute(other.__table__.delete())
    make(priya)
    there = number_of(table)
    assert there
    with time_machine.travel(now() + stays - MOMENT, tick=False):
        assert rule(name).due() == 0
    hold(priya)
    with time_machine.travel(now() + stays, tick=False):
        assert rule(name).due() == (0 if kept_by_hold else there)
        with write_unit():
            db.session.execute(Hold.__table__.delete())
        assert rule(name).due() == there
        with write_unit():
            assert rule(name).run() == there
    assert number_of(table) == 0


def test_a_dry_run_says_it_and_deletes_nothing(app: Flask, priya: Enrolled) -> None:
    of_notices(priya)
    with time_machine.travel(now() + 90 * DAY, tick=False):
        assert "notices (90 days): 1 would be deleted." in run(app, "--dry-run")
        assert number_of(Notice) == 1
        assert "notices (90 days): 1 deleted." in run(app)
        assert number_of(Notice) == 0


def test_who_has_left_is_erased_after_their_weeks_unless_held(app: Flask, people: People, priya: Enrolled) -> None:
    held, never_enrolled = people.enrol("Held Person"), people.on_roster("Never Enrolled")
    hold(held)
    with write_unit():
        for person_id in (priya.person_id, held.person_id, never_enrolled):
            standing.leave(person_id)
    with time_machine.travel(now() + 30 * DAY - MOMENT, tick=False):
        run(app)
        assert public_key_of(priya.person_id)
    with time_machine.travel(now() + 30 * DAY, tick=False):
        assert "people who left (30 days): 2 deleted." in run(app)
    assert public_key_of(priya.person_id) is None
    assert public_key_of(held.person_id) is not None
    assert set(db.session.scalars(select(Erasure.person_id))) == {priya.person_id, never_enrolled}


def test_a_run_that_cannot_write_the_list_says_so(
    app: Flask, priya: Enrolled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with write_unit():
        standing.leave(priya.person_id)
    unwritable = replace(app.extensions["reflect_settings"], erasures=tmp_path)
    monkeypatch.setitem(app.extensions, "reflect_settings", unwritable)
    with time_machine.travel(now() + 90 * DAY, tick=False):
        ran = app.test_cli_runner().invoke(retention_commands, ["run"])
    assert ran.exit_code == 1
    assert "people who left: The list of who was erased cannot be written" in ran.output
    assert public_key_of(priya.person_id)
    assert "notices (90 days): 1 deleted." in ran.output, "what else has had its time goes all the same"


def test_what_was_cut_short_is_finished_and_the_list_ages_out(app: Flask, priya: Enrolled) -> None:
    with write_unit():
        db.session.add(Erasure(person_id=priya.person_id, erased_at=now()))
    assert erasing.cut_short() == [priya.person_id]
    assert "erasures that were cut short (finished with the next clean-up): 1 deleted." in run(app)
    assert public_key_of(priya.person_id) is None
    with time_machine.travel(now() + 30 * DAY - MOMENT, tick=False):
        assert rule("the list of who was erased").due() == 0
    with time_machine.travel(now() + 30 * DAY, tick=False):
        run(app)
    assert number_of(Erasure) == 0


def test_a_journal_from_before_goes_after_its_year_and_its_name_stays(
    app: Flask, people: People, priya: Enrolled
) -> None:
    again = people.enrol("Sam Again")
    went_on = {"left_at": now(), "continued_as": again.person_id, "email": "old@earlier.invalid"}
    with write_unit():
        db.session.execute(update(Person).where(Person.id == priya.person_id).values(went_on))
    with time_machine.travel(now() + 365 * DAY - MOMENT, tick=False):
        assert rule("journals from before starting again").due() == 0
    with time_machine.travel(now() + 365 * DAY, tick=False):
        run(app)
    earlier = db.session.get_one(Person, priya.person_id)
    assert (earlier.name, earlier.continued_as) == ("Priya Nair", again.person_id)
    assert public_key_of(priya.person_id) is None
    assert public_key_of(again.person_id) is not None
    erasing.erase(again.person_id)
    db.session.expire_all()
    assert db.session.get_one(Person, priya.person_id).name != "Priya Nair"


def test_records_stay_until_the_organisation_says_for_how_long(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = Supervised.begun(app)
    signed, younger = pair.signed(), pair.session()
    with write_unit():
        db.session.execute(update(Session).where(Session.id == younger).values(held_at=now() + 30 * DAY))
    settings = app.extensions["reflect_settings"]
    over = now().replace(year=now().year + 7)
    with time_machine.travel(over, tick=False):
        assert "without end, until the organisation says" in run(app)
        assert number_of(Record) == 1
        monkeypatch.setitem(app.extensions, "reflect_settings", replace(settings, records_years=7))
        hold(pair.marcus)
        assert rule("supervision records").due() == 0
        with write_unit():
            db.session.execute(Hold.__table__.delete())
        assert "supervision records (7 years after the session): 1 deleted." in run(app)
    assert number_of(Record, RecordKey) == 0
    assert db.session.scalars(select(Session.id)).all() == [younger]
    assert number_of(Agreement) == 1, "the supervision goes on"
    said = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "record-deleted")).one()
    assert said.details == {"session": signed}
    assert chain.verify() == [], "what had its time is no damage"
    with write_unit():
        db.session.execute(update(Supervision).values(until=now() + 100 * DAY))
    with time_machine.travel(over + 60 * DAY, tick=False):
        run(app)
        assert number_of(Session) == 0
        assert number_of(Agreement) == 1
    with time_machine.travel(now().replace(year=now().year + 8), tick=False):
        run(app)
    assert number_of(Agreement) == 0


def test_a_record_that_somebody_deleted_is_damage_all_the_same(app: Flask) -> None:
    pair = Supervised.begun(app)
    pair.signed()
    tables: list[Table] = [RecordKey.__table__, Record.__table__]  # type: ignore[list-item]
    with write_unit():
        for table in tables:
            db.session.execute(table.delete())
    assert len(chain.verify()) == 1


def test_of_29_february_there_is_a_day_seven_years_before() -> None:
    leap = now().replace(year=2028, month=2, day=29)
    assert (years_before(leap, 7).month, years_before(leap, 7).day) == (2, 28)


def test_the_page_for_operators_says_of_each_rule_how_long(app: Flask) -> None:
    said = (Path(__file__).parents[3] / "docs/operating.md").read_text()
    rows = [f"| {each.name[:1].upper()}{each.name[1:]} | {each.how_long} |" for each in retention.all()]
    assert len(rows) > 15
    assert "| what | how long |\n|---|---|\n" + "\n".join(sorted(rows)) + "\n\n" in said
