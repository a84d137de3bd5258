"""What an organisation can hand over when somebody asks what it holds about them: what stands in the clear.

It is made without anybody's keys. It holds no ciphertext, no hash, no key and no salt: columns that could be one are
not read at all (`inventory.readable`), and a value that is no plain one stops the pack (`rows._value`).
"""

from collections.abc import Iterator

from sqlalchemy import LargeBinary, func, select

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.journal.copying.archive import zipped
from reflect.organisation.models import Person
from reflect.records.blocks import Block, Facts, Heading, Sheet, Text, sheets
from reflect.records.exporting.in_words import in_words
from reflect.records.exporting.json_files import json_files
from reflect.records.exporting.pdf import as_pdf
from reflect.records.exporting.rows import plain_rows
from reflect.records.inventory import exported, selves
from reflect.storage.about import exported_by
from reflect.storage.db import Model, db, end_read
from reflect.supervision.reading import of_person
from reflect.web.language import day, ngettext
from reflect.web.language import gettext as _

COVER = "cover-sheet.pdf"
CLEAR = "in-the-clear"


def access_pack(person_id: str) -> Iterator[bytes]:
    """What is held about a person in the clear, as a zip, piece by piece; with a cover sheet that says what is sealed.

    Raises:
        NotFound: there is nobody of this id. Raised at once, before the first piece.
    """
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound
    cover = _cover(person_id, person.name, person.email)
    return zipped(_files(person_id, cover))


def note_pack(person_id: str, *, made_by: str | None) -> None:
    """Let the trail say that a pack was made, where the person sees it, too. Inside the caller's write unit.

    Args:
        made_by: who made it, on the roster; None for a command.
    """
    record("access-pack-made", actor=made_by, about=person_id)


def _files(person_id: str, cover: Sheet) -> Iterator[tuple[str, bytes]]:
    yield COVER, as_pdf(cover)
    made_at = now()
    items = (in_words("rows", item) for item in plain_rows(person_id, named=False))
    note = _("Made %(day)s, without the person’s keys.", day=day(made_at))
    for number, sheet in enumerate(sheets(_("What stands in the clear"), note, items), 1):
        end_read()
        yield f"{CLEAR}-{number}.pdf", as_pdf(sheet)
    for name, content in json_files("rows", plain_rows(person_id, named=False), made_at):
        end_read()
        yield f"{CLEAR}-{name}", content


def _cover(person_id: str, name: str, email: str) -> Sheet:
    blocks: list[Block] = [
        Facts(((_("About"), f"{name}, {email}"), (_("Made"), day(now())))),
        Heading(2, _("What is in this pack")),
        Text(
            _(
                "Everything that Reflect holds about this person in the clear: every readable column of every row that "
                "is about them, as a PDF to read and as JSON. Other people stand in it by an id, in notices also by "
                "name. Look through it before you hand it over."
            )
        ),
        Heading(2, _("What is sealed, and not in it")),
        Text(
            _(
                "What the person writes is sealed with keys that only they have. No administrator, no data protection "
                "officer and nobody who runs the server can open it, and this pack holds none of it, not even sealed. "
                "Only the person can: signed in, under “Your account”, they save everything about themselves, opened "
                "by their own keys."
            )
        ),
        *_sealed(person_id),
        *_records(person_id, email),
        Heading(2, _("What colleagues write")),
        Text(
            _(
                "The private words of colleagues were not searched. They are sealed with keys that only their authors "
                "have, so that nobody here can tell whether they name this person. A data protection officer can ask "
                "named people to search their own journals; each answers in their own words."
            )
        ),
    ]
    return Sheet(_("What Reflect holds about %(name)s", name=name), _("Cover sheet"), tuple(blocks))


def _sealed(person_id: str) -> Iterator[Block]:
    """How many rows of each table hold something sealed: that they are there can be seen, and nothing else."""
    found = []
    for table in Model.metadata.sorted_tables:
        if exported_by(table) and any(isinstance(column.type, LargeBinary) for column in table.columns):
            counted = (
                db.session.scalar(select(func.count()).select_from(table).where(exported(table, each)))
                for each in selves(person_id)
            )
            if number := sum(each or 0 for each in counted):
                found.append((f"{table.name}: {table.info['about']['purpose']}", str(number)))
    if found:
        yield Text(_("Rows of which a part is sealed, or is a key or a hash; their other columns are in this pack:"))
        yield Facts(tuple(found))


def _records(person_id: str, email: str) -> Iterator[Block]:
    signed = sum(len(of_person(each)) for each in selves(person_id))
    if signed:
        yield Heading(2, _("Signed records of supervision"))
        said = ngettext(
            "The organisation’s records key opens %(num)d signed record of this person, as both people agreed. It is "
            "not in this pack. “reflect records list %(email)s” lists it; opening it tells both people.",
            "The organisation’s records key opens %(num)d signed records of this person, as both people agreed. "
            "They are not in this pack. “reflect records list %(email)s” lists them; opening one tells both people.",
            signed,
            email=email,
        )
        yield Text(said)
