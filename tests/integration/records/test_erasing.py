"""Erasing somebody: keys first, then every row that names them, and everybody else goes on as before."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, select, text, update

from reflect.audit.models import AuditEvent
from reflect.core.clock import now
from reflect.core.errors import Conflict
from reflect.core.ids import new_id
from reflect.identity.keyring import KeysReplaced, public_key_of
from reflect.identity.models import Account, KeySlot
from reflect.journal.models import Entry
from reflect.organisation.emptied import NAME
from reflect.organisation.models import Hold, Person
from reflect.records import erased, erasing
from reflect.records.cli import people_commands
from reflect.records.models import Erasure
from reflect.sharing import replies
from reflect.sharing.models import Comment, Share
from reflect.storage.about import Erased, ties_of
from reflect.storage.db import Model, db, deployment, write_unit
from reflect.supervision.models import PairKey, Record, RecordKey
from tests.support.browser import Browser
from tests.support.people import PASSPHRASE, Enrolled, People
from tests.support.supervision import opened
from tests.support.world import World
from tests.support.writing import write

LEFT_BEHIND = (Erased.STAYS, Erased.UNLESS_NEEDED)
THINGS = {"share_id", "comment_id", "rescue_id", "ready_id", "deleted_id", "notice_id", "draft_id"}
MORE = {"item_id", "action_id", "session_id", "factor_id", "relation_id", "group_id", "membership_id"}
OF_UNIT = {"raised_id", "card_id", "planned_id"}


@pytest.fixture
def world(people: People) -> World:
    return World(people.app, people)


def names_of(person_id: str) -> set[str]:
    """Every column in which the person's id stands, alone or inside a document."""
    found = set()
    for table in Model.metadata.sorted_tables:
        for row in db.session.execute(select(table)).mappings():
            found |= {f"{table.name}.{column}" for column, value in row.items() if person_id in str(value)}
    return found


def may_stay(column: str) -> bool:
    if column in ("audit_event.details", "person.email"):  # the address that leads nowhere is made of the id
        return True
    table, name = column.split(".")
    tie = ties_of(Model.metadata.tables[table]).get(name)
    return tie is not None and tie.erased in LEFT_BEHIND


def broken_foreign_keys() -> list[object]:
    if db.engine.dialect.name != "sqlite":
        return []  # PostgreSQL refuses to commit one
    return list(db.session.execute(text("PRAGMA foreign_key_check")))


def continued(earlier: Enrolled, present: Enrolled) -> None:
    """Somebody has started again: who they were goes on as who they are."""
    went_on = {"left_at": now(), "continued_as": present.person_id, "email": f"old.{earlier.person_id}@earlier.invalid"}
    with write_unit():
        db.session.execute(update(Person).where(Person.id == earlier.person_id).values(went_on))


@contextmanager
def failing_at(statement: str) -> Iterator[None]:
    """Whoever says this to the database dies, as a machine does."""

    def die(_connection: object, _cursor: object, said: str, *_rest: object) -> None:
        if said.startswith(statement):
            raise SystemError(said)

    event.listen(db.engine, "before_cursor_execute", die)
    try:
        with pytest.raises(SystemError):
            yield
    finally:
        event.remove(db.engine, "before_cursor_execute", die)
        db.session.rollback()


