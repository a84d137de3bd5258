"""Text as it is compared in a search: capital letters and accents make no difference. Pure.

It goes character by character, so that a place in the folded text is a place in the text.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from unicodedata import combining, normalize

# What stands for a plain letter and does not come apart into one, and marks that people type in two ways.
ALIKE = {
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ı": "i",
    "ŧ": "t",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    **dict.fromkeys("’‘‛`´ʼ", "'"),
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("‐‑‒–—", "-"),
}
MOST_KNOWN = 20_000  # characters; more are folded each time


class _Folds(dict[int, str]):
    """For `str.translate`: each character, folded when it is first met."""

    def __missing__(self, point: int) -> str:
        folded = _folded(chr(point))
        if len(self) < MOST_KNOWN:
            self[point] = folded
        return folded


@dataclass(frozen=True)
class Piece:
    """A stretch of text that was found, or stands between two that were."""

    text: str
    found: bool


def fold(text: str) -> str:
    """The text without capitals and accents. Folding it once more changes nothing."""
    return text.lower() if text.isascii() else text.translate(_FOLDS)


def places(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where any of some folded words stand in the text, from start to end, the overlapping ones as one."""
    folded, found = fold(text), []
    lengths: list[int] = [] if text.isascii() else list(map(len, map(_FOLDS.__getitem__, map(ord, text))))
    starts = [0, *accumulate(lengths)]
    for word in words:
        at = folded.find(word)
        while at >= 0:
            begin, end = at, at + len(word)
            if lengths:
                begin, end = bisect_right(starts, begin) - 1, bisect_left(starts, end)
                while end < len(text) and not lengths[end]:  # the accents of the last letter
                    end += 1
            found.append((begin, end))
            at = folded.find(word, at + 1)
    return list(_joined(sorted(found)))


def pieces(text: str, words: Iterable[str]) -> list[Piece]:
    """The text cut at every place where one of the folded words stands."""
    cut, at = [], 0
    for begin, end in places(text, words):
        cut += [Piece(text[at:begin], found=False), Piece(text[begin:end], found=True)]
        at = end
    return [piece for piece in [*cut, Piece(text[at:], found=False)] if piece.text]


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    begin = end = 0
    for first, last in spans:
        if first > end:
            if end:
                yield begin, end
            begin = first
        end = max(end, last)
    if end:
        yield begin, end


def _folded(character: str) -> str:
    apart = normalize("NFKD", normalize("NFKD", character).casefold())
    return "".join(ALIKE.get(each, each) for each in apart if not combining(each))


_FOLDS = _Folds()
