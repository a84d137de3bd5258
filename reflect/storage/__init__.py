"""The database: one write at a time, every table declared for what it holds about people."""

from pathlib import Path

from flask import Flask
from flask_migrate import Migrate

from reflect.core.settings import Settings
from reflect.storage.db import configure, db

MIGRATIONS = Path(__file__).parent / "migrations"


def init_app(app: Flask, settings: Settings) -> None:
    """Bind the app to its database and its migrations."""
    configure(app, settings.database_url)
    Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True)
