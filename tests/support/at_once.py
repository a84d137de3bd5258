"""The same thing from several browsers or threads at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from flask import Flask
from sqlalchemy import text

from reflect.storage.db import db
from tests.support.browser import Browser

T = TypeVar("T")

WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


def at_once(app: Flask, *calls: Callable[[], T]) -> list[T]:
    """Run each call in a thread and an app context of its own, all let go together. Returns their results in order."""
    line = threading.Barrier(len(calls))
    results: dict[int, T] = {}

    def run(place: int, call: Callable[[], T]) -> None:
        with app.app_context():
            line.wait(timeout=10)
            results[place] = call()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[place] for place in range(len(calls))]


def one_waits(app: Flask, others: Future) -> None:
    """Come back when somebody waits for somebody else's lock, on PostgreSQL."""
    with app.app_context():
        while not db.session.scalar(WAITING):
            assert not others.done(), "it did not wait"
            db.session.rollback()


def same_browser(browser: Browser) -> Browser:
    """Another tab of this browser: it holds the same cookies."""
    tab = Browser(browser.app)
    for name in ("session", "unlock", "code"):
        cookie = browser.client.get_cookie(name)
        if cookie is not None:
            tab.client.set_cookie(name, cookie.value)
    return tab
