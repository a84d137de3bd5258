"""What somebody looks for in their journal, and whether one reflection has it. Pure.

Most reflections do not have it, and to find that out must cost little: so a sealed document, once open, is looked at
as bytes before it is read. `document.to_bytes` writes canonical JSON, in which a quotation mark that somebody typed
always follows a backslash: a name of a field in its marks is never part of their words.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal

from reflect.journal.document import Document, prompt_key
from reflect.journal.reading.folding import fold

State = Literal["", "draft", "private", "shared"]

ASCII = bytes(range(128))
AFTER_THE_PARTS = b'],"path":"'
NO_TAGS = b'"tags":[]'
# Before and behind what somebody typed.
ANSWER = (b'{"answer":"', b'","help":[')
TAGS = (b'"tags":[', b'],"themes":[')
TITLE = (b'"title":"', b'","uncounted":')


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
    _swaps: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The words as they are compared."""
        return tuple(dict.fromkeys(word for text in self.words for word in fold(text).split()))

    @cached_property
    def _needles(self) -> tuple[bytes, ...]:
        # A quotation mark and a backslash look otherwise in JSON: what stands between them is enough to look for.
        return tuple(max(re.split(r'["\\]', word), key=len).encode() for word in self.folded)

    @cached_property
    def _letters(self) -> frozenset[str]:
        return frozenset("".join(self.folded))

    def may_be_in(self, body: bytes) -> bool:
        """Whether it is worth reading this document. False only where `matches` would be."""
        rest = body.rfind(AFTER_THE_PARTS)
        if self.theme and body.find(b'"%s"' % self.theme.encode(), rest) < 0:
            return False
        if self.tag and body.find(NO_TAGS, rest) >= 0:
            return False
        if self.prompt and b'"prompt":"%s"' % self.prompt.rpartition(":")[2].encode() not in body:
            return False
        if not self._needles:
            return True
        typed = _typed(body, rest)
        if not all(needle in typed for needle in self._needles):
            typed = self._plain(typed)
        return all(needle in typed for needle in self._needles)

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

    def _plain(self, typed: bytes) -> bytes:
        """The same folded, as far as letters of these words are concerned."""
        if not typed.isascii():
            for character in set(typed.translate(None, ASCII).decode()):
                if character not in self._swaps:
                    plain = fold(character)
                    concerned = plain != character and (not plain or not self._letters.isdisjoint(plain))
                    self._swaps[character] = plain.encode() if concerned else character.encode()
                swap, own = self._swaps[character], character.encode()
                if swap != own:
                    typed = typed.replace(own, swap)
        return typed.lower()


def _typed(body: bytes, rest: int) -> bytes:
    """What somebody typed into a document, without reading it; the whole of it where that is not found.

    Args:
        rest: where the document goes on behind its parts.
    """
    found, end = [], 0
    for (before, behind), begin in ((TITLE, rest), (TAGS, rest), (ANSWER, 0)):
        at = body.find(before, begin)
        while at >= 0:
            end = body.find(behind, at)
            if end < 0:
                return body
            found.append(body[at + len(before) : end])
            at = body.find(before, end) if begin == 0 else -1
    return b"\n".join(found)


def answers_to(document: Document, key: str) -> list[int]:
    """The places of a document's answers to one question, counted from 0."""
    return [
        place
        for place, part in enumerate(document.parts)
        if part.answer.strip() and prompt_key(document, part.prompt) == key
    ]
