"""A find: some words that may tell who somebody is, what kind they are, and where they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was found. Where two kinds claim the same words, the one that stands first here has them."""

    EMAIL = "email"
    WEB = "web"
    NHS = "nhs"
    PHONE = "phone"
    ADDRESS = "address"
    BORN = "born"
    DATE = "date"
    CASE = "case"
    NAME = "name"


@dataclass(frozen=True, order=True)
class Find:
    """Characters `start` to `end` of the text, counted from 0, without the one at `end`."""

    start: int
    end: int
    kind: Kind


def without_overlaps(found: Iterable[Find]) -> tuple[Find, ...]:
    """The finds in the order of the text, each character in one find at most."""
    rank = {kind: place for place, kind in enumerate(Kind)}
    ranked = sorted(found, key=lambda find: (rank[find.kind], find.start, -find.end))
    taken = bytearray(max((find.end for find in ranked), default=0))  # by character: 1 where a find has it
    kept: list[Find] = []
    for each in ranked:
        if not any(taken[each.start : each.end]):
            taken[each.start : each.end] = b"\1" * (each.end - each.start)
            kept.append(each)
    return tuple(sorted(kept))