def test_nothing_names_who_was_erased_but_what_is_declared_to_stay(world: World) -> None:
    gone, other = world.colleague, world.actors["supervisor"]
    made = world.things_of(gone, {"meeting_id", "supervision_id"})
    meeting, relation = made["meeting_id"], made["supervision_id"]
    for names in (THINGS, MORE, OF_UNIT):
        world.things_of(gone, names)
    world.things_of(world.stranger, THINGS | OF_UNIT)
    before = {
        table: len(db.session.execute(select(Model.metadata.tables[table])).all()) for table in ("person", "unit")
    }
    assert len(names_of(gone.person_id)) > 25

    erasing.erase(gone.person_id, actor=gone.person_id, by_themselves=True)

    left = names_of(gone.person_id)
    assert {"person.id", "erasure.person_id", "audit_event.about_id", "supervision_record.written_by"} <= left
    assert not [column for column in left if not may_stay(column)]
    assert not broken_foreign_keys()
    person = db.session.get_one(Person, gone.person_id)
    assert gone.name not in person.name
    assert gone.email != person.email
    assert person.left_at is not None
    assert gone.person_id in erased.listed(deployment().erasures)
    assert before == {
        table: len(db.session.execute(select(Model.metadata.tables[table])).all()) for table in ("person", "unit")
    }
    said = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "erased")).one()
    assert (said.actor_id, said.about_id, said.details) == (gone.person_id, gone.person_id, {})
    assert opened(other, str(meeting)).whole, "what both have signed stays for the other"

    of_supervisor = Browser(world.app).sign_in(other)
    pair = f"/supervision/{relation}"
    session = (f"/supervision/{meeting}/session", f"/supervision/{meeting}/record")
    for address in (
        "/",
        "/shared/",
        "/supervision/",
        f"{pair}/agreement",
        f"{pair}/sessions",
        f"{pair}/records",
        *session,
    ):
        assert of_supervisor.get(address).status == 200, address
    for address in ("/groups/", "/account/log", "/notices/", "/themes/"):
        page = of_supervisor.get(address)
        assert page.status == 200, address
        assert gone.email not in page.html
    administrator = Browser(world.app).sign_in(world.actors["administrator"])
    for address in ("/admin/people", "/admin/people?state=left", "/admin/log", "/themes/"):
        page = administrator.get(address)
        assert page.status == 200, address
        assert gone.email not in page.html
        assert "erased.invalid" not in page.html
    assert administrator.get(f"/admin/people/{gone.person_id}").status == 404
    signing_in = Browser(world.app)
    form = signing_in.get("/sign-in").form("passphrase")
    assert signing_in.submit(form, email=gone.email, passphrase="calm river open window").status == 400


def test_what_a_reader_answered_stays_with_its_author_when_the_reader_is_erased(world: World) -> None:
    author, reader = world.colleague, world.actors["supervisor"]
    made = world.things_of(author, {"share_id", "comment_id", "entry_id"})
    with write_unit():
        replies.reply(author.keys, author.person_id, str(made["share_id"]), str(made["comment_id"]), "I see it.")
    erasing.erase(reader.person_id)
    assert set(db.session.scalars(select(Comment.author_id))) == {author.person_id, reader.person_id}
    assert db.session.scalars(select(Share.reader_key)).all() == [None]
    entry = Browser(world.app).sign_in(author).get(f"/journal/{made['entry_id']}").text
    assert "I noticed the pause." in entry
    assert "I see it." in entry
    assert "Former colleague" in entry
    assert "Supervisor Actor" not in entry
    db.session.rollback()
    assert db.session.scalars(select(Share.id)).all() == []


def test_keys_go_first_and_erasing_again_finishes(world: World) -> None:
    gone, other = world.colleague, world.actors["supervisor"]
    made = world.things_of(gone, {"share_id", "comment_id", "meeting_id", "session_id"})
    with failing_at("DELETE FROM journal_entry"):
        erasing.erase(gone.person_id)
    assert db.session.scalars(select(Entry.id).where(Entry.owner_id == gone.person_id)).all()
    assert db.session.scalars(select(KeySlot).where(KeySlot.person_id == gone.person_id)).all() == []
    assert db.session.scalars(select(PairKey).where(PairKey.person_id == gone.person_id)).all() == []
    assert db.session.scalars(select(RecordKey).where(RecordKey.holder == gone.person_id)).all() == []
    account = db.session.get_one(Account, gone.person_id)
    assert account.sealed_private == account.sealed_contribution == b""
    assert account.generation != gone.keys.generation, "what a worker still holds in memory is refused"
    assert public_key_of(gone.person_id) is None
    with pytest.raises(KeysReplaced):
        write(gone, "On its way while the keys went.")
    stranger = Browser(world.app)
    for address, fields in {
        "/sign-in": {"passphrase": PASSPHRASE},
        "/recover": {
            "code": gone.recovery_code,
            "passphrase": "another calm river window",
            "again": "another calm river window",
        },
    }.items():
        form = stranger.get(address).form("email")
        assert stranger.submit(form, email=gone.email, **fields).status == 400
    assert Browser(world.app).sign_in(other).get(f"/shared/{made['share_id']}").status == 404
    assert erasing.cut_short() == [gone.person_id]
    assert gone.person_id in erased.listed(deployment().erasures)

    erasing.erase(gone.person_id)
    assert not [column for column in names_of(gone.person_id) if not may_stay(column)]
    assert erasing.cut_short() == []
    assert erased.listed(deployment().erasures).count(gone.person_id) == 1
    assert len(db.session.scalars(select(AuditEvent).where(AuditEvent.event == "erased")).all()) == 1
    assert db.session.scalars(select(Record.session_id)).all() == [made["meeting_id"]]


