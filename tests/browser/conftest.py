"""One server and one Chromium for each worker of the test run; each test brings people and windows of its own."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.support.chromium import MISSING, Desk, installed, launch, sit_down
from tests.support.people import Enrolled
from tests.support.server import Server, running

Desks = Callable[..., Desk]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Reflect, served as people run it."""
    with running(tmp_path_factory.mktemp("served") / "reflect") as served:
        yield served


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives browsers. A machine without one skips what needs it; the machine that decides must have it."""
    if installed() is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The browser."""
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture
def desks(chromium: Browser, server: Server) -> Iterator[Desks]:
    """Opens windows: `desks(javascript=…, width=…)`. At the end none of them may have said or kept anything."""
    opened: list[Desk] = []

    def sit(**options: Any) -> Desk:
        opened.append(sit_down(chromium, server, **options))
        return opened[-1]

    yield sit
    faults = [fault for desk in opened for fault in desk.close()]
    assert not faults, "\n".join(faults)


@pytest.fixture
def priya(server: Server) -> Enrolled:
    return server.people.enrol("Priya Nair")


@pytest.fixture
def marcus(server: Server, priya: Enrolled) -> Enrolled:
    """Priya's supervisor."""
    supervisor = server.people.enrol("Marcus Bell", roles=("supervisor",))
    server.people.supervise(priya, supervisor)
    return supervisor
