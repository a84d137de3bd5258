"""Reflect: a private place to think about race, identity and bias in safeguarding, and to share what one chooses.

Reading order for an auditor who asks "who may read an entry?": `vault/`, `journal/entries.py`, `sharing/reader.py`.
"""

import os

from flask import Flask

from reflect.core import folders, logs
from reflect.core.settings import Settings, from_environment

# Above the largest rescue (256 KiB) and any form of ours; a body over it is turned away unread.
BODY_LIMIT = 1024 * 1024


def create_app(settings: Settings | None = None, *, patient: bool = False) -> Flask:
    """Put the app together: settings, storage, kernel, features, in that order.

    Args:
        settings: those of the environment when not given.
        patient: for a command: the database gives it longer than a page.

    Raises:
        UnsafeSettings: the environment gives a value that is not safe, or a wrong pepper for this database.
        UndeclaredEndpoint: an endpoint does not say who may call it.
    """
    from reflect import (
        admin,
        home,
        identity,
        journal,
        library,
        notices,
        records,
        sharing,
        storage,
        supervision,
        themes,
        web,
    )

    app = Flask(__name__, static_folder=None)
    settings = settings or from_environment(os.environ, folders.instance(os.environ))
    app.extensions["reflect_settings"] = settings
    app.extensions["reflect_create_app"] = create_app  # for a restore, which finishes a copy of the database first
    _configure(app, settings)
    storage.init_app(app, settings, patient=patient)
    web.init_app(app, settings)
    identity.register(app, settings)
    for feature in (notices, library, themes, admin, sharing, journal, supervision, records, home):
        feature.register(app)
    web.refuse_undeclared(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        BASE_URL=settings.base_url,
        EXIT_URL=settings.exit_url,
        SESSION_COOKIE_NAME="__Host-session" if settings.secure else "session",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        MAX_FORM_MEMORY_SIZE=BODY_LIMIT,
    )
    logs.configure(settings.log_level, settings.log_format)
