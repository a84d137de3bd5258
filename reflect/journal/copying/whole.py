"""The reflections of a copy of everything, with their past: how a journal moves to another installation.

The file is no more trusted than any other. Ids in it only say which of its reflections and comments belong together.
"""

from typing import Any

from reflect.journal.copying.portable import Copy, Earlier, Fields, Past, Unreadable
from reflect.journal.said import Said
from reflect.sharing.anchors import LONGEST_QUOTE
from reflect.sharing.comments import LONGEST, LONGEST_NAME
from reflect.web.language import gettext as _

FORMAT = "reflect-everything"
VERSION = 1
REFLECTIONS = "reflections"
MOST_IN_A_FILE = 10_000
MOST_OF_ONE = 10_000  # versions of a reflection, or comments in it
LAST_NUMBER = 1_000_000  # of a version: many more can follow it here
LONGEST_QUESTION = 2_000  # characters


def is_whole(value: Any) -> bool:
    """Whether this is a file of a copy of everything, whichever part of it."""
    return isinstance(value, dict) and value.get("format") == FORMAT


def from_whole(value: dict[str, Any]) -> tuple[list[Copy], int]:
    """The reflections in one file of a copy of everything, and how many of them cannot come.

    Those cannot that were deleted where they came from, or did not open there. A file of any other part holds none.

    Raises:
        Unreadable: it is of a version that we do not know, or something in it is missing, damaged or too long.
    """
    if value.get("version") != VERSION:
        raise Unreadable(_("This copy was made by another version of Reflect, which this one cannot read."))
    if value.get("part") != REFLECTIONS:
        return [], 0
    items = Fields(value).objects("items", MOST_IN_A_FILE)
    found = [copy for item in items if (copy := _reflection(item)) is not None]
    return found, len(items) - len(found)


def _reflection(item: Fields) -> Copy | None:
    states = item.objects("revisions", MOST_OF_ONE)
    if not states or not item.flag("opens") or item.raw_or_none("deleted_at") is not None:
        return None
    numbers = [each.number("number", LAST_NUMBER) for each in states]
    if numbers != sorted(set(numbers)):
        raise Unreadable(_("The versions of a reflection are not in order."))
    copies = [each.whole("words") for each in states]
    kinds = ["draft" if each.one_of("kind", "draft", "saved") == "draft" else "saved" for each in states]
    earlier = zip(numbers[:-1], kinds[:-1], copies[:-1], strict=True)
    past = Past(
        id=item.id("id"),
        continues=item.id("continues", missing=True),
        pinned=item.flag("pinned"),
        number=numbers[-1],
        kind=kinds[-1],
        earlier=tuple(Earlier(number, kind, copy.document) for number, kind, copy in earlier),
        comments=tuple(_said(each) for each in item.objects("comments", MOST_OF_ONE) if each.flag("opens")),
    )
    return Copy(copies[-1].document, copies[-1].written_at, past)


def _said(item: Fields) -> Said:
    about = item.maybe("about")
    return Said(
        id=item.id("id"),
        by=item.text("by", LONGEST_NAME),
        mine=item.flag("mine"),
        written_at=item.moment("written_at"),
        text=item.text("text", LONGEST),
        question=about.text("question", LONGEST_QUESTION) if about else None,
        quote=about.text("quote", LONGEST_QUOTE) if about else "",
        answers=item.id("answers", missing=True),
    )
