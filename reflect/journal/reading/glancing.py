"""An opened document looked at as bytes, before anything of it is read: most do not have what is looked for. Pure.

`document.to_bytes` writes canonical JSON, in which a quotation mark that somebody typed always follows a backslash:
a name of a field in its marks is never part of their words.
"""

import re
from collections.abc import Iterable

from reflect.journal.reading.folding import fold

ASCII = bytes(range(128))
AFTER_THE_PARTS = b'],"path":"'
ANSWER, BEHIND_IT = b'{"answer":"', b'","help":['
TAGS_AND_TITLE = re.compile(rb'"tags":\[(.*?)\],"themes":\[[^]]*\],"title":"(.*?)","uncounted":')


def typed(body: bytes) -> bytes:
    """What somebody typed into a document; the whole of it where that is not found, as in one of long ago."""
    rest = body.rfind(AFTER_THE_PARTS)
    match = TAGS_AND_TITLE.search(body, max(0, rest))
    if match is None:
        return body
    found = [*match.groups()]
    at = body.find(ANSWER, 0, rest)
    while at >= 0:
        end = body.find(BEHIND_IT, at, rest)
        if end < 0:
            return body
        found.append(body[at + len(ANSWER) : end])
        at = body.find(ANSWER, end, rest)
    return b"\n".join(found)


class Needles:
    """Folded words, to be found in bytes that are not folded yet.

    Going over what somebody typed takes longer than opening it, and each thing done to it goes over it once: so it is
    not folded as a whole. The few characters that are not ASCII are picked out; of those only the ones that stand for
    a letter of the words are replaced; then capitals are made small, and the words looked for.
    """

    def __init__(self, words: Iterable[str]) -> None:
        # A quotation mark and a backslash look otherwise in JSON: what stands between them is enough to look for.
        self._needles = [max(re.split(r'["\\]', word), key=len).encode() for word in words]
        self._letters = frozenset(b"".join(self._needles).decode())
        self._idle = ""  # characters that were met and make no difference to the words
        self._swaps: dict[str, bytes] = {}  # and those that make one, with what stands in their place

    def may_be_in(self, text: bytes) -> bool:
        """Whether this text may have all of the words. False only where one of them is not there."""
        plain = self._plain(text)
        return all(map(plain.__contains__, self._needles))

    def _plain(self, text: bytes) -> bytes:
        """The text folded, as far as letters of the words are concerned."""
        if not text.isascii():
            others = text.translate(None, ASCII).decode()
            for character in set(others.strip(self._idle)).difference(self._idle):
                text = text.replace(character.encode(), self._swap(character))
        return text.lower()

    def _swap(self, character: str) -> bytes:
        if character not in self._swaps:
            plain = fold(character)
            if plain == character or (plain and self._letters.isdisjoint(plain)):
                self._idle += character
                return character.encode()
            self._swaps[character] = plain.encode()
        return self._swaps[character]
