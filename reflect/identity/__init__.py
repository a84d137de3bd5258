"""Accounts: enrolment, signing in, sessions, unlocking and recovery. It never reads what anybody wrote."""

from flask import Flask

from reflect.core.settings import Settings
from reflect.identity import peppers, sessions
from reflect.web import guards, viewer
from reflect.web.navigation import navigation


def register(app: Flask, settings: Settings) -> None:
    """Add the pages of identity, and tell the kernel how to know a viewer and find their keys."""
    from reflect.identity.factors import models as factor_models  # noqa: F401
    from reflect.identity.routes import account, browser, enrolment, signing
    from reflect.identity.sso import models as sso_models  # noqa: F401

    app.extensions["reflect_peppers"] = peppers.from_settings(settings)
    app.extensions["reflect_cost"] = peppers.cost_from_settings(settings)
    with app.app_context():
        peppers.accept_when_migrated(app.extensions["reflect_peppers"])
    viewer.init_app(app, sessions.viewer_of)
    guards.init_app(app, browser.keys_here)
    for part in (signing, enrolment, account):
        app.register_blueprint(part.bp)
    navigation.add(label=account.LABEL, endpoint="account.index", order=90)
