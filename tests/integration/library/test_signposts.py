"""Signposts: the same for everybody, nothing shown that would lead nowhere, nothing claimed that nobody checked."""

from datetime import date

from sqlalchemy import update

from reflect.library.models import Signpost
from reflect.library.signposts import duty_to_act, signpost_group, signposts
from reflect.storage.db import db, write_unit
from tests.support.browser import Browser


def keys(group) -> list[str]:
    return [row.key for row in group.rows]


def change(key: str, **values) -> None:
    with write_unit():
        db.session.execute(update(Signpost).where(Signpost.key == key).values(**values))


def test_a_row_without_its_contact_shows_only_where_its_group_says_so(app):
    assert "worried-about-a-child" in keys(duty_to_act())
    support = signpost_group("support")
    assert "samaritans" in keys(support)
    assert "step-away" in keys(support)
    assert "trade-union" not in keys(support)
    change("trade-union", contact="https://union.example")
    assert "trade-union" in keys(signpost_group("support"))


def test_what_the_organisation_has_not_checked_says_so_until_it_has(app):
    rows = {row.key: row for row in duty_to_act().rows}
    assert rows["nspcc-helpline"].unchecked
    assert not rows["immediate-danger"].unchecked
    change("nspcc-helpline", last_checked=date(2026, 10, 14))
    row = {row.key: row for row in duty_to_act().rows}["nspcc-helpline"]
    assert not row.unchecked
    assert row.last_checked is not None
    assert row.last_checked.date() == date(2026, 10, 14)


def test_groups_come_in_the_order_of_the_file(app):
    assert [group.key for group in signposts()] == [
        "duty-to-act",
        "before-you-write",
        "before-you-share",
        "racism-at-work-shared",
        "support",
    ]


def test_a_page_where_somebody_writes_never_fails_for_want_of_signposts(app):
    with write_unit():
        db.session.execute(Signpost.__table__.delete())
    assert duty_to_act().rows == ()
    assert signposts() == ()
    assert Browser(app).get("/help/").status == 200


def test_nobody_has_to_sign_in_to_find_help(app):
    change("trade-union", contact="https://union.example/join")
    change("samaritans", last_checked=date(2026, 10, 14))
    page = Browser(app).get("/help/")
    assert page.status == 200
    assert "call 999" in page.text
    assert "116 123" in page.text
    assert "Last checked on 14 October 2026" in page.text
    assert "Not checked yet by your organisation" in page.text
    assert "https://union.example/join" in page.links()
    assert "S109" not in page.text
