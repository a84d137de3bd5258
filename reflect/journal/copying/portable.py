"""One reflection as it leaves and comes back: the fields of docs/export-format.md. Pure; nothing in it is trusted.

What belongs to a place stays behind: ids, whether themes were counted, with whom it was shared, its history.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from reflect.core.clock import now
from reflect.core.errors import BadInput
from reflect.core.ids import ID_PATTERN
from reflect.journal.document import LONGEST_TITLE, Document, Part, Words, problems, tidy, tidy_tags
from reflect.journal.said import Said
from reflect.web.language import gettext as _

FORMAT = "reflect-reflection"
VERSION = 1
MOST_PARTS = 200
MOST_LINES = 100  # of help with a question, and of its themes
LONGEST_LINE = 2_000  # characters of a question, of a line of help
LONGEST_NAME = 120  # characters of what we call things: codes and slugs
# Beside the parts and the day. What is not named here belongs to the place where it is, and stays.
KEPT = ("kind", "title", "draft", "path", "path_title", "set_version", "themes", "tags", "wellbeing")
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


class Unreadable(BadInput):
    """A file, or something in it, that cannot be brought in. The sentence says what and why."""


@dataclass(frozen=True)
class Earlier:
    """A version of a reflection, by its number in the history and how it was saved."""

    number: int
    kind: Literal["draft", "saved"]
    document: Document


@dataclass(frozen=True)
class Past:
    """What a copy of everything says of a reflection beside its words. Ids in it are those of where it came from."""

    id: str = ""
    continues: str = ""
    pinned: bool = False
    number: int = 1
    kind: Literal["draft", "saved"] = "saved"
    earlier: tuple[Earlier, ...] = ()
    comments: tuple[Said, ...] = ()


NO_PAST = Past()


@dataclass(frozen=True)
class Copy:
    """A reflection outside its journal. Its document has no HTML, and was counted nowhere."""

    document: Document
    written_at: datetime
    past: Past = NO_PAST


def copy_of(document: Document, created_at: datetime) -> Copy:
    """The copy of an entry. One that was brought in keeps the day on which it was first written."""
    written_at = document.written or created_at
    parts = tuple(replace(part, html=None) for part in document.parts)
    kept = {field: getattr(document, field) for field in KEPT}
    return Copy(Document(parts=parts, written_at=written_at.astimezone(UTC).isoformat(), **kept), written_at)


def as_data(document: Document, written_at: datetime) -> dict[str, Any]:
    """The copy as JSON has it."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "written_at": written_at.astimezone(UTC).isoformat(),
        **{field: getattr(document, field) for field in KEPT},
        "themes": list(document.themes),
        "tags": list(document.tags),
        "parts": [
            {
                "question": part.question,
                "answer": part.answer,
                "prompt": part.prompt,
                "private": part.private,
                "help": list(part.help),
                "themes": list(part.themes),
            }
            for part in document.parts
        ],
    }


def from_data(value: Any) -> Copy:
    """The copy that `as_data` wrote, by us or by somebody else.

    Raises:
        Unreadable: it is not one, or of a version that we do not know, or something in it is missing or too long.
    """
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise Unreadable(_("This is not a copy of a reflection made by Reflect."))
    if value.get("version") != VERSION:
        raise Unreadable(_("This copy was made by another version of Reflect, which this one cannot read."))
    fields = Fields(value)
    parts = value.get("parts")
    if not isinstance(parts, list) or not 1 <= len(parts) <= MOST_PARTS:
        raise _wrong("parts")
    written_at = fields.moment("written_at")
    document = Document(
        kind="guided" if fields.one_of("kind", "guided", "blank") == "guided" else "blank",
        parts=tuple(_part(part) for part in parts),
        path=fields.text("path", LONGEST_NAME),
        path_title=fields.text("path_title", LONGEST_LINE),
        set_version=fields.text("set_version", LONGEST_LINE),
        title=" ".join(fields.text("title", LONGEST_LINE).split()),
        themes=tuple(dict.fromkeys(fields.texts("themes", LONGEST_NAME))),
        tags=tidy_tags(fields.texts("tags", LONGEST_NAME)),
        wellbeing=fields.text("wellbeing", LONGEST_TITLE),
        draft=fields.flag("draft"),
        written_at=written_at.isoformat(),
    )
    for sentence in problems(Words(1, title=document.title, themes=document.themes, tags=document.tags)).values():
        raise Unreadable(sentence)
    return Copy(document, written_at)


