"""What of a reflection is counted: its themes, when its author ticked that, and never its words."""

from collections.abc import Mapping
from dataclasses import dataclass

from reflect.journal.document import Document
from reflect.library.themes import ThemeName
from reflect.themes import contributions, standing
from reflect.vault.keys import Keys


@dataclass(frozen=True)
class Counting:
    """What the author of a reflection is told about the counting of its themes."""

    ticked: bool  # they asked for its themes to be counted
    too_many: bool  # more themes wait than are counted, some of them from here: they have to say which
    taken_away: bool  # they asked for it, and do not any more


def count(keys: Keys, before: Document, after: Document) -> None:
    """Count what a save has ticked, and take back what it has unticked, in a write unit of its own.

    Ticking is an act of that moment: what was ticked before and still is, is left as it stands. Called after every
    save of the last page, so that all saves look the same. What was counted can be taken back also after the answers
    that others may know of were taken out.

    Raises:
        KeysReplaced: these are not the author's present keys.
        CannotOpen: what is stored was changed by somebody else.
    """
    contributions.count(keys, added=_counted(after) - _counted(before), removed=_ticked(before) - _counted(after))


def counting(keys: Keys, document: Document, names: Mapping[str, ThemeName]) -> Counting:
    """How a reflection stands.

    Args:
        names: of the published themes, by slug.
    """
    here = {slug for slug in _counted(document) if slug in names and names[slug].countable}
    return Counting(bool(here), bool(here & standing.waiting(keys)), document.uncounted)


def _ticked(document: Document) -> frozenset[str]:
    return frozenset(document.themes) if document.counted and not document.draft else frozenset()


def _counted(document: Document) -> frozenset[str]:
    return frozenset() if document.for_author_alone else _ticked(document)
