"""The cookies are ours alone: no script reads them, no other site sends the half of the key, no other host sets it."""

from __future__ import annotations

import pytest
from flask import Flask

from reflect import create_app
from tests.support.browser import Browser
from tests.support.databases import settings_for
from tests.support.people import PASSPHRASE, People

HTTPS = "https://reflect.example.org"


def _cookies_at_sign_in(app: Flask, email: str) -> dict[str, str]:
    """The Set-Cookie headers of a sign-in, by the name of the cookie."""
    browser, address = Browser(app), app.config["BASE_URL"]
    form = browser.get("/sign-in", base_url=address).form("passphrase")
    fields = {**form.values(), "email": email, "passphrase": PASSPHRASE}
    page = browser.post("/sign-in", fields, follow=False, base_url=address)
    assert page.status == 302
    return {each.partition("=")[0]: each for each in page.response.headers.getlist("Set-Cookie")}


@pytest.mark.parametrize(("name", "same_site"), [("session", "Lax"), ("unlock", "Strict")])
@pytest.mark.parametrize("base_url", ["http://localhost", HTTPS])
def test_each_cookie_is_as_narrow_as_it_can_be(
    sqlite_app: Flask, tmp_path, name: str, same_site: str, base_url: str
) -> None:
    priya = People(sqlite_app).enrol("Priya Nair")
    url = sqlite_app.config["SQLALCHEMY_DATABASE_URI"]
    app = create_app(settings_for(tmp_path, url, base_url=base_url))
    cookies = _cookies_at_sign_in(app, priya.email)
    cookie = cookies[f"__Host-{name}" if base_url == HTTPS else name]
    flags = set(cookie.split("; ")[1:])
    assert flags == {"HttpOnly", "Path=/", f"SameSite={same_site}"} | ({"Secure"} if base_url == HTTPS else set())
