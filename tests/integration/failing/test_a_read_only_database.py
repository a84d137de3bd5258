"""A database that takes nothing: a plain page, the words given back, and the same page saves when it does again."""

from flask import Flask

from tests.support.browser import Browser
from tests.support.failing import FIXED, Author, is_plain, only_reads
from tests.support.people import PASSPHRASE, People
from tests.support.writing import enter


def test_nothing_is_lost_and_it_recovers_by_itself(app: Flask, people: People) -> None:
    priya, sam = people.enrol("Priya Nair"), people.enrol("Sam Okafor")
    author = Author(enter(app, priya))
    with only_reads(app):
        author.cannot_save(FIXED)
        assert author.browser.get("/journal/").status == 200, "what only reads goes on"
        assert "the first words" in author.browser.get(f"/journal/{author.page.entry_id}").text
        browser = Browser(app)
        form = browser.get("/sign-in").form("passphrase")
        is_plain(browser.submit(form, email=sam.email, passphrase=PASSPHRASE), FIXED)
        assert Browser(app).open("GET", "/healthz").status_code == 200
    author.goes_on()
    enter(app, sam)
