"""What is new in a copy that takes the place of an earlier one: which blocks, and never the words that went."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from reflect.privacy.blocks import Block, blocks
from reflect.sharing.snapshot import Part, Snapshot


def since(snapshot: Snapshot, earlier: Iterable[Part]) -> Snapshot:
    """The snapshot with marks for a reader who had `earlier`: which blocks are new or changed, and where words went.

    An answer is compared with the one to the same question. A block that only moved is not new.
    """
    had: dict[str, list[Part]] = {}
    for part in earlier:
        had.setdefault(part.question, []).append(part)
    parts = tuple(_marked(part, _next(had, part.question)) for part in snapshot.parts)
    return replace(snapshot, parts=parts, again=True, fewer=any(had.values()))


def _next(had: dict[str, list[Part]], question: str) -> Part | None:
    left = had.get(question)
    return left.pop(0) if left else None


def _marked(part: Part, before: Part | None) -> Part:
    now = blocks(part.html)
    if before is None:
        return replace(part, fresh=True, new=tuple(range(len(now))), taken_out=False)
    then = blocks(before.html)
    left = Counter(block.html.strip() for block in then)
    new = []
    for place, block in enumerate(now):
        if left[block.html.strip()] > 0:
            left[block.html.strip()] -= 1
        else:
            new.append(place)
    return replace(part, fresh=False, new=tuple(new), taken_out=bool(_words(then) - _words(now)))


def _words(of: Iterable[Block]) -> Counter[str]:
    return Counter(word for block in of for word in block.words.split())
