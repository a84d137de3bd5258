"""An endpoint that does not say who may call it stops the start; a page that is only read cannot write."""

from collections.abc import Callable

import pytest
from flask import Flask

from reflect.storage.db import WriteInReadRequest, write_unit
from reflect.web.guards import ANYONE, Guard, UndeclaredEndpoint, refuse_undeclared, rule_of
from tests.support.browser import Browser
from tests.support.people import People

PUBLIC = {
    "assets.static",
    "assets.favicon",
    "assets.robots",
    "enrolment.enrol",
    "health.healthz",
    "health.metrics",
    "health.readyz",
    "home.accessibility",
    "home.cookies_page",
    "home.leaving",
    "home.privacy",
    "home.who_can_see_what",
    "home.words",
    "identity.leave",
    "identity.recover",
    "identity.sign_in",
    "library.help_",
    "starting_again.accept",
    "starting_again.earlier",
    "starting_again.recover_earlier",
    "supervision.feed",
    "passkey_step.options",
    "passkey_step.show",
    "second_step.lost",
    "second_step.show",
    "sso.back",
    "sso.start",
    "sso.start_from_invitation",
}
# These are for who is signed in, and have another page for who is not.
WITH_A_PAGE_FOR_VISITORS = {"home.index"}


def test_the_endpoints_open_to_anyone_are_these(app: Flask) -> None:
    assert {name for name in app.view_functions if rule_of(app, name) is ANYONE} == PUBLIC
    views = app.view_functions.items()
    assert {name for name, view in views if view.to_visitors} == WITH_A_PAGE_FOR_VISITORS  # type: ignore[attr-defined]


def test_an_undeclared_endpoint_stops_the_start() -> None:
    bare = Flask("bare", static_folder=None)
    bare.add_url_rule("/open", "open", lambda: "anything")
    with pytest.raises(UndeclaredEndpoint, match="open"):
        refuse_undeclared(bare)


def test_signed_out_nothing_but_the_public_pages_answers(app: Flask) -> None:
    browser = Browser(app)
    walked = 0
    for rule in app.url_map.iter_rules():
        if rule_of(app, rule.endpoint) is ANYONE or rule.endpoint in WITH_A_PAGE_FOR_VISITORS:
            continue
        values = dict.fromkeys(rule.arguments, "0" * 26)
        address = app.url_map.bind("localhost").build(rule.endpoint, values, method=next(iter(rule.methods or ())))
        for method in (rule.methods or set()) & {"GET", "POST", "PUT"}:
            answer = browser.open(method, address, headers={"Origin": browser.origin})
            assert answer.status_code == 401 or answer.location.startswith("/sign-in"), (method, address)
            walked += 1
    assert walked > 20


def test_only_administrators_reach_administration(app: Flask, people: People) -> None:
    lead = Browser(app).sign_in(people.enrol("Amara Osei", roles=("service_lead", "supervisor", "team_lead")))
    administrator = Browser(app).sign_in(people.enrol("Dev Malik", roles=("administrator",)))
    rules = [rule for rule in app.url_map.iter_rules() if rule_of(app, rule.endpoint) is Guard.ADMINISTRATOR]
    assert rules
    for rule in rules:
        if "GET" in (rule.methods or ()) and not rule.arguments:
            assert lead.get(rule.rule).status == 404
            assert administrator.get(rule.rule).status == 200


@pytest.fixture
def reading(app: Flask) -> Callable[..., None]:
    def read(*, receipt: bool) -> None:
        with app.test_request_context("/", method="GET"), write_unit(receipt=receipt):
            pass

    return read


def test_a_page_that_is_only_read_cannot_write(reading: Callable[..., None]) -> None:
    with pytest.raises(WriteInReadRequest):
        reading(receipt=False)
    reading(receipt=True)
