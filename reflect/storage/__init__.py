"""The database: one write at a time, every table declared for what it holds about people."""

from flask import Flask

from reflect.core.settings import Settings
from reflect.storage import slow
from reflect.storage.db import LEADS, configure, db


def init_app(app: Flask, settings: Settings, *, patient: bool = False) -> None:
    """Bind the app to its database, and the leads' door to the same or to a lesser way into it.

    Args:
        patient: for a command, which may wait and take longer than a page.
    """
    leads_url = settings.leads_database_url or settings.database_url
    configure(app, settings.database_url, leads_url, patient=patient)
    with app.app_context():
        for engine in (db.engine, db.engines[LEADS]):
            slow.listen(engine, settings.slow_query_ms)
