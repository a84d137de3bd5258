"""What a share holds: chosen answers of one revision, exactly as the author previewed them."""

import json
from dataclasses import dataclass
from itertools import groupby

from reflect.privacy.blocks import blocks
from reflect.vault.errors import CannotOpen


@dataclass(frozen=True)
class Part:
    """One answer as the reader sees it: the question in plain words, the answer as cleaned HTML.

    The marks say what is new in it, where its reader had an earlier copy.
    """

    question: str
    html: str
    fresh: bool = False  # the reader did not have this answer
    new: tuple[int, ...] = ()  # which of its blocks are new or changed, counted from 0
    taken_out: bool = False  # some words that the reader had are not in it any more

    def runs(self) -> list[tuple[str, bool]]:
        """The answer as pieces of HTML that follow each other, each with whether it is new or changed."""
        if not self.new or self.fresh:
            return [(self.html, False)]
        marked = [(block.html, place in self.new) for place, block in enumerate(blocks(self.html))]
        return [("".join(html for html, _new in run), new) for new, run in groupby(marked, key=lambda block: block[1])]


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
    again: bool = False  # its reader had an earlier copy, and the parts say what is new
    fewer: bool = False  # an answer that the reader had is not in it any more

    def head(self) -> bytes:
        """Title and note, which the reader's list shows before anything is opened."""
        return _dump({"title": self.title, "note": self.note})

    def body(self) -> bytes:
        """The chosen answers, which open only with a receipt."""
        return _dump({"parts": [_marked(part) for part in self.parts], "again": self.again, "fewer": self.fewer})


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


@dataclass(frozen=True)
class Body:
    """What stands behind the receipt: the answers, and whether the reader had an earlier copy."""

    parts: tuple[Part, ...]
    again: bool
    fewer: bool


def read_body(data: bytes) -> Body:
    """The answers that `Snapshot.body` wrote. Anything else raises CannotOpen."""
    try:
        body = json.loads(data)
        parts = tuple(_read(part) for part in body["parts"])
        return Body(parts, body.get("again") is True, body.get("fewer") is True)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CannotOpen from None


def _marked(part: Part) -> dict[str, object]:
    """An answer as it is sealed. One without marks is as short as in a first copy."""
    marks = {"fresh": part.fresh, "new": part.new, "taken_out": part.taken_out}
    return {"question": part.question, "html": part.html} | {name: mark for name, mark in marks.items() if mark}


def _read(part: dict[str, object]) -> Part:
    new = part.get("new", ())
    if not isinstance(new, list | tuple):
        raise TypeError
    return Part(
        str(part["question"]),
        str(part["html"]),
        fresh=part.get("fresh") is True,
        new=tuple(place for place in new if type(place) is int),
        taken_out=part.get("taken_out") is True,
    )


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