def _part(value: Any) -> Part:
    if not isinstance(value, dict):
        raise _wrong("parts")
    fields = Fields(value)
    answer = tidy(fields.raw("answer"))
    for sentence in problems(Words(1, answer=answer)).values():
        raise Unreadable(sentence)
    return Part(
        question=fields.text("question", LONGEST_LINE),
        prompt=fields.text("prompt", LONGEST_NAME),
        private=fields.flag("private"),
        help=fields.texts("help", LONGEST_LINE),
        themes=fields.texts("themes", LONGEST_NAME),
        answer=answer,
    )


class Fields:
    """The fields of one object, each of the type and size that it has to have. Each raises Unreadable."""

    def __init__(self, value: dict[Any, Any]) -> None:
        self._value = value

    def raw_or_none(self, name: str) -> str | None:
        """Text of any length, or None when it is not there."""
        return None if self._value.get(name) is None else self.raw(name)

    def raw(self, name: str) -> str:
        """Text of any length."""
        value = self._value.get(name)
        if not isinstance(value, str):
            raise _wrong(name)
        return value

    def text(self, name: str, longest: int) -> str:
        """Text of so many characters at most."""
        return _short(name, self.raw(name), longest)

    def texts(self, name: str, longest: int) -> tuple[str, ...]:
        """A list of texts, each of so many characters at most."""
        values = self._value.get(name)
        if not isinstance(values, list) or len(values) > MOST_LINES:
            raise _wrong(name)
        return tuple(_short(name, each, longest) for each in values)

    def flag(self, name: str) -> bool:
        """Yes or no."""
        value = self._value.get(name)
        if not isinstance(value, bool):
            raise _wrong(name)
        return value

    def one_of(self, name: str, *allowed: str) -> str:
        """One of these words."""
        value = self.raw(name)
        if value not in allowed:
            raise _wrong(name)
        return value

    def number(self, name: str, most: int) -> int:
        """A whole number from one on."""
        value = self._value.get(name)
        if type(value) is not int or not 1 <= value <= most:
            raise _wrong(name)
        return value

    def objects(self, name: str, most: int) -> list["Fields"]:
        """A list of objects, so many at most."""
        values = self._value.get(name)
        if not isinstance(values, list) or len(values) > most or not all(isinstance(each, dict) for each in values):
            raise _wrong(name)
        return [Fields(each) for each in values]

    def maybe(self, name: str) -> "Fields | None":
        """An object, or None when it is not there."""
        value = self._value.get(name)
        if value is not None and not isinstance(value, dict):
            raise _wrong(name)
        return None if value is None else Fields(value)

    def id(self, name: str, *, missing: bool = False) -> str:
        """One of our ids; empty when it may be missing and is."""
        value = self._value.get(name)
        if missing and value is None:
            return ""
        if not isinstance(value, str) or not ID_PATTERN.fullmatch(value):
            raise _wrong(name)
        return value

    def whole(self, name: str) -> Copy:
        """A whole copy within this one."""
        return from_data(self._value.get(name))

    def moment(self, name: str) -> datetime:
        """A moment with its zone, neither long ago nor to come."""
        try:
            moment = datetime.fromisoformat(self.raw(name)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise _wrong(name) from None
        if not EARLIEST <= moment <= now() + timedelta(days=1):
            raise _wrong(name)
        return moment


def _short(name: str, value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise _wrong(name)
    return tidy(value)


def _wrong(name: str) -> Unreadable:
    return Unreadable(_("Its “%(field)s” is missing, damaged or too long.", field=name))
