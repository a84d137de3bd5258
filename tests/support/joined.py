"""The app as it is set up beside an identity provider, and the way there and back as a browser goes it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import Flask

from reflect import create_app
from reflect.core.settings import IdentityProvider
from reflect.identity.sso import links
from reflect.identity.sso.answers import Identity
from reflect.storage import leads
from reflect.storage.db import db, write_unit
from tests.support.browser import Browser, Page
from tests.support.people import Enrolled
from tests.support.provider import Provider

HOME = re.compile(r'http-equiv="refresh" content="0; url=([^"]+)"')


@contextmanager
def joined(app: Flask, provider: IdentityProvider, **settings: Any) -> Iterator[Flask]:
    """A second app on the same database, which knows the provider, in an app context."""
    own = create_app(replace(app.extensions["reflect_settings"], identity_provider=provider, **settings))
    own.testing = True
    with own.app_context():
        yield own
        db.session.remove()
        db.engine.dispose()
        leads.engine().dispose()


def go(browser: Browser, address: str = "/sign-in/with") -> str:
    """Follow one of our links to the provider. Returns where it leads."""
    answer = browser.open("GET", address)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return answer.location


def come_back(browser: Browser, address: str) -> Page:
    """Open the address to which the provider sends the browser, through our page that reloads it."""
    arrived = browser.get(address.removeprefix(browser.origin))
    onward = HOME.search(arrived.html)
    assert onward, arrived.text
    return browser.get(html.unescape(onward[1]))


def there_and_back(browser: Browser, provider: Provider, address: str = "/sign-in/with") -> Page:
    """Sign in there, as whomever the provider takes everybody for."""
    return come_back(browser, provider.consent(go(browser, address)))


def connect(person: Enrolled, provider: Provider, subject: str = "account-1") -> None:
    """Let a person sign in there from now on."""
    with write_unit():
        links.link(person.person_id, Identity(provider.issuer, subject, False, ""), "Northbridge")
