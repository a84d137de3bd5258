"""What a share holds: chosen answers of one revision, exactly as the author previewed them."""

import json
from dataclasses import dataclass

from reflect.vault.errors import CannotOpen


@dataclass(frozen=True)
class Part:
    """One answer as the reader sees it: the question in plain words, the answer as cleaned HTML."""

    question: str
    html: str


@dataclass(frozen=True)
class Snapshot:
    """A copy of chosen parts of one revision, with the title and the note for the reader.

    Whether themes are counted is never in it.
    """

    entry_id: str
    entry_revision: int
    title: str
    note: str
    parts: tuple[Part, ...]

    def head(self) -> bytes:
        """Title and note, which the reader's list shows before anything is opened."""
        return _dump({"title": self.title, "note": self.note})

    def body(self) -> bytes:
        """The chosen answers, which open only with a receipt."""
        return _dump({"parts": [{"question": part.question, "html": part.html} for part in self.parts]})


@dataclass(frozen=True)
class Head:
    """What stands in the reader's list."""

    title: str
    note: str


def read_head(data: bytes) -> Head:
    """The head that `Snapshot.head` wrote. Anything else raises CannotOpen, as no seal proves its sender."""
    try:
        head = json.loads(data)
        return Head(str(head["title"]), str(head["note"]))
    except (ValueError, KeyError, TypeError):
        raise CannotOpen from None


def read_parts(data: bytes) -> tuple[Part, ...]:
    """The answers that `Snapshot.body` wrote. Anything else raises CannotOpen."""
    try:
        return tuple(Part(str(part["question"]), str(part["html"])) for part in json.loads(data)["parts"])
    except (ValueError, KeyError, TypeError):
        raise CannotOpen from None


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
