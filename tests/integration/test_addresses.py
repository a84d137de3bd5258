"""Where an answer sends people: never to a host that a request only claims. And what an address can name."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.people import People
from tests.support.writing import enter, write


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "[::1", "é"])
@pytest.mark.parametrize("address", ["/journal", "/help?x=1", "//help", "/sign-in", "/"])
def test_no_answer_names_a_host_that_the_request_claims(sqlite_app: Flask, host: str, address: str) -> None:
    response = sqlite_app.test_client().open(address, headers={"Host": host.encode().decode("latin-1")})
    location = response.headers.get("Location", "/")
    assert location.startswith(("/", sqlite_app.config["BASE_URL"] + "/"))
    assert "evil" not in location
    assert "evil" not in response.get_data(as_text=True)


def test_what_can_be_no_id_is_not_found_on_either_database(app: Flask, people: People) -> None:
    priya = people.enrol("Priya Nair")
    entry_id = write(priya, "words")
    browser = enter(app, priya)
    for address in (f"{entry_id}/share?ready=%00", "sharing/stop?entry=%00", "new?earlier=%00", "choose?earlier=%00"):
        assert browser.get(f"/journal/{address}").status == 404
    for address, name in (("sharing/stop", "entry"), ("choose", "earlier")):
        form = browser.get("/journal/choose").form("questions")
        assert browser.post(f"/journal/{address}", form.values() | {name: "\0"}).status == 404
