"""After a release or an expiry: first the key is destroyed, then every copy of the rows. It may be repeated."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import delete, func, select, text, update

from reflect.core.clock import now
from reflect.core.errors import Conflict
from reflect.storage.compacting import compact
from reflect.storage.db import db, write_unit
from reflect.themes import window_keys, windows
from reflect.themes.models import Contribution, Window
from reflect.web.language import gettext as _


def finish(window_id: str, keys: Path, said: Callable[[str], None], *, lost: bool = False) -> None:
    """Destroy the key of a window that takes nothing more, and what is left of its rows, in write units of its own.

    Args:
        keys: the folder that the window was opened with.
        lost: somebody says that the key is lost for good, so that no folder can know that it was destroyed.

    Raises:
        Conflict: SQLite's log could not be cut (run it again), or the key was never in this folder. Then its rows are
            gone, and the window is not finished.
    """
    window = windows.named(window_id)
    if window.state == "open":
        raise ValueError("an open window")
    name, known = window.name, lost or window.destroyed_at is not None
    said(_("Destroying the key."))
    destroyed = window_keys.destroy(keys, window_id) or known
    said(
        _("Key destroyed. Removing what is left of the rows.")
        if destroyed
        else _("The key is not here. Removing what is left of the rows.")
    )
    _remove_rows(window_id)
    said(_("Rows removed."))
    if not destroyed:
        raise Conflict(
            _(
                "The key of %(name)s is not in this folder of window keys and was not destroyed in it. Set "
                "REFLECT_WINDOW_KEYS to the folder it was opened with, and run “reflect themes verify” as the user "
                "who opened it. If the key is lost for good, run “reflect themes verify --lost %(name)s”.",
                name=name,
            )
        )
    with write_unit():
        db.session.execute(update(Window).where(Window.id == window_id).values(destroyed_at=now()))
    window_keys.forget(keys, window_id)
    said(_("Done."))


def _remove_rows(window_id: str) -> None:
    with write_unit():
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text(f"DROP TABLE IF EXISTS {windows.partition_of(window_id)}"))
        db.session.execute(delete(Contribution).where(Contribution.window_id == window_id))
    if not compact():
        raise Conflict(_("Something reads the database for long. Run this again in a moment."))


def unfinished(window: Window, keys: Path) -> bool:
    """Whether a window that takes nothing more was not destroyed for good, or something of it came back."""
    return window.destroyed_at is None or remains(window.id, keys)


def remains(window_id: str, keys: Path) -> bool:
    """Whether a key file, a row or a partition of a window is left."""
    if window_id in window_keys.kept(keys):
        return True
    if db.session.scalar(select(Contribution.cid).where(Contribution.window_id == window_id).limit(1)) is not None:
        return True
    partition = windows.partition_of(window_id)
    return db.engine.dialect.name == "postgresql" and bool(db.session.scalar(select(func.to_regclass(partition))))
