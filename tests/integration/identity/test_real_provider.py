"""Single sign-on with a provider that others wrote, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
import requests
from flask import Flask
from sqlalchemy import select

from reflect.core.settings import IdentityProvider
from reflect.identity import enrolment
from reflect.identity.link_models import IdentityLink
from reflect.storage.db import db, write_unit
from tests.support.browser import Browser, Page
from tests.support.joined import come_back, go, joined
from tests.support.people import PASSPHRASE, People

if TYPE_CHECKING:
    from pytest_iam import Server

NEW = "quiet lantern maple corridor"
BACK = "http://localhost/sign-in/back"


@pytest.fixture(scope="module")
def iam_server(iam_configuration: dict[str, Any], iam_server_port: int) -> Iterator[Server]:
    """The provider, for this file alone: the fixture that comes with it leaves its app’s context to all later tests."""
    from canaille import create_app  # here: its import is slow, and warns of its own
    from canaille.backends import Backend
    from pytest_iam import Server as Provider

    provider = Provider(create_app(config=iam_configuration), iam_server_port, Backend.instance)
    serving = Thread(target=provider.httpd.serve_forever)
    serving.start()
    with provider.app.app_context():
        yield provider
    provider.httpd.shutdown()
    serving.join()


@pytest.fixture
def settings(iam_server: Server) -> Iterator[IdentityProvider]:
    """Reflect as it is registered there."""
    client = iam_server.models.Client(
        client_id="reflect",
        client_secret="a secret that only the two of them know",
        client_name="Reflect",
        client_uri="http://localhost",
        redirect_uris=[BACK],
        grant_types=["authorization_code"],
        response_types=["code"],
        token_endpoint_auth_method="client_secret_post",
        id_token_signed_response_alg="RS256",
        scope=["openid", "profile"],
    )
    with iam_server.app.app_context():
        iam_server.backend.save(client)
        iam_server.backend.update(client, audience=[client])
        iam_server.backend.save(client)
    document = requests.get(f"{iam_server.url}.well-known/openid-configuration", timeout=10).json()
    yield IdentityProvider(document["issuer"], client.client_id, client.client_secret, "Northbridge")
    iam_server.logout()
    with iam_server.app.app_context():
        iam_server.backend.delete(client)


@pytest.fixture
def own(app: Flask, settings: IdentityProvider) -> Iterator[Flask]:
    with joined(app, settings) as both:
        yield both


@pytest.fixture
def account(iam_server: Server, settings: IdentityProvider) -> Any:
    """Somebody's account there, signed in."""
    user = iam_server.random_user(user_name="priya.nair")
    iam_server.login(user)
    iam_server.consent(user)
    return user


def there_and_back(browser: Browser, address: str = "/sign-in/with") -> Page:
    """Go there over HTTP, as a browser does, and come back."""
    answer = requests.get(go(browser, address), timeout=10, allow_redirects=False)
    assert answer.status_code == 302, answer.text
    assert answer.headers["Location"].startswith(f"{BACK}?")
    return come_back(browser, answer.headers["Location"])


def test_from_the_account_page_to_signing_in_there(own: Flask, account: Any) -> None:
    priya = People(own).enrol("Priya Nair")
    browser = Browser(own).sign_in(priya)
    page = there_and_back(browser, "/account/link/with")
    assert "You have signed in at Northbridge as" in page.text
    assert "Your account is connected" in browser.submit(page.form(action="/account/link")).text
    browser = Browser(own)
    page = there_and_back(browser)
    assert page.address.startswith("/unlock")
    assert browser.submit(page.form("passphrase"), passphrase=PASSPHRASE).address == "/"


def test_from_an_invitation(own: Flask, account: Any, settings: IdentityProvider) -> None:
    person_id = People(own).on_roster("Priya Nair")
    with write_unit():
        token = enrolment.invite(person_id)
    browser = Browser(own)
    page = there_and_back(browser, f"/enrol/{token}/with")
    assert browser.submit(page.form("passphrase"), passphrase=NEW, again=NEW).status == 200
    db.session.rollback()
    link = db.session.scalars(select(IdentityLink)).one()
    assert (link.issuer, link.person_id) == (settings.issuer, person_id)
    assert there_and_back(Browser(own)).address.startswith("/unlock")


def test_an_account_of_nobody_here(own: Flask, account: Any) -> None:
    assert there_and_back(Browser(own)).status == 403


def test_a_client_secret_that_is_wrong(app: Flask, account: Any, settings: IdentityProvider) -> None:
    wrong = IdentityProvider(settings.issuer, settings.client_id, "another secret", settings.name)
    with joined(app, wrong) as own:
        assert there_and_back(Browser(own)).status == 401
