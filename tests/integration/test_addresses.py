"""Where an answer sends people: never to a host that a request only claims."""

from __future__ import annotations

import pytest
from flask import Flask


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "[::1", "é"])
@pytest.mark.parametrize("address", ["/journal", "/help?x=1", "//help", "/sign-in", "/"])
def test_no_answer_names_a_host_that_the_request_claims(sqlite_app: Flask, host: str, address: str) -> None:
    response = sqlite_app.test_client().open(address, headers={"Host": host.encode().decode("latin-1")})
    location = response.headers.get("Location", "/")
    assert location.startswith(("/", sqlite_app.config["BASE_URL"] + "/"))
    assert "evil" not in location
    assert "evil" not in response.get_data(as_text=True)
