"""Windows for tests, opened and released by the real verbs, with rows sealed as the app seals them."""

import secrets
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import insert, select

from reflect.core.settings import PRIVACY_CAP
from reflect.storage.db import db, write_unit
from reflect.themes import plans, release, windows
from reflect.themes.models import Cadence, Contribution, PlacedUnit, Window
from reflect.themes.periods import period_at
from reflect.themes.rows import NOWHERE, Row, encode
from reflect.vault.windows import contribution_id, seal_row


class Windows:
    """Opens, fills and releases windows in the app's database, with their keys in a folder of the test."""

    def __init__(self, app: Flask, keys: Path) -> None:
        self.app = app
        self.keys = keys

    def open(self, cadence: Cadence, opens: datetime, closes: datetime, *, plan: str | None = None) -> str:
        """Open the window of the period in which `opens` lies. Returns its id.

        Args:
            plan: full, cautious or pilot, adopted first; without it, whatever plan is there.
        """
        if plan:
            self.adopt(plan)
        return windows.open_window(cadence, period_at(cadence, opens).name, opens, closes, self.keys)

    def adopt(self, plan: str) -> None:
        """Adopt full, cautious or pilot, or what a YAML text says."""
        with write_unit():
            plans.adopt(plans.shipped(plan) if plan in plans.SHIPPED else plans.read(plan), PRIVACY_CAP)

    def contribute(
        self,
        window_id: str,
        unit_or_place: str,
        themes: Collection[str],
        *,
        took_part: bool = True,
        key: bytes | None = None,
    ) -> bytes:
        """Add one person's row, of a unit that lies in a place of the window or of such a place. Returns its cid."""
        window = db.session.get_one(Window, window_id)
        placed = select(PlacedUnit.place_id).where(
            PlacedUnit.window_id == window_id, PlacedUnit.unit_id == unit_or_place
        )
        place = db.session.scalar(placed) or unit_or_place
        row = Row(place or NOWHERE, took_part, frozenset(themes))
        return self.put(window_id, encode(row, window.cells, window.taxonomy), key=key)

    def put(self, window_id: str, plain: bytes, *, key: bytes | None = None) -> bytes:
        """Add a row that says these bytes, whatever they are, under a new contribution key. Returns its cid."""
        public = db.session.get_one(Window, window_id).public_key
        cid = contribution_id(key or secrets.token_bytes(32), window_id)
        self.store(window_id, cid, seal_row(public, window_id, cid, plain))
        return cid

    def store(self, window_id: str, cid: bytes, sealed: bytes) -> None:
        """Add a row of these bytes."""
        with write_unit():
            db.session.execute(insert(Contribution), {"window_id": window_id, "cid": cid, "sealed": sealed})

    def release(self, window_id: str, said: Callable[[str], None] = lambda phase: None) -> release.Released:
        """Release a window as the command does."""
        return release.release(window_id, self.keys, PRIVACY_CAP, said)
