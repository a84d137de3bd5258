"""What is kept of somebody is read off the declarations: theirs and nobody else's, and nothing sealed."""

from sqlalchemy import delete, insert, select

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.journal.models import Revision
from reflect.notices.models import Notice
from reflect.records.exporting.rows import AT_ONCE, plain_rows
from reflect.storage.db import db, write_unit
from reflect.themes.team.models import RaisedTheme
from tests.support.people import Enrolled, People
from tests.support.world import World
from tests.support.writing import write

MANY = 2 * AT_ONCE + 1


def test_all_readable_rows_about_somebody_are_found_and_nobody_elses(people: People) -> None:
    world = World(people.app, people)
    author, reader = world.colleague, world.actors["supervisor"]
    world.things_of(
        author, {"share_id", "comment_id", "rescue_id", "meeting_id", "action_id", "raised_id", "notice_id"}
    )
    world.things_of(world.stranger, {"share_id", "comment_id", "raised_id"})
    found = {item["table"]: item["rows"] for item in plain_rows(author.person_id, named=False)}
    assert {"person", "account", "journal_entry", "journal_revision", "share", "share_comment"} <= found.keys()
    assert {"supervision", "supervision_agreement", "supervision_notes", "notice", "theme_raised"} <= found.keys()
    assert not {"key_slot", "supervision_pair_key", "unit", "library_prompt"} & found.keys()
    assert [row["id"] for row in found["person"]] == [author.person_id]
    assert {row["owner_id"] for row in found["journal_entry"]} == {author.person_id}
    assert {row["person_id"] for row in found["theme_raised"]} == {author.person_id}
    assert {row["reader_id"] for row in found["share"]} == {reader.person_id}
    assert not any(isinstance(value, bytes) for rows in found.values() for row in rows for value in row.values())
    of_reader = {item["table"]: item["rows"] for item in plain_rows(reader.person_id, named=False)}
    assert author.person_id in {row["owner_id"] for row in of_reader["share"]}
    assert "journal_entry" not in of_reader
    assert RaisedTheme.__tablename__ not in of_reader


def test_a_row_is_there_once_whatever_is_deleted_while_they_are_sent(priya: Enrolled) -> None:
    entry_id = write(priya, "words")
    with write_unit():
        db.session.execute(insert(Notice), [notice(priya) for _each in range(MANY)])
        first = db.session.execute(select(Revision.__table__)).mappings().one()
        db.session.execute(insert(Revision), [{**first, "number": number} for number in range(2, MANY)])
    ids = sorted(db.session.scalars(select(Notice.id)))
    found: dict[str, list[object]] = {"notice": [], "journal_revision": []}
    for item in plain_rows(priya.person_id, named=False):
        found.setdefault(item["table"], []).extend(row.get("id", row.get("number")) for row in item["rows"])
        if item["table"] == "notice" and len(item["rows"]) == AT_ONCE:  # meanwhile some of them go
            with write_unit():
                db.session.execute(delete(Notice).where(Notice.id.in_(found["notice"][-10:])))
    assert found["notice"] == ids
    assert found["journal_revision"] == list(range(1, MANY))
    assert entry_id in found["journal_entry"]


def notice(person: Enrolled) -> dict[str, object]:
    return {"id": new_id(), "person_id": person.person_id, "kind": "commented", "details": {}, "made_at": now()}
