"""What a copy of everything about somebody consists of: each part by its name, made piece by piece.

Each feature says itself what may be taken along (`exported.py` of journal, sharing and supervision); the plain rows
follow the inventory. Nothing is written down here but the order.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from reflect.journal import exported as journal
from reflect.records.exporting.rows import plain_rows
from reflect.records.searches import exported as searches
from reflect.sharing import exported as sharing
from reflect.storage.db import end_read
from reflect.supervision import exported as supervision
from reflect.themes.standing import windows_of
from reflect.vault.keys import Keys
from reflect.web.language import lazy_gettext as _l

AT_ONCE = 10  # reflections

Item = dict[str, Any]


@dataclass
class Taking:
    """One copy that is being made: whose, with their keys. `ticks` gathers what may not show in the length."""

    keys: Keys
    person_id: str
    ticks: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """One part of the copy. `alike`: its file is as long whatever it says, and does not shrink in the zip."""

    name: str
    title: object
    items: Callable[[Taking], Iterator[Item]]
    alike: bool = False


def _reflections(taking: Taking) -> Iterator[Item]:
    wanted = journal.entry_ids(taking.person_id)
    for start in range(0, len(wanted), AT_ONCE):
        found = journal.reflections(taking.keys, taking.person_id, wanted[start : start + AT_ONCE])
        end_read()
        for each in found:
            taking.ticks[each.item["id"]] = each.ticks, each.title
            yield each.item


def _counted(taking: Taking) -> Iterator[Item]:
    """What of somebody's is counted: for every open window and every reflection, counted or not."""
    for window in windows_of(taking.keys):
        yield {
            "window": window.name,
            "closes_at": window.closes_at,
            "counted": list(window.choice.themes),
            "asked_about": list(window.choice.asked),
        }
    for reflection, (ticks, title) in taking.ticks.items():
        yield {"reflection": reflection, "title": title, "ticked": ticks}


PARTS = (
    Part("reflections", _l("Reflections"), _reflections),
    Part("rescued-words", _l("Words that wait to be looked at"), lambda it: journal.rescues(it.keys, it.person_id)),
    Part("shared-with-others", _l("What I share"), lambda it: sharing.given(it.keys, it.person_id)),
    Part("shared-with-me", _l("What others share with me"), lambda it: sharing.received(it.keys, it.person_id)),
    Part("unsent-comments", _l("Comments I have not sent"), lambda it: sharing.unsent(it.keys, it.person_id)),
    Part("supervisions", _l("Supervision"), lambda it: supervision.supervisions(it.keys, it.person_id)),
    Part("sessions", _l("Supervision sessions"), lambda it: supervision.sessions(it.keys, it.person_id)),
    Part("next-session", _l("For the next session"), lambda it: supervision.waiting_items(it.keys, it.person_id)),
    Part("records-of-others", _l("Records I may read"), lambda it: supervision.records_of_others(it.person_id)),
    Part("searches", _l("Searches I was asked to make"), lambda it: searches.asked_of_me(it.keys, it.person_id)),
    Part("rows", _l("What the database says in the clear"), lambda it: plain_rows(it.person_id, named=True)),
    Part("counted-themes", _l("Counted themes"), _counted, alike=True),
)
