"""The commands of the trail: whoever runs the deployment links it, and is told when a row is not what it was."""

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import update

from reflect.audit import trail
from reflect.audit.cli import audit_commands
from reflect.audit.models import AuditEvent
from reflect.core.ids import new_id
from reflect.storage.db import db, write_unit

PERSON = new_id()


@pytest.fixture
def sealed(app: Flask) -> Flask:
    for _time in range(3):
        with write_unit():
            trail.record("signed-in", actor=PERSON, about=PERSON, session=new_id())
    assert run(app, "seal").output == "3 events were linked.\n"
    return app


def run(app: Flask, *words: str) -> Result:
    db.session.rollback()
    return app.test_cli_runner().invoke(audit_commands, words)


def test_a_whole_trail_is_said_to_be_whole_with_the_end_to_write_down(sealed: Flask) -> None:
    said = run(sealed, "verify")
    assert said.exit_code == 0
    assert said.output.startswith("3 events are linked, 0 are not linked yet. The end is ")


def test_a_tampered_row_fails_the_command_and_is_named(sealed: Flask) -> None:
    with write_unit():
        db.session.execute(update(AuditEvent).where(AuditEvent.position == 2).values(event="signed-out"))
    said = run(sealed, "verify")
    assert said.exit_code == 1
    assert said.stderr.startswith("- Row 2 (")
