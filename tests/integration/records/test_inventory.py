"""What is kept of somebody is read off the declarations: theirs and nobody else's, and nothing sealed."""

from reflect.records.exporting.rows import plain_rows
from reflect.themes.team.models import RaisedTheme
from tests.support.people import People
from tests.support.world import World


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
