"""An authenticator app on somebody's phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pyotp
from flask import Flask

from reflect.core.clock import earlier, now
from reflect.identity.factors import apps, own
from reflect.storage.db import db, write_unit
from tests.support.browser import Browser, Page
from tests.support.people import PASSPHRASE, Enrolled


@dataclass(frozen=True)
class Phone:
    """An app that was set up with a secret."""

    secret: str
    factor_id: str = ""

    def code(self, *, steps: int = 0) -> str:
        """What it shows now, or `steps` times 30 seconds later."""
        return pyotp.TOTP(self.secret).at(now() + timedelta(seconds=30 * steps))

    def wrong(self) -> str:
        """Six digits that it shows neither now nor a step before or after."""
        shown = {self.code(steps=step) for step in (-1, 0, 1)}
        return next(digits for digits in ("000000", "111111", "222222", "333333") if digits not in shown)


def add_phone(app: Flask, person: Enrolled, name: str = "My phone") -> Phone:
    """Give somebody an authenticator app that works. The code it was confirmed with is a step in the past."""
    key = app.extensions["reflect_settings"].factor_key
    with write_unit():
        apps.begin(person.person_id, key)
    new = apps.unconfirmed(person.person_id)
    assert new is not None
    phone = Phone(apps.secret(new, key), new.id)
    with earlier(timedelta(seconds=30)), write_unit():
        assert apps.confirm(new, name, phone.code(), key)
    with write_unit():
        own.added(own.one(person.person_id, phone.factor_id), session_id="")
    db.session.rollback()
    return phone


def to_the_second_step(browser: Browser, person: Enrolled) -> Page:
    """Type the passphrase of somebody who has a second factor."""
    page = browser.submit(browser.get("/sign-in").form("passphrase"), email=person.email, passphrase=PASSPHRASE)
    assert page.address.startswith("/sign-in/second-step"), page.text
    return page


def sign_in_with(browser: Browser, person: Enrolled, phone: Phone) -> Page:
    """Sign in with both."""
    return browser.submit(to_the_second_step(browser, person).form("code"), code=phone.code())
