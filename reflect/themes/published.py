"""One hash of everything that a release published. It stands in the audit trail, so that no figure changes unseen."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from reflect.audit.models import AuditEvent
from reflect.storage.db import db
from reflect.themes.models import Charge, Figure, Place, Window
from reflect.web.language import gettext as _
from reflect.web.language import ngettext


def digest(window_id: str) -> str:
    """SHA-256 in hex of what is published of a window: when it was open, its plan, places, noise and every figure.

    The same on every kind of database: what is hashed is canonical JSON, sorted here.
    """
    window = db.session.execute(_WINDOW.where(Window.id == window_id)).one()
    published = {
        "window": [window.id, window.cadence, window.name, window.opens_at.isoformat(), window.closes_at.isoformat()],
        "released": window.released_at.isoformat() if window.released_at else None,
        "taxonomy": window.taxonomy,
        "cells": window.cells,
        "levels": [[each["level"], float(str(each["rho"])), each["least"], each["cells"]] for each in window.levels],
        "charges": _sorted(db.session.execute(_CHARGES.where(Charge.window_id == window_id)).all()),
        "places": _sorted(db.session.execute(_PLACES.where(Place.window_id == window_id)).all()),
        "figures": _sorted(db.session.execute(_FIGURES.where(Figure.window_id == window_id)).all()),
    }
    canonical = json.dumps(published, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def changed_since() -> list[str]:
    """What is not as the audit trail says that it was released, a sentence each. An older version wrote no hash there.

    The trail is read first, and once more for what was released meanwhile.
    """
    said = _in_the_trail()
    released = dict(db.session.execute(select(Window.id, Window.name).where(Window.state == "released")).all())
    said |= {window_id: hashes for window_id, hashes in _in_the_trail().items() if window_id in released}
    problems = [
        _("The audit trail says that window %(id)s was released. It is not there, or not released.", id=gone)
        for gone in sorted(said.keys() - released.keys())
    ]
    for window_id, name in released.items():
        hashes = said.get(window_id, [])
        if len(hashes) != 1:
            problems.append(
                ngettext(
                    "%(name)s: the audit trail says %(num)d time that it was released.",
                    "%(name)s: the audit trail says %(num)d times that it was released.",
                    len(hashes),
                    name=name,
                )
            )
        elif hashes[0] is not None and hashes[0] != digest(window_id):
            problems.append(
                _("%(name)s: WHAT WAS PUBLISHED WAS CHANGED. It is not what the audit trail names any more.", name=name)
            )
    return problems


def _in_the_trail() -> dict[str, list[str | None]]:
    """By window, the hashes that its release wrote into the trail: one, and None where an older version wrote none."""
    found: dict[str, list[str | None]] = {}
    for details in db.session.scalars(select(AuditEvent.details).where(AuditEvent.event == "window-released")):
        hashed = details.get("figures")
        found.setdefault(str(details["window"]), []).append(None if hashed is None else str(hashed))
    return found


_WINDOW = select(
    Window.id,
    Window.cadence,
    Window.name,
    Window.opens_at,
    Window.closes_at,
    Window.released_at,
    Window.taxonomy,
    Window.cells,
    Window.levels,
)
_CHARGES = select(Charge.level, Charge.year, Charge.rho, Charge.sigma)
_PLACES = select(Place.place_id, Place.level, Place.name, Place.parent_id, Place.headcount, Place.members_id)
_FIGURES = select(Figure.place_id, Figure.cell, Figure.value)


def _sorted(rows: Sequence[Any]) -> list[list[object]]:
    """Rows as lists, in the order of their first two columns: together these are a key of each table."""
    return [list(row) for row in sorted(rows, key=lambda row: (row[0], row[1]))]
