"""Released figures are read through a door of their own: it cannot write, and on PostgreSQL it sees nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import event, make_url, select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from reflect import create_app, themes
from reflect.cli import main
from reflect.organisation import roster
from reflect.storage import leads, roles
from reflect.storage.db import Model, db, write_unit
from reflect.themes.models import Figure
from tests.support import figures
from tests.support.browser import Browser
from tests.support.databases import Databases, settings_for
from tests.support.people import TEAM, Enrolled, People

ROLE = "reflect_leads_of_tests"


@pytest.fixture
def marcus(people: People) -> Enrolled:
    return people.enrol("Marcus Bell", roles=("team_lead",))


def released() -> tuple[str, str]:
    """A service and its agency with figures in a released window. Returns the service's place and the window."""
    window = figures.a_window("2025-H2")
    with write_unit():
        service, agency = (roster.place_unit(TEAM[:levels]) for levels in (3, 2))
    figures.release(window, service, {"naming-racism": 40}, above=agency)
    figures.release(window, agency, level="agency")
    return service, window


def pages(service: str, window: str) -> list[str]:
    return ["/themes/", f"/themes/{service}/{window}", f"/themes/{service}/{window}/figures.csv"]


def test_nothing_is_written_through_the_door(app: Flask) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"), leads.reading() as session:
        session.execute(text("UPDATE theme_figure SET value = 1"))


def test_what_is_released_is_read_through_the_door_alone(app: Flask, marcus: Enrolled) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    service, window = released()
    browser = Browser(app).sign_in(marcus)
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        for address in pages(service, window):
            assert browser.open("GET", address).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert asked, "the viewer is loaded as everywhere"
    assert not [statement for statement in asked if "theme_figure" in statement]


def test_no_other_module_asks_for_figures() -> None:
    """Pages ask `reflect.themes.figures`; beside it, only what releases and verifies knows the table."""
    package = Path(themes.__file__).parent
    naming = {
        path.relative_to(package.parent).as_posix()
        for path in package.parent.rglob("*.py")
        if re.search(r"models import (\(\n[^)]*|.*)\bFigure\b|theme_figure", path.read_text("utf-8"))
    }
    known = {f"themes/{name}.py" for name in ("models", "release", "published", "released", "verifying", "carried")}
    doors = {"storage/roles.py", "storage/serving.py", "storage/leads.py"}
    assert {path for path in naming if "migrations/" not in path} == known | doors


def test_a_read_gives_its_connection_back(app: Flask) -> None:
    with leads.reading() as session:
        session.execute(select(Figure.value)).all()
    assert leads.engine().pool.checkedout() == 0  # type: ignore[attr-defined]


def command(app: Flask, *arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, obj=ScriptInfo(create_app=lambda: app))


def test_sqlite_has_no_roles_to_make(sqlite_app: Flask) -> None:
    done = command(sqlite_app, "db", "roles")
    assert (done.exit_code, "SQLite knows no roles" in done.output) == (0, True)


def test_check_says_when_sqlite_is_another_file(sqlite_app: Flask, tmp_path: Path) -> None:
    url = sqlite_app.config["SQLALCHEMY_DATABASE_URI"]
    for leads_url, says in ((url, []), (f"sqlite:///{tmp_path}/other.db", ["is another database. Unset it."])):
        app = create_app(settings_for(tmp_path, url, leads_database_url=leads_url))
        with app.app_context():
            assert [problem.removeprefix("REFLECT_LEADS_DATABASE_URL ") for problem in leads.problems()] == says
            db.engine.dispose()
            leads.engine().dispose()


