"""What somebody looks for in their journal, and whether one reflection has it. Pure."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

from reflect.journal.document import Document, prompt_key
from reflect.journal.reading.folding import fold
from reflect.journal.reading.glancing import AFTER_THE_PARTS, Needles, typed

State = Literal["", "draft", "private", "shared"]

NO_TAGS = b'"tags":[]'


@dataclass(frozen=True)
class Question:
    """What is looked for: everything that is given must hold. The moments are when it was being written."""

    words: tuple[str, ...] = ()
    theme: str = ""
    tag: str = ""
    state: State = ""
    since: datetime | None = None
    until: datetime | None = None  # before this moment
    prompt: str = ""  # as `prompt_key` says it

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The words as they are compared."""
        return tuple(dict.fromkeys(word for text in self.words for word in fold(text).split()))

    @cached_property
    def _needles(self) -> Needles:
        return Needles(self.folded)

    def may_be_in(self, body: bytes) -> bool:
        """Whether it is worth reading this document. False only where `matches` would be."""
        if self.theme and body.find(b'"%s"' % self.theme.encode(), body.rfind(AFTER_THE_PARTS)) < 0:
            return False
        if self.tag and body.find(NO_TAGS, body.rfind(AFTER_THE_PARTS)) >= 0:
            return False
        if self.prompt and json.dumps(self.prompt.rpartition(":")[2], ensure_ascii=False)[1:].encode() not in body:
            return False
        return not self.folded or self._needles.may_be_in(typed(body))

    def matches(self, document: Document, *, shared: bool) -> bool:
        """Whether a reflection has everything that is looked for; when it was written, the database knows."""
        if self.state and self.state != ("shared" if shared else "draft" if document.draft else "private"):
            return False
        if self.theme and self.theme not in document.themes:
            return False
        if self.tag and fold(self.tag) not in map(fold, document.tags):
            return False
        if self.prompt and not answers_to(document, self.prompt):
            return False
        text = fold("\n".join((document.title, *document.tags, *(part.answer for part in document.parts))))
        return all(word in text for word in self.folded)


def answers_to(document: Document, key: str) -> list[int]:
    """The places of a document's answers to one question, counted from 0."""
    return [
        place for place, part in enumerate(document.parts) if part.answer.strip() and prompt_key(document, part) == key
    ]
