"""On PostgreSQL the server comes in as a role that reads and writes rows, and changes neither tables nor the trail."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import inspect, make_url, text
from sqlalchemy.exc import ProgrammingError

from reflect import create_app
from reflect.audit import sealing, verifying
from reflect.cli import main
from reflect.core.clock import now
from reflect.records import backing_up, erasing
from reflect.storage import leads, roles, serving
from reflect.storage.backups.errors import BackupError
from reflect.storage.db import db, deployment
from tests.support.databases import Databases, prepare, programs, settings_for
from tests.support.keypairs import pair
from tests.support.people import People
from tests.support.windows import Windows
from tests.support.world import World
from tests.support.writing import enter

ROLE = "reflect_app_of_tests"
STOPS = "case $1 in --version) echo 'pg_dump 99.1';; *) echo 'pg_dump: error: no room' >&2; exit 1;; esac"
THINGS = (
    "entry_id share_id comment_id rescue_id ready_id draft_id deleted_id notice_id supervision_id meeting_id item_id "
    "action_id resource_id session_id factor_id relation_id group_id membership_id card_id raised_id planned_id"
)


@pytest.fixture(scope="module")
def owner(databases_once: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The deployment as the owner of the tables has it, with the role made and a window of themes open."""
    folder = tmp_path_factory.mktemp("owner")
    app = create_app(settings_for(folder, databases_once.new_url("postgresql", "server_role")))
    with app.app_context():
        prepare()
        with db.engine.begin() as connection:
            serving.make_role(connection, ROLE)
        People(app).on_roster("Somebody Else")
        Windows(app, folder).open("quarter", now() - timedelta(days=1), now() + timedelta(days=9), plan="full")
        db.session.remove()
    yield app
    with app.app_context():
        db.session.remove()
        with db.engine.begin() as connection:
            connection.execute(text(f"DROP OWNED BY {ROLE}; DROP ROLE {ROLE}"))
        db.engine.dispose()
        leads.engine().dispose()


