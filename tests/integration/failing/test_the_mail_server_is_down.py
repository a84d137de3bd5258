"""A mail server that is away: people go on and find their notices in Reflect; the mails wait and go out once."""

import socket
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from reflect.notices import outbox
from reflect.notices.cli import mail_commands
from reflect.notices.models import Mail
from reflect.storage.db import db, write_unit
from tests.support.people import People
from tests.support.writing import enter


@pytest.fixture
def nowhere() -> str:
    """An address at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"smtp://127.0.0.1:{taken.getsockname()[1]}"


def test_people_go_on_and_the_mails_wait(
    sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch, nowhere: str, tmp_path: Path
) -> None:
    app = sqlite_app
    people = People(app)
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    with write_unit():
        db.session.execute(Mail.__table__.delete())
    sent_to(app, monkeypatch, nowhere)
    people.supervise(priya, marcus)
    enter(app, priya)
    enter(app, priya)  # another browser: one is told so, here and by mail
    waiting = outbox.waiting()
    assert waiting > 0

    told = send(app)
    assert told.exit_code == 1
    assert "The mail server cannot be used" in told.output
    assert "What was not handed over waits." in told.output
    assert "Traceback" not in told.output
    assert enter(app, priya).get("/notices/").status == 200

    sent_to(app, monkeypatch, f"file://{tmp_path}")
    db.session.rollback()
    waiting = outbox.waiting()
    assert send(app).output == f"{waiting} sent, 0 later, 0 refused.\n"
    assert send(app).output == "No mail waits.\n"
    assert set(db.session.scalars(select(Mail.sent_at.is_(None)))) == {False}


def send(app: Flask) -> Result:
    return app.test_cli_runner().invoke(mail_commands, ["send"])


def sent_to(app: Flask, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    settings = replace(app.extensions["reflect_settings"], mail_url=url, mail_from="reflect@test.example")
    monkeypatch.setitem(app.extensions, "reflect_settings", settings)