def test_nothing_happens_when_the_list_cannot_be_written(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unwritable = replace(deployment(), erasures=tmp_path)
    monkeypatch.setitem(world.app.extensions, "reflect_settings", unwritable)
    with pytest.raises(Conflict, match="nothing was erased"):
        erasing.erase(world.colleague.person_id)
    assert db.session.get(KeySlot, (world.colleague.person_id, "passphrase"))


def test_whoever_comes_back_with_a_backup_is_erased_again(world: World) -> None:
    back = world.colleague
    world.things_of(back, THINGS | {"meeting_id"})
    never = new_id()
    with write_unit():
        db.session.add(Hold(id=new_id(), person_id=back.person_id, reason="other", placed_by=never, placed_at=now()))
    assert erasing.erase_again([back.person_id, never]) == 1
    assert not [column for column in names_of(back.person_id) if not may_stay(column)]
    assert set(db.session.scalars(select(Erasure.person_id))) == {back.person_id, never}
    assert erasing.erase_again([back.person_id, never]) == 0


def test_a_hold_refuses_it(world: World) -> None:
    with write_unit():
        held = Hold(id=new_id(), person_id=world.colleague.person_id, reason="inquiry", placed_by=new_id())
        held.placed_at = now()
        db.session.add(held)
    with pytest.raises(Conflict, match="hold"):
        erasing.erase(world.colleague.person_id)
    assert public_key_of(world.colleague.person_id) is not None


def test_a_journal_of_before_that_had_its_time_opens_no_way_round_a_hold(world: World) -> None:
    earlier, present = world.people.enrol("Earlier Self"), world.colleague
    continued(earlier, present)
    erasing.erase(earlier.person_id)
    hold = Hold(id=new_id(), person_id=present.person_id, reason="inquiry", placed_by=new_id(), placed_at=now())
    with write_unit():
        db.session.add(hold)
    with pytest.raises(Conflict, match="hold"):
        erasing.erase(present.person_id)
    assert public_key_of(present.person_id) is not None
    with write_unit():
        db.session.delete(hold)
    erasing.erase(present.person_id)
    said = db.session.scalars(select(AuditEvent.event).where(AuditEvent.about_id == present.person_id)).all()
    assert {"left", "erased"} <= set(said), "it is in the trail as ever"


def test_what_was_cut_short_is_finished_with_the_name_of_the_journal_of_before(world: World) -> None:
    earlier, present = world.people.enrol("Earlier Self"), world.colleague
    continued(earlier, present)
    erasing.erase(earlier.person_id)
    with failing_at("DELETE FROM mail"):
        erasing.erase(present.person_id)
    erasing.finish(erasing.cut_short())
    left = dict(db.session.execute(select(Person.id, Person.name)).all())
    assert left[earlier.person_id] == left[present.person_id] == NAME


def test_the_last_administrator_stays(world: World) -> None:
    last: Enrolled = world.actors["administrator"]
    with pytest.raises(Conflict, match="last administrator"):
        erasing.erase(last.person_id, actor=last.person_id, by_themselves=True)
    world.people.enrol("Second Administrator", roles=("administrator",))
    erasing.erase(last.person_id, actor=last.person_id, by_themselves=True)
    assert public_key_of(last.person_id) is None


def test_the_command_says_what_goes_and_asks(world: World, app: Flask) -> None:
    world.things_of(world.colleague, {"entry_id"})
    runner = app.test_cli_runner()
    asked = runner.invoke(people_commands, ["erase", world.colleague.email], input="n\n")
    assert "journal_entry: 1" in asked.output
    assert public_key_of(world.colleague.person_id) is not None
    done = runner.invoke(people_commands, ["erase", world.colleague.email, "--yes"])
    assert done.exit_code == 0, done.output
    assert public_key_of(world.colleague.person_id) is None
    again = runner.invoke(people_commands, ["erase", world.colleague.email, "--yes"])
    assert "Nobody on the roster" in again.output
