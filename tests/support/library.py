"""Library files for tests, invented, and a way to leave the library as it was found."""

from collections.abc import Iterator
from contextlib import contextmanager

import yaml

from reflect.storage.db import Model, db, write_unit
from tests.support.databases import LIBRARY

PROMPT = {
    "id": "T01",
    "text": "What did you notice?",
    "step": "what",
    "themes": ["naming-racism"],
    "maps_to": ["F1"],
    "help": ["Begin anywhere.", "Stop when you like."],
}


def question_file(version: int = 1, *, slug: str = "a-test-set", question: str = PROMPT["text"], **top) -> bytes:
    """A small, right file of questions."""
    document = {
        "set": {"slug": slug, "version": version, "title": "A test set"},
        "audiences": [
            {
                "audience": "practitioner",
                "sections": [{"title": "Noticing", "prompts": [PROMPT | {"text": question}]}],
            }
        ],
        "paths": [
            {
                "slug": f"{slug}-path",
                "title": "A test path",
                "minutes": 5,
                "audience": "practitioner",
                "prompts": ["T01"],
            }
        ],
    }
    return yaml.safe_dump(document | top, sort_keys=False, allow_unicode=True).encode()


def library_rows() -> dict[str, list[tuple]]:
    """Every row of every library table, so that two moments can be compared."""
    return {
        table.name: sorted((tuple(row) for row in db.session.execute(table.select())), key=repr)
        for table in Model.metadata.sorted_tables
        if table.name.startswith(LIBRARY)
    }


def words(rows: dict[str, list[tuple]]) -> set[str]:
    """The rows that hold words, without the editions, whose status may change."""
    return {repr(row) for name, found in rows.items() if name != "library_edition" for row in found}


@contextmanager
def borrowed() -> Iterator[None]:
    """Let a test change the library, then put every row back as it was."""
    tables = [table for table in Model.metadata.sorted_tables if table.name.startswith(LIBRARY)]
    before = {table: [dict(row) for row in db.session.execute(table.select()).mappings()] for table in tables}
    yield
    db.session.rollback()
    after = {table: [dict(row) for row in db.session.execute(table.select()).mappings()] for table in tables}
    if after == before:
        return
    with write_unit():
        for table in reversed(tables):
            db.session.execute(table.delete())
        for table in tables:
            if before[table]:
                db.session.execute(table.insert(), before[table])