@pytest.fixture(scope="module")
def server(owner: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The same deployment as the server has it, in an app context."""
    url = make_url(owner.config["SQLALCHEMY_DATABASE_URI"]).set(username=ROLE, password=None)
    address = url.render_as_string(hide_password=False)
    app = create_app(settings_for(tmp_path_factory.mktemp("server"), address, pg_bin=str(programs())))
    app.testing = True
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
        leads.engine().dispose()


def refused(statement: str) -> bool:
    """Whether the server refuses this for want of a right."""
    with db.engine.connect() as connection:
        try:
            connection.execute(text(statement))
        except ProgrammingError as error:
            return bool(re.search("permission denied|must be owner", str(error.orig)))
        finally:
            connection.rollback()
    return False


def test_everything_that_people_do_works(server: Flask) -> None:
    world = World(server, People(server))
    for person in (world.colleague, world.actors["supervisor"]):
        world.things_of(person, set(THINGS.split()))
    world.forget_factors(world.stranger)
    browser = enter(server, world.stranger)  # an unlock re-seals what is counted of themes
    assert db.session.scalar(text("SELECT count(*) FROM theme_contribution")) > 0
    page = browser.get("/account/")
    assert page.status == 200
    browser.lock()
    erasing.erase(world.colleague.person_id)
    assert db.session.scalar(text("SELECT count(*) FROM erasure")) == 1
    assert sealing.seal(deployment().audit_key) > 0
    assert verifying.verify(deployment().audit_key).faults == []
    db.session.rollback()


def test_it_can_be_backed_up_from(server: Flask, tmp_path: Path) -> None:
    place = tmp_path / "night.backup"
    assert backing_up.back_up(place, [pair(tmp_path)[0]]).kind == "postgresql"
    assert place.exists()


@pytest.mark.parametrize(
    ("program", "says"),
    [
        ("", "pg_dump was not found in REFLECT_PG_BIN"),
        ("echo 'pg_dump (PostgreSQL) 9.6.24'", "is of version 9, and the server of version"),
        ("echo pg_dump stands in for nothing", "is of version unknown"),
        (STOPS, "pg_dump stopped, so no backup was written: pg_dump: error: no room"),
    ],
)
def test_a_program_that_does_not_do_is_named(server: Flask, tmp_path: Path, program: str, says: str) -> None:
    if program:
        (tmp_path / "pg_dump").write_text(f"#!/bin/sh\n{program}\n")
        (tmp_path / "pg_dump").chmod(0o700)
    usual = deployment()
    server.extensions["reflect_settings"] = replace(usual, pg_bin=str(tmp_path))
    try:
        with pytest.raises(BackupError, match=re.escape(says)):
            backing_up.back_up(tmp_path / "night.backup", [pair(tmp_path)[0]])
    finally:
        server.extensions["reflect_settings"] = usual
    assert not (tmp_path / "night.backup").exists()


def test_it_has_exactly_the_rights_that_are_written_down(server: Flask) -> None:
    asked = text("SELECT right_ FROM unnest(CAST(:rights AS text[])) right_ WHERE has_table_privilege(:table, right_)")
    every = [*serving.ROWS, "TRUNCATE", "REFERENCES", "TRIGGER"]
    for table in inspect(db.engine).get_table_names():
        wanted = {right for right in serving.LESS.get(table, serving.ROWS) if "(" not in right}
        given = set(db.session.scalars(asked, {"rights": every, "table": table}))
        assert given == wanted, table
    db.session.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (a int)",
        "CREATE TEMPORARY TABLE mine (a int)",
        "ALTER TABLE person ADD COLUMN more text",
        "DROP TABLE notice",
        "TRUNCATE notice",
        "CREATE INDEX ON person (name)",
        "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        f"ALTER TABLE person OWNER TO {ROLE}",
        "DELETE FROM audit_event",
        "UPDATE audit_event SET details = '{}'",
        "UPDATE audit_event SET actor_id = NULL, position = 1",
        "DELETE FROM audit_head",
        "UPDATE theme_figure SET value = 1",
        "INSERT INTO theme_charge VALUES ('w', 'service', 2026, 0.1, 4.0)",
        "DELETE FROM alembic_version",
        "CREATE ROLE another",
        "COPY person TO PROGRAM 'cat'",
    ],
)
def test_it_changes_no_table_and_nothing_that_was_said(server: Flask, statement: str) -> None:
    assert refused(statement)


def test_a_table_of_a_later_version_is_open_to_it_at_once(owner: Flask, server: Flask) -> None:
    with owner.app_context(), db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE of_tomorrow (a int)"))
    try:
        for statement in ("INSERT INTO of_tomorrow VALUES (1)", "DELETE FROM of_tomorrow", "SELECT * FROM of_tomorrow"):
            assert not refused(statement)
    finally:
        with owner.app_context(), db.engine.begin() as connection:
            connection.execute(text("DROP TABLE of_tomorrow"))


def test_check_asks_for_it_and_is_content_with_it(owner: Flask, server: Flask) -> None:
    assert serving.problems(db.engine) == []
    with owner.app_context():
        (problem,) = serving.problems(db.engine)
    assert "may change tables, rewrite the audit trail. Run reflect db roles" in problem


def test_rights_that_it_was_given_meanwhile_are_taken_back(owner: Flask, server: Flask) -> None:
    with owner.app_context(), db.engine.begin() as connection:
        connection.execute(text(f"GRANT ALL ON audit_event TO {ROLE}; GRANT CREATE ON SCHEMA public TO {ROLE}"))
    assert len(serving.problems(db.engine)) == 1
    with owner.app_context(), db.engine.begin() as connection:
        assert serving.renew(connection, [ROLE]) == [ROLE]
    assert serving.problems(db.engine) == []


def test_one_command_makes_both_roles(owner: Flask, tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("only for tests\n")
    names = ["--name", f"{ROLE}_leads", "--app-name", f"{ROLE}_2"]
    info = ScriptInfo(create_app=lambda: owner)
    with owner.app_context():
        printed = CliRunner().invoke(main, ["db", "roles", *names, "--print"], obj=info)
        command = ["db", "roles", *names, "--app-password-file", str(password)]
        done = CliRunner().invoke(main, command, obj=info)
    assert done.exit_code == 0, done.output
    assert f'GRANT SELECT, INSERT, UPDATE (position, link) ON "public"."audit_event" TO "{ROLE}_2"' in printed.output
    assert "only for tests" not in done.output
    assert f"No new password for {ROLE}_leads:" in done.output
    with owner.app_context(), db.engine.begin() as connection:
        kept = text("SELECT rolname FROM pg_authid WHERE rolpassword LIKE 'SCRAM-SHA-256$%' AND rolname LIKE :name")
        assert connection.scalars(kept, {"name": f"{ROLE}%"}).all() == [f"{ROLE}_2"]
        for role in (f"{ROLE}_2", f"{ROLE}_leads"):
            connection.execute(text(f"DROP OWNED BY {role}; DROP ROLE {role}"))
    assert set(roles.MAY_READ) & set(serving.LESS) == {"theme_charge", "theme_figure"}
