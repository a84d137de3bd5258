"""A window of themes that was released is not released again, whatever backup is restored."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from reflect import create_app
from reflect.core.clock import now
from reflect.core.errors import Conflict
from reflect.organisation.models import Person
from reflect.records import backing_up, restoring
from reflect.storage import leads
from reflect.storage.db import db
from reflect.themes import ledger, verifying
from reflect.themes.models import Charge, Contribution, Window
from reflect.themes.periods import year_of
from reflect.themes.release import release
from tests.support.databases import settings_for
from tests.support.keypairs import pair
from tests.support.people import TEAM, People
from tests.support.windows import Windows


@dataclass
class Backed:
    """A backup with an open window in it, which was released after that."""

    window: Window
    keys: Path
    path: Path
    identity: Path

    def restore(self) -> restoring.Restored:
        return restoring.restore(self.path, self.identity, over_people=True)


@pytest.fixture
def backed(sqlite_app: Flask, tmp_path: Path) -> Backed:
    People(sqlite_app).enrol("Priya Nair")
    windows = Windows(sqlite_app, tmp_path / "keys")
    window_id = windows.open("quarter", now() - timedelta(days=80), now() - timedelta(days=1), plan="full")
    windows.contribute(window_id, unit(), ["naming-racism"])
    public, identity = pair(tmp_path)
    backing_up.back_up(tmp_path / "night.backup", [public])
    window = db.session.get_one(Window, window_id)
    release(window.name, windows.keys)
    db.session.expire_all()
    return Backed(window, windows.keys, tmp_path / "night.backup", identity)


def unit() -> str:
    from reflect.organisation import roster
    from reflect.storage.db import write_unit

    with write_unit():
        return roster.place_unit(TEAM[:2])


def test_over_the_old_database_it_stays_released_and_charged(backed: Backed) -> None:
    window_id, name, year = backed.window.id, backed.window.name, year_of(backed.window.opens_at)
    charged = charges()
    assert charged
    done = backed.restore()
    assert done.windows == [name]
    assert db.session.get_one(Window, window_id, populate_existing=True).state == "released"
    assert (charges(), ledger.spent(year)) == (charged, pytest.approx(ledger.promised(year)))
    assert db.session.scalar(select(func.count()).select_from(Contribution)) == 0
    with pytest.raises(Conflict, match="released already"):
        release(name, backed.keys)
    assert verifying.verify(backed.keys) == []


def test_in_an_empty_database_its_rows_open_to_nobody(backed: Backed, tmp_path: Path) -> None:
    window_id, name = backed.window.id, backed.window.name
    with emptied(tmp_path):
        done = backed.restore()
        assert (done.windows, db.session.get_one(Window, window_id).state) == ([], "open")
        assert db.session.scalar(select(func.count()).select_from(Person)) == 1
        with pytest.raises(Conflict, match=r"key .* cannot be read"):
            release(name, backed.keys)
        assert "THE KEY IS MISSING" in " ".join(verifying.verify(backed.keys))


@contextmanager
def emptied(folder: Path) -> Iterator[None]:
    """A new machine with an empty database."""
    app = create_app(settings_for(folder / "new", f"sqlite:///{folder}/new/reflect.db"))
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()
        leads.engine().dispose()


def charges() -> set[tuple[str, str, float]]:
    return {(row.window_id, row.level, row.rho) for row in db.session.scalars(select(Charge))}
