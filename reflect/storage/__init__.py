"""The database: one write at a time, every table declared for what it holds about people."""

from flask import Flask

from reflect.core.settings import Settings
from reflect.storage.db import configure


def init_app(app: Flask, settings: Settings) -> None:
    """Bind the app to its database, and the leads' door to the same or to a lesser way into it."""
    configure(app, settings.database_url, settings.leads_database_url or settings.database_url)
