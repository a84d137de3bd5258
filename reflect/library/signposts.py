"""Where to turn: for a child who may be at risk, and for oneself. The same for everybody, whatever they wrote."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, select

from reflect.library.models import Edition, Signpost
from reflect.library.themes import ENGLISH
from reflect.storage.db import db

DUTY_TO_ACT = "duty-to-act"
RACISM_AT_WORK = "racism-at-work-shared"
SUPPORT = "support"
CALLED = re.compile(r"\+?[0-9](?: ?[0-9]){5,}")


@dataclass(frozen=True)
class SignpostText:
    """One place to turn. `unchecked`: this organisation still has to look whether it is right."""

    key: str
    text: str
    detail: str | None
    contact: str | None
    audience: str | None
    last_checked: datetime | None
    unchecked: bool

    @property
    def telephone(self) -> str | None:
        """The contact, where it is something to call and the text does not say it already."""
        return None if self.link or not self.contact or self.contact in self.text else self.contact

    @property
    def calls(self) -> str | None:
        """What a telephone is asked to call; None for five figures, which take text messages, and for words."""
        return f"tel:{self.telephone.replace(' ', '')}" if CALLED.fullmatch(self.telephone or "") else None

    @property
    def link(self) -> str | None:
        """The contact, where it is an address on the web."""
        return self.contact if self.contact and self.contact.startswith("https://") else None


@dataclass(frozen=True)
class SignpostGroup:
    """Signposts under one heading."""

    key: str
    title: str
    rows: tuple[SignpostText, ...]


@dataclass(frozen=True)
class BesideWriting:
    """What stands on every page where somebody writes: what to do for a child first, then support for oneself."""

    duty: tuple[SignpostText, ...]
    support: tuple[SignpostText, ...]


FEW = {DUTY_TO_ACT: 2, SUPPORT: 3}  # rows of each; the others are a link away
NOT_A_REPORT = "not-a-report"  # the pages say this themselves, so that nobody can edit it away

_PUBLISHED = (
    select(
        Signpost.group_key,
        Signpost.group_title,
        Signpost.when_contact_empty,
        Signpost.key,
        Signpost.text,
        Signpost.detail,
        Signpost.contact,
        Signpost.fill_in,
        Signpost.audience,
        Signpost.last_checked,
        Signpost.needs_check,
    )
    .join(Edition, Edition.id == Signpost.edition_id)
    .where(Edition.kind == "signposts", Edition.status == "published", Edition.language == bindparam("language"))
    .order_by(Signpost.position)
)


def signposts(language: str = ENGLISH) -> tuple[SignpostGroup, ...]:
    """All published signposts by group. A row still without its contact shows only where its group says so."""
    return _groups(db.session.execute(_PUBLISHED, {"language": language}))


def signpost_group(key: str, language: str = ENGLISH) -> SignpostGroup:
    """One group, such as “support”, “before-you-write” or “before-you-share”; empty where nothing is published."""
    one = _PUBLISHED.where(Signpost.group_key == key)
    groups = _groups(db.session.execute(one, {"language": language}))
    return groups[0] if groups else SignpostGroup(key, "", ())


def duty_to_act(language: str = ENGLISH) -> SignpostGroup:
    """What to do when a child may be at risk, for the strip on every page where somebody writes."""
    return signpost_group(DUTY_TO_ACT, language)


def racism_at_work(language: str = ENGLISH) -> SignpostGroup:
    """What to do when somebody shares that they meet racism at work: for who reads it, and first for who shares it."""
    return signpost_group(RACISM_AT_WORK, language)


def beside_writing(language: str = ENGLISH) -> BesideWriting:
    """The first signposts for a child and for oneself that are for everybody, in one statement."""
    both = _PUBLISHED.where(Signpost.group_key.in_([DUTY_TO_ACT, SUPPORT]))
    groups = {group.key: group.rows for group in _groups(db.session.execute(both, {"language": language}))}
    return BesideWriting(*(_first(groups.get(key, ()), FEW[key]) for key in (DUTY_TO_ACT, SUPPORT)))


def _first(rows: Iterable[SignpostText], few: int) -> tuple[SignpostText, ...]:
    return tuple(row for row in rows if row.audience is None and row.key != NOT_A_REPORT)[:few]


def _groups(rows: Iterable[Any]) -> tuple[SignpostGroup, ...]:
    shown = [row for row in rows if row.contact or not row.fill_in or row.when_contact_empty == "show"]
    return tuple(
        SignpostGroup(key, title, tuple(_text(row) for row in group))
        for (key, title), group in groupby(shown, key=lambda row: (row.group_key, row.group_title))
    )


def _text(row: Any) -> SignpostText:
    # Noon, so that the day is the same in every zone that people read it in.
    checked = datetime.combine(row.last_checked, time(12), UTC) if row.last_checked else None
    return SignpostText(
        key=row.key,
        text=row.text,
        detail=row.detail,
        contact=row.contact,
        audience=row.audience,
        last_checked=checked,
        unchecked=row.needs_check and checked is None,
    )
