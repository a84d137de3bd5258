"""What each table says about the people in it, for readers and for machines.

The sentences stand on the page of the inventory. Export and erasure follow `ties` and `exported_by`; a test refuses a
table or a column that says neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import Table

ABOUT_KEYS = frozenset({"owner", "purpose", "keep", "export", "erase"})


class Erased(Enum):
    """What erasing a person does to a row by a column that holds their id or refers to a row that goes."""

    DELETED = "the row is deleted"
    UNLESS_NEEDED = "the row is deleted, unless a row that stays refers to it"
    EMPTIED = "the value is emptied"
    STAYS = "stays"


@dataclass(frozen=True)
class Tie:
    """One column, and what erasure does by it; `why` where the value stays."""

    erased: Erased
    why: str = ""


DELETED = Tie(Erased.DELETED)
UNLESS_NEEDED = Tie(Erased.UNLESS_NEEDED)
EMPTIED = Tie(Erased.EMPTIED)


def stays(why: str) -> Tie:
    """A value that erasure leaves, because …"""
    return Tie(Erased.STAYS, why)


def about(
    *,
    owner: str,
    purpose: str,
    keep: str,
    export: str,
    erase: str,
    ties: Mapping[str, Tie] | None = None,
    exported_by: tuple[str, ...] = (),
    keys: bool = False,
) -> dict[str, object]:
    """The declaration of one table, for `Table.info`.

    Args:
        owner: whose it is.
        purpose: why it is kept at all.
        keep: until when.
        export: how it goes into a person's own export, or why not.
        erase: what happens to it when the person is erased.
        ties: every column that holds a person's id, and every foreign key to a row that can go with one. Of a foreign
            key that stays, the row it refers to stays, too.
        exported_by: by which of these a row's readable columns go into a person's export: it holds their id, or
            refers to a row that goes into it. None: they do not, and `export` says why.
        keys: its rows are what opens a person's things: erasure deletes them before everything else, by `ties`.
    """
    said = {"owner": owner, "purpose": purpose, "keep": keep, "export": export, "erase": erase}
    return {"about": said, "ties": dict(ties or {}), "exported_by": exported_by, "keys": keys}


def ties_of(table: Table) -> Mapping[str, Tie]:
    """What erasure does by each column of a table."""
    ties: Mapping[str, Tie] = table.info["ties"]
    return ties


def exported_by(table: Table) -> tuple[str, ...]:
    """The columns by which a table's rows go into a person's export."""
    columns: tuple[str, ...] = table.info["exported_by"]
    return columns


def holds_keys(table: Table) -> bool:
    """Whether the rows of a table open a person's things."""
    return bool(table.info["keys"])
