"""From what was typed to what is shown: once, when it is saved. Reading an entry never comes here."""

from dataclasses import replace

from reflect.journal.document import Document, Part
from reflect.privacy.sanitise import CLEANER_VERSION, to_html


def rendered(document: Document) -> Document:
    """The document with every answer as clean HTML. What did not change since the last time stays as it is."""
    fresh = document.cleaner == CLEANER_VERSION
    parts = tuple(_rendered(part, fresh) for part in document.parts)
    return replace(document, parts=parts, cleaner=CLEANER_VERSION)


def _rendered(part: Part, fresh: bool) -> Part:
    if not part.answer.strip():
        return replace(part, html=None)
    if fresh and part.html is not None:
        return part
    return replace(part, html=to_html(part.answer))
