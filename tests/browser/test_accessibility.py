"""Every page in every state, and every address as every role, can be used by everybody: WCAG 2.2 AA as far as a
machine can tell."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from werkzeug.test import TestResponse

from reflect.storage.db import db
from tests.browser.conftest import Desks
from tests.browser.judging import AXE, DESK, PHONE, Judge
from tests.browser.keyboard import press, tab_to
from tests.browser.states import WALKS
from tests.guarantees.test_authorisation_matrix import Walker, cells, expected
from tests.support.library import borrowed
from tests.support.people import PASSPHRASE, Enrolled, People
from tests.support.world import ROLES, World

pytestmark = pytest.mark.browser


class Screen:
    """A browser’s page for what the app answers in the test’s own process, with its style sheets, scripts and rules."""

    def __init__(self, context: BrowserContext, app: Flask) -> None:
        self.client = app.test_client()
        self.page = context.new_page()
        self.answer: TestResponse | None = None
        self.files: dict[str, TestResponse] = {}
        context.route("**/*", self._serve)

    def show(self, answer: TestResponse) -> Page:
        """Open an answer as if the browser had asked for it."""
        self.answer = answer
        self.page.goto(answer.request.path)
        return self.page

    def _serve(self, route: Route) -> None:
        address = urlsplit(route.request.url).path
        if self.answer is not None and address == self.answer.request.path:
            send(route, self.answer)
        elif address.startswith("/static/"):
            if address not in self.files:
                self.files[address] = self.client.get(address)
            send(route, self.files[address])
        else:
            route.abort()


@pytest.fixture(scope="module")
def judge() -> Judge:
    """Knows what was judged before, by whichever test of this file."""
    return Judge()


@pytest.mark.parametrize("walk", WALKS)
def test_every_page_in_every_state_can_be_used(desks: Desks, judge: Judge, walk: str) -> None:
    desk = desks(width=DESK)
    desk.context.add_init_script(AXE)
    found = []
    for number, state in enumerate(WALKS[walk](desk)):
        here = judge.faults(desk.page, PHONE if number % 2 else DESK)
        found += [f"{state} ({desk.page.url}): {fault}" for fault in here]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("role", ROLES)
def test_every_address_as_every_role_can_be_used(sqlite_app: Flask, screen: Screen, judge: Judge, role: str) -> None:
    with borrowed():
        world = World(sqlite_app, People(sqlite_app))
        found = [
            f"{answer.request.path}: {fault}"
            for answer in answers(world, role)
            if judge.is_new(answer.get_data(as_text=True))
            for fault in judge.faults(screen.show(answer), DESK)
        ]
    assert not found, "\n".join(found)


def answers(world: World, role: str) -> Iterator[TestResponse]:
    """What somebody of this role gets from every address that can be opened, of their own things and of the team’s."""
    walker = Walker(world, world.actors[role])
    for rule, method, whose in cells(world, "own", "team"):
        if method == "GET" and expected(role, whose, rule.endpoint, method) != 404:  # what is not there looks alike
            answer = walker.ask(rule, method, whose)
            if answer.mimetype == "text/html" and not 300 <= answer.status_code < 400:
                yield answer
            db.session.rollback()
            walker.recover(answer, rule)


def send(route: Route, answer: TestResponse) -> None:
    """Let the browser have an answer. A page that leads on by itself stays, to be looked at."""
    body = answer.get_data().replace(b'http-equiv="refresh"', b'name="refresh"')
    route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=body)


@pytest.fixture
def screen(chromium: Browser, sqlite_app: Flask) -> Iterator[Screen]:
    context = chromium.new_context(
        base_url=sqlite_app.config["BASE_URL"], viewport={"width": DESK, "height": 900}, reduced_motion="reduce"
    )
    context.add_init_script(AXE)
    yield Screen(context, sqlite_app)
    context.close()


def test_writing_sharing_reading_and_answering_need_no_mouse(desks: Desks, priya: Enrolled, marcus: Enrolled) -> None:
    page = desks().page
    page.goto("/sign-in")
    tab_to(page, "Work e-mail address")
    page.keyboard.type(priya.email)
    tab_to(page, "Passphrase")
    page.keyboard.type(PASSPHRASE)
    press(page, "Sign in and unlock my journal")
    press(page, "Blank page")
    tab_to(page, "Write whatever you need to")
    page.keyboard.type("Written without a mouse.")
    press(page, "Save and continue")
    press(page, "Save, for me alone")
    press(page, "Share this")
    tab_to(page, "What I wrote")
    page.keyboard.press("Space")
    press(page, "See what they will see")
    press(page, "Share with Marcus")
    expect(page.get_by_text("Shared with Marcus Bell.")).to_be_visible()

    his = desks().sign_in(marcus, to="/shared/")
    press(his, his.locator("main a[href^='/shared/']").first.inner_text())
    tab_to(his, "Your comment")
    his.keyboard.type("I noticed that you began.")
    press(his, "Send to Priya")
    expect(his.get_by_text("Your comment is sent.")).to_be_visible()
