"""Each page with a field for free text says who can see what is typed, before the field.

Every page that any test opens is looked at (tests/support/browser.py), the whole table of addresses and roles among
them. Here is that the look finds what it is for.
"""

from functools import wraps

import pytest
from flask import Flask

from tests.support import audience
from tests.support.browser import Browser

PANEL = '<div class="app-privacy"><p><strong>Only you can see this.</strong></p></div>'
PERSON = '<p><span class="app-who">You and Marcus Bell</span></p>'
AREA = '<textarea class="govuk-textarea" id="answer" name="answer"></textarea>'


def _page(inside: str) -> str:
    head = '<head><meta charset="utf-8"><title>Privacy</title></head>'
    body = f'<header>{PANEL}</header><main id="main-content"><h1>Privacy</h1>{inside}</main>'
    return f'<!DOCTYPE html><html lang="en-GB">{head}<body>{body}</body></html>'


@pytest.mark.parametrize(
    "unsaid",
    [
        f'<form method="post">{AREA}</form>',
        f'<form method="post">{AREA}</form>{PANEL}',
        '<form method="post"><input name="title" id="title"></form>',
        '<form action="/x" method="post" data-x="1 > 0"><input type="text" name="title"></form>',
    ],
)
def test_a_field_with_nothing_said_before_it_is_found(unsaid: str) -> None:
    assert len(audience.faults(_page(unsaid))) == 1


@pytest.mark.parametrize(
    "said",
    [
        f'{PANEL}<form method="post">{AREA}</form>',
        f'<form method="post">{PERSON}{AREA}</form>',
        '<form method="get"><input name="q"><input type="text" name="anything"></form>',
        '<form method="post"><input type="password" name="passphrase"><input type="email" name="email"></form>',
        '<form method="post"><textarea name="text" readonly>Your words</textarea></form>',
        '<form method="post"><input type="text" inputmode="numeric" name="weeks"></form>',
    ],
)
def test_what_is_said_or_kept_nowhere_is_let_be(said: str) -> None:
    assert audience.faults(_page(said)) == []


def test_a_test_that_opens_such_a_page_fails(sqlite_app: Flask) -> None:
    view = sqlite_app.view_functions["home.privacy"]

    @wraps(view)
    def unsaid() -> str:
        return _page(f'<form method="post">{AREA}</form>')

    try:
        sqlite_app.view_functions["home.privacy"] = unsaid
        with pytest.raises(AssertionError, match="nobody has said yet who can see what is typed into answer"):
            Browser(sqlite_app).get("/help/privacy")
    finally:
        sqlite_app.view_functions["home.privacy"] = view
