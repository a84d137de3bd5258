"""A table, a column that holds a person's id or a foreign key that says nothing about erasure and export is refused."""

import re

from flask import Flask
from sqlalchemy import Column, Index, Table, UniqueConstraint

from reflect.core.ids import LENGTH
from reflect.records import inventory
from reflect.storage.about import Erased, exported_by, ties_of
from reflect.storage.db import Model

# Ids of things, not of people, that are no foreign keys: what they name may be gone, or lies in another database.
OF_THINGS = {
    "journal_kept_comment.share_id",
    "journal_rescue.entry_id",
    "journal_rescue.one_time_id",
    "journal_revision.editor",
    "share.entry_id",
    "share.owner_unit_id",
    "share.reader_unit_id",
    "share_draft_comment.entry_id",
    "share_receipt.entry_id",
    "share_receipt.share_id",
    "supervision_agenda_item.refers_to",
    "supervision_session.series_id",
    "theme_figure.place_id",
    "theme_place.members_id",
    "theme_place.parent_id",
    "theme_place.place_id",
    "theme_placed_unit.place_id",
}
# Whose rows are never deleted. Of the library only drafts are, and nothing of it is large.
STAY = {"person", "unit"}
LIBRARY = "library_"
NOT_EXPORTED = re.compile(r"(?:never|not exported|no:)")


def _tables(app: Flask) -> list[Table]:
    assert app
    return Model.metadata.sorted_tables


def _goes(table: Table) -> bool:
    return any(tie.erased in (Erased.DELETED, Erased.UNLESS_NEEDED) for tie in ties_of(table).values())


def _has_to_say(column: Column[object]) -> bool:
    """Whether it holds a person's id, as far as its type and name tell, or refers to a row that erasure may delete."""
    if column.foreign_keys:
        return any(key.column.table.name == "person" or _goes(key.column.table) for key in column.foreign_keys)
    an_id = getattr(column.type, "length", None) == LENGTH and column.name != "id"
    return an_id and f"{column.table.name}.{column.name}" not in OF_THINGS


def test_whatever_names_a_person_says_what_erasing_them_does(sqlite_app: Flask) -> None:
    named = [column for table in _tables(sqlite_app) for column in table.columns if _has_to_say(column)]
    assert len(named) > 70
    silent = [str(column) for column in named if column.name not in ties_of(column.table)]
    assert not silent, f"declare them in `ties` of about(...): {silent}"


def test_declarations_speak_of_what_is_there(sqlite_app: Flask) -> None:
    assert {str(column) for table in _tables(sqlite_app) for column in table.columns} >= OF_THINGS
    for table in _tables(sqlite_app):
        assert ties_of(table).keys() <= set(table.columns.keys()), table.name
        assert set(exported_by(table)) <= ties_of(table).keys(), table.name
        for name, tie in ties_of(table).items():
            assert (tie.erased is Erased.STAYS) == bool(tie.why), f"{table.name}.{name}"
            if tie.erased is Erased.EMPTIED and table.name != "person":
                assert table.columns[name].nullable, f"{table.name}.{name} cannot be emptied"


def test_what_is_said_about_export_is_what_happens(sqlite_app: Flask) -> None:
    for table in _tables(sqlite_app):
        said = table.info["about"]["export"]
        assert bool(exported_by(table)) is not bool(NOT_EXPORTED.match(said)), f"{table.name}: {said}"
        for name in exported_by(table):
            parent = inventory.parent_of(table, name)
            assert parent is None or exported_by(parent), f"{table.name}.{name} follows what is not exported"


def test_every_column_of_a_person_is_thought_of(sqlite_app: Flask) -> None:
    """Of a person's own row nothing goes by itself: each column says that it is emptied, or is known to say nothing."""
    person = Model.metadata.tables["person"]
    assert set(person.columns.keys()) - ties_of(person).keys() == {"unit_id", "joined_at", "left_at"}


def test_a_row_that_goes_leaves_no_row_behind_that_refers_to_it(sqlite_app: Flask) -> None:
    for table in _tables(sqlite_app):
        for name, tie in ties_of(table).items():
            parent = inventory.parent_of(table, name)
            if parent is not None and tie.erased is Erased.STAYS:
                always = [each for each, other in ties_of(parent).items() if other.erased is Erased.DELETED]
                assert not always, f"{table.name}.{name} stays, but {parent.name} goes by {always}"


def test_what_refers_to_a_row_that_goes_is_found_by_an_index(sqlite_app: Flask) -> None:
    """Otherwise each row that is deleted costs a look at the whole of the table that refers to it."""
    goes = [
        column
        for table in _tables(sqlite_app)
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name not in STAY and not key.column.table.name.startswith(LIBRARY)
    ]
    assert len(goes) > 15
    assert [str(column) for column in goes if not _leads_an_index(column)] == []


def _leads_an_index(column: Column[object]) -> bool:
    table = column.table
    unique = [each.columns for each in table.constraints if isinstance(each, UniqueConstraint)]
    indexes = [each.columns for each in table.indexes if _holds_all(each, column)]
    return any(next(iter(columns)) is column for columns in (table.primary_key.columns, *unique, *indexes))


def _holds_all(index: Index, column: Column[object]) -> bool:
    """Whether the index holds every row that refers to something by this column."""
    where = index.dialect_options["sqlite"]["where"]
    return where is None or str(where) == f"{column.name} IS NOT NULL"
