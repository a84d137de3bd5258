"""A person's contribution: what they want counted, for themselves, and one sealed row in each open window.

Every verb writes the same rows by the same statements whether or not somebody takes part, so that what the database
shows is that somebody was here, and never what they chose. Nothing here is audited or logged.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import select

from reflect.core.errors import BadInput, ReflectError
from reflect.identity.keyring import hold, secrets_of
from reflect.storage.db import Model, db, insert, write_unit
from reflect.themes import choices
from reflect.themes.choices import Choice, TooMany
from reflect.themes.models import Choices, Contribution
from reflect.themes.rows import NOWHERE, Row, encode
from reflect.themes.standing import MyWindow, opened, windows_of
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys, contribution_key
from reflect.vault.windows import contribution_id, seal_choices, seal_row
from reflect.web.language import gettext as _

Change = Callable[[Sequence[MyWindow]], Mapping[str, Choice]]


def reseal(keys: Keys) -> None:
    """Seal a person's rows and their own envelope again, in a write unit of its own. For everybody, at each unlock.

    Raises:
        KeysReplaced: these are not the person's present keys.
        CannotOpen: their contribution key was changed by somebody else.
    """
    _write(keys, _as_they_are)


def reseal_at_unlock(_person_id: str, *, keys: Keys, **_rest: Any) -> None:
    """Heard at every unlock. Whatever is wrong with somebody's rows must not keep them out of their journal."""
    try:
        reseal(keys)
    except (CannotOpen, ReflectError):
        return


def count(keys: Keys, added: Collection[str], removed: Collection[str]) -> None:
    """Count a reflection's themes in every open window, or take them back, in a write unit of its own.

    Called with empty sets as well, so that a finished reflection looks the same whether its themes are counted or not.

    Raises:
        KeysReplaced, CannotOpen: as `reseal`.
    """
    _write(keys, lambda mine: {each.id: choices.ticked(each.choice, added, removed, each.cells) for each in mine})


def choose(
    keys: Keys, themes: Mapping[str, Collection[str]], shown: Mapping[str, Collection[str]] | None = None
) -> frozenset[str]:
    """Say which themes are counted in which windows (by id), in a write unit of its own.

    Args:
        shown: for each window, what the page showed as chosen or asked for. What another page added since then stays.
            None: what is given is all.

    Returns:
        The windows among them that take no contributions from this person, or none any more: nothing changed there.

    Raises:
        BadInput: more than three themes in a window, or one that it does not count. Nothing is changed then, but
            everything is sealed again all the same: a refusal must not show.
        KeysReplaced, CannotOpen: as `reseal`.
    """
    seen = {} if shown is None else {window: shown.get(window, ()) for window in themes}

    def change(mine: Sequence[MyWindow]) -> dict[str, Choice]:
        return {each.id: _picked(each, themes[each.id], seen.get(each.id)) for each in mine if each.id in themes}

    return frozenset(themes) - {each.id for each in _write(keys, change)}


def rewrap(person_id: str, old: Keys, new: Keys) -> None:
    """Seal a person's own envelope under their new keys, inside the rotation's write unit.

    One that was damaged from outside is left as it is: it must not keep somebody from new keys.
    """
    sealed = db.session.scalar(select(Choices.sealed).where(Choices.person_id == person_id))
    if sealed is not None:
        with suppress(CannotOpen):
            _upsert(Choices, [{"person_id": person_id, "sealed": seal_choices(new, opened(old, sealed))}])


def _as_they_are(mine: Sequence[MyWindow]) -> dict[str, Choice]:
    return {each.id: each.choice for each in mine}


def _picked(window: MyWindow, themes: Collection[str], shown: Collection[str] | None) -> Choice:
    if not set(themes) <= set(window.cells):
        raise BadInput(_("Choose themes from the list."))
    try:
        return choices.picked(window.choice, themes, shown, window.cells)
    except TooMany:
        raise BadInput(_("Choose up to three themes.")) from None


def _write(keys: Keys, change: Change) -> list[MyWindow]:
    problem = None
    with write_unit():
        hold(keys, alone=True)  # another page of the same person waits, and then reads what this one chose
        standing = windows_of(keys, held=True)
        chosen = _as_they_are(standing)
        try:
            chosen |= change(standing)
        except BadInput as refused:
            problem = refused
        _seal(keys, standing, chosen)
    if problem is not None:
        raise problem
    return standing


def _seal(keys: Keys, standing: Sequence[MyWindow], chosen: Mapping[str, Choice]) -> None:
    mine = contribution_key(keys, secrets_of(keys.person))
    rows = []
    for window in standing:
        themes, cid = chosen[window.id].themes, contribution_id(mine, window.id)
        row = Row(window.place_id or NOWHERE, took_part=bool(themes), themes=frozenset(themes))
        sealed = seal_row(window.public_key, window.id, cid, encode(row, window.cells, window.taxonomy))
        rows.append({"window_id": window.id, "cid": cid, "sealed": sealed})
    if rows:
        _upsert(Contribution, rows)
    envelope = seal_choices(keys, choices.write(chosen, {each.id: each.cells for each in standing}))
    _upsert(Choices, [{"person_id": keys.person, "sealed": envelope}])


def _upsert(table: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows whether or not they are there: one statement, the same for everybody."""
    statement = insert(table).values(list(rows))
    key = [column.name for column in table.__table__.primary_key]
    db.session.execute(statement.on_conflict_do_update(index_elements=key, set_={"sealed": statement.excluded.sealed}))