class TestTheLesserRole:
    @pytest.fixture
    def app(self, databases_once: Databases, request: pytest.FixtureRequest) -> Iterator[Flask]:
        """The app on PostgreSQL, whose owner has made the role."""
        from tests.conftest import _emptied

        for app in _emptied(databases_once.app("postgresql")):
            with db.engine.begin() as connection:
                roles.make_role(connection, ROLE)
            yield app
            with db.engine.begin() as connection:
                connection.execute(text(f"DROP OWNED BY {ROLE}"))
                connection.execute(text(f"DROP ROLE {ROLE}"))

    @pytest.fixture
    def behind(self, app: Flask, databases_once: Databases) -> Iterator[Flask]:
        """The same deployment, whose leads' pages come in as that role."""
        yield from deployed(databases_once, ROLE)

    def test_the_pages_of_figures_work(self, behind: Flask, marcus: Enrolled) -> None:
        service, window = released()
        browser = Browser(behind).sign_in(marcus)
        for address in pages(service, window):
            assert browser.open("GET", address).status_code == 200
        assert "Naming racism" in browser.get(pages(service, window)[1]).text

    def test_the_server_refuses_every_other_table(self, behind: Flask) -> None:
        closed = [table.name for table in Model.metadata.sorted_tables if table.name not in roles.MAY_READ]
        for kind in (
            "journal_",
            "share",
            "supervision",
            "account",
            "key_slot",
            "theme_contribution",
            "theme_choices",
            "audit_",
        ):
            assert [name for name in closed if name.startswith(kind)], f"no table of {kind} is closed"
        with behind.app_context():
            for name in [*closed, "alembic_version"]:
                assert refused(f"SELECT 1 FROM {name} LIMIT 1"), name  # noqa: S608

    def test_the_rows_of_one_window_are_refused_too(self, behind: Flask) -> None:
        with db.engine.begin() as connection:
            partition = "CREATE TABLE theme_contribution_w PARTITION OF theme_contribution FOR VALUES IN ('w')"
            connection.execute(text(partition))
        with behind.app_context():
            assert refused("SELECT 1 FROM theme_contribution_w")

    @pytest.mark.parametrize("column", ["name", "email", "joined_at", "left_at", "continued_as"])
    def test_of_people_it_sees_only_which_unit_they_are_in(self, behind: Flask, column: str) -> None:
        with behind.app_context():
            assert refused(f"SELECT {column} FROM person")  # noqa: S608
            assert not refused("SELECT id, unit_id FROM person")

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE theme_figure SET value = 1",
            "DELETE FROM theme_window",
            "INSERT INTO theme_charge VALUES ('w', 'service', 2026, 0.1, 4.0)",
            "TRUNCATE unit",
        ],
    )
    def test_it_changes_nothing_even_in_a_transaction_that_may_write(self, behind: Flask, statement: str) -> None:
        with behind.app_context():
            assert refused(statement, "SET TRANSACTION READ WRITE")

    def test_making_it_again_takes_back_what_it_was_given_meanwhile(self, app: Flask, behind: Flask) -> None:
        with db.engine.begin() as connection:
            connection.execute(text(f"GRANT SELECT ON account TO {ROLE}"))
            connection.execute(text(f"GRANT SELECT (email) ON person TO {ROLE}"))
            connection.execute(text(f"GRANT UPDATE ON theme_figure TO {ROLE}"))
        with behind.app_context():
            assert roles.too_much(leads.engine())[-2:] == ["person.email", "theme_figure"]
            assert "may reach more" in leads.problems()[0]
        with db.engine.begin() as connection:
            roles.make_role(connection, ROLE)
        with behind.app_context():
            assert (roles.too_much(leads.engine()), leads.problems()) == ([], [])

    def test_check_says_when_it_may_read_too_little(self, app: Flask, behind: Flask) -> None:
        with db.engine.begin() as connection:
            connection.execute(text(f"REVOKE SELECT ON theme_figure FROM {ROLE}"))  # noqa: S608
        with behind.app_context():
            assert "may not read theme_figure. Run: reflect db roles" in leads.problems()[0]

    def test_check_says_when_the_door_is_the_owners(self, app: Flask, databases_once: Databases) -> None:
        for owned in deployed(databases_once, None):
            with owned.app_context():
                assert "may reach more than released figures" in leads.problems()[0]

    def test_check_says_when_nobody_answers(self, app: Flask, databases_once: Databases) -> None:
        for lost in deployed(databases_once, "nobody_of_this_name"):
            with lost.app_context():
                assert "cannot be reached" in leads.problems()[0]
                assert "cannot be reached" in command(lost, "check").output

    def test_the_command_makes_it_with_a_password_and_shows_none(self, app: Flask, tmp_path: Path) -> None:
        file = tmp_path / "password"
        file.write_text("only % for 'tests'\n")
        for _again in range(2):
            done = command(app, "db", "roles", "--name", ROLE, "--password-file", str(file))
            assert done.exit_code == 0, done.output
            assert "only" not in done.output.replace("nothing else", "")
        kept = text("SELECT rolpassword FROM pg_authid WHERE rolname = :name")
        assert str(db.session.scalar(kept, {"name": ROLE})).startswith("SCRAM-SHA-256$")

    def test_an_empty_password_is_refused(self, app: Flask, tmp_path: Path) -> None:
        file = tmp_path / "password"
        file.write_text("\n")
        done = command(app, "db", "roles", "--name", ROLE, "--password-file", str(file))
        assert (done.exit_code, "is empty" in done.output) == (1, True)

    def test_what_is_printed_can_be_run_and_is_the_same(self, app: Flask, behind: Flask) -> None:
        printed = command(app, "db", "roles", "--name", ROLE, "--print").output
        with db.engine.begin() as connection:
            connection.execute(text(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {ROLE}"))
            for statement in printed.splitlines():
                connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
        with behind.app_context():
            assert leads.problems() == []

    def test_somebody_who_may_not_make_roles_is_told_what_to_do(self, behind: Flask, databases_once: Databases) -> None:
        with db.engine.begin() as connection:
            connection.execute(text(f"GRANT SELECT ON pepper_check TO {ROLE}"))  # or the app does not start as it
        other = create_app(settings_for(databases_once.folder, as_role(db.engine.url, ROLE)))
        with other.app_context():
            done = command(other, "db", "roles", "--name", f"{ROLE}_2")
            db.engine.dispose()
            leads.engine().dispose()
        assert (done.exit_code, "--print" in done.output) == (1, True)


def as_role(url: object, role: str | None) -> str:
    address = make_url(url)  # type: ignore[arg-type]
    if role:
        address = address.set(username=role, password=None)
    return address.render_as_string(hide_password=False)


def deployed(databases: Databases, role: str | None) -> Iterator[Flask]:
    """The deployment on PostgreSQL with the leads' door opened as a role; None: as the owner."""
    owner = as_role(databases.app("postgresql").config["SQLALCHEMY_DATABASE_URI"], None)
    app = create_app(settings_for(databases.folder, owner, leads_database_url=as_role(owner, role)))
    app.testing = True
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        leads.engine().dispose()


def refused(statement: str, *before: str) -> bool:
    """Whether the server refuses the role behind the door this statement for want of a right."""
    with leads.engine().connect() as connection:
        for each in before:
            connection.execute(text(each))
        try:
            connection.execute(text(statement))
        except ProgrammingError as error:
            return "permission denied" in str(error.orig)
        finally:
            connection.rollback()
    return False
