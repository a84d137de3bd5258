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
    kept: list[Find] = []
    for each in sorted(found, key=lambda find: (rank[find.kind], find.start, -find.end)):
        if not any(each.start < other.end and other.start < each.end for other in kept):
            kept.append(each)
    return tuple(sorted(kept))
