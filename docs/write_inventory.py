"""Writes inventory.md from what each table declares about itself. Run: .venv/bin/python docs/write_inventory.py"""

import importlib
import inspect
from pathlib import Path

from sqlalchemy import LargeBinary, Table

from reflect.storage.about import exported_by, ties_of
from reflect.storage.db import Model

PAGE = Path(__file__).with_name("inventory.md")
PACKAGE = Path(__file__).parents[1] / "reflect"
FEATURES = {
    "reflect.journal": "The journal",
    "reflect.sharing": "Sharing",
    "reflect.supervision": "Supervision",
    "reflect.themes": "Themes",
    "reflect.identity": "Accounts",
    "reflect.organisation": "The organisation",
    "reflect.notices": "Notices and mails",
    "reflect.audit": "The audit trail",
    "reflect.library": "The library",
    "reflect.records": "Records and rights",
}
LINES = {
    "owner": "Whose it is",
    "purpose": "Why it is kept",
    "keep": "How long",
    "export": "In a person’s export",
    "erase": "When a person is erased",
}
INTRODUCTION = """\
<!-- Written by docs/write_inventory.py from the tables themselves. Do not edit it by hand. -->

# What is kept, table by table

Each table in the code declares whose it is, why it is kept, how long, how it goes into a person’s export and what
happens to it when a person is erased. A test refuses a table that does not, and another compares this page with the
code. “Binary columns” hold ciphertext, keys, salts and hashes. All others can be read by whoever has the database.

“By column” says what erasing a person does to each value that holds a person’s id, and to each row that refers to
another one; for the latter, “stays” means that the other row stays, too. “Exported by” names the columns by which the
readable columns of a row go into a person’s export. Both are what `reflect people erase` and the exports follow.
"""


def page() -> str:
    """The page, made from every `models.py`."""
    for path in sorted(PACKAGE.rglob("models.py")):
        importlib.import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
    classes = {mapper.class_ for mapper in Model.registry.mappers}
    parts = [INTRODUCTION]
    for feature, heading in FEATURES.items():
        own = sorted((cls for cls in classes if cls.__module__.startswith(feature + ".")), key=_table_name)
        classes -= set(own)
        parts.append(f"## {heading}\n")
        parts += [_section(cls) for cls in own]
    if classes:
        raise LookupError(f"FEATURES has no heading for {sorted(map(_table_name, classes))}")
    return "\n".join(parts)


def _table_name(cls: type[Model]) -> str:
    return str(cls.__tablename__)


def _section(cls: type[Model]) -> str:
    table = cls.__table__
    assert isinstance(table, Table)  # noqa: S101
    about = table.info["about"]
    said = [f"- {words}: {about[key]}" for key, words in LINES.items()]
    binary = [column.name for column in table.columns if isinstance(column.type, LargeBinary)]
    readable = [column.name for column in table.columns if column.name not in binary]
    columns = [f"- Readable columns: {_names(readable)}"] + [f"- Binary columns: {_names(binary)}"] * bool(binary)
    ties = [f"- By column: {_ties(table)}"] * bool(ties_of(table))
    exported = [f"- Exported by: {_names(list(exported_by(table)))}"] * bool(exported_by(table))
    return "\n".join([f"### `{table.name}`\n", f"{inspect.getdoc(cls)}\n", *said, *ties, *exported, *columns, ""])


def _ties(table: Table) -> str:
    each = ties_of(table).items()
    return "; ".join(f"`{name}`: {tie.erased.value}{f', because {tie.why}' * bool(tie.why)}" for name, tie in each)


def _names(columns: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in columns)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
