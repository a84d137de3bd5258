"""Accounts: enrolment, signing in, sessions, unlocking and recovery. It never reads what anybody wrote."""

from typing import TYPE_CHECKING

from flask import Flask, current_app

from reflect.core.settings import IdentityProvider, Settings
from reflect.identity import keeping, peppers, sessions
from reflect.web import guards, viewer
from reflect.web.health import readiness
from reflect.web.navigation import navigation
from reflect.web.rewraps import rewraps
from reflect.web.unfinished import unfinished_accounts

if TYPE_CHECKING:
    from reflect.identity.sso.provider import Provider


def register(app: Flask, settings: Settings) -> None:
    """Add the pages of identity, and tell the kernel how to know a viewer and find their keys."""
    from reflect.identity import (
        factor_models,  # noqa: F401
        link_models,  # noqa: F401
    )
    from reflect.identity.factors import devices as device_slots
    from reflect.identity.routes import (
        account,
        browser,
        devices,
        enrolment,
        factors,
        here,
        log,
        passkey_step,
        passkeys,
        resets,
        second_step,
        signing,
        sso,
        starting_again,
        supervisors,
    )
    from reflect.identity.routes import (
        sessions as session_pages,
    )

    app.extensions["reflect_peppers"] = peppers.from_settings(settings)
    app.extensions["reflect_cost"] = peppers.cost_from_settings(settings)
    own = settings.identity_provider
    app.extensions["reflect_provider"] = _provider(own, settings.base_url) if own else None
    app.jinja_env.globals["sign_in_provider"] = own.name if own else ""
    with app.app_context():
        peppers.accept_when_migrated(app.extensions["reflect_peppers"])
    readiness.add("pepper", lambda: peppers.fit(current_app.extensions["reflect_peppers"]))
    viewer.init_app(app, sessions.viewer_of)
    guards.init_app(app, browser.keys_here)
    signing_in = (signing, here, second_step, passkey_step, devices, enrolment, starting_again, sso)
    for part in (*signing_in, account, supervisors, resets, factors, passkeys, session_pages, log):
        app.register_blueprint(part.bp)
    keeping.register()
    rewraps.register("devices", [], device_slots.forget_all)
    unfinished_accounts.register("second factor", factors.where_to_finish)
    navigation.add(label=account.LABEL, endpoint="account.index", order=90)


def _provider(own: IdentityProvider, base_url: str) -> "Provider":
    from reflect.identity.sso.provider import Provider  # what it is made with is loaded only where there is one

    return Provider(own, f"{base_url}/sign-in/back")
