"""The app as it is set up beside an identity provider, and the way there and back as a browser goes it."""

from __future__ import annotations

import html
import re
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import Flask

from reflect import create_app
from reflect.core.settings import IdentityProvider
from reflect.identity.sso import links
from reflect.identity.sso.answers import Identity
from reflect.identity.sso.provider import Provider as Known
from reflect.storage import leads
from reflect.storage.db import db, write_unit
from tests.support.browser import Browser, Page
from tests.support.people import Enrolled
from tests.support.provider import Provider

HOME = re.compile(r'http-equiv="refresh" content="0; url=([^"]+)"')


# To put an app together takes as long as a test of this; it is the same for the same settings of the same database.
_together: dict[Hashable, Flask] = {}


@contextmanager
def joined(app: Flask, provider: IdentityProvider, **settings: Any) -> Iterator[Flask]:
    """A second app on the same database, which knows of the provider what it is set up with, in an app context."""
    its = app.extensions["reflect_settings"]
    key = (its.database_url, provider, *sorted(settings.items()))
    if key not in _together:
        _together[key] = create_app(replace(its, identity_provider=provider, **settings))
        _together[key].testing = True
    own = _together[key]
    own.extensions["reflect_provider"] = Known(provider, own.extensions["reflect_provider"].redirect_uri)
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
