"""Each command does on an empty database what the docs say; some from a shell, the rest in this process."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reflect import create_app
from reflect.cli import main
from reflect.storage import leads
from reflect.storage.db import db
from tests.support import forked
from tests.support.databases import settings_for
from tests.support.forked import ROOT

Command = Callable[..., tuple[int, str]]


@pytest.fixture
def reflect(tmp_path: Path) -> Command:
    """Runs `reflect …` as a process of its own; gives its exit status and what it said."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("REFLECT_", "COV_"))} | {
        "REFLECT_DATABASE_URL": f"sqlite:///{tmp_path / 'commands.db'}",
        "REFLECT_PEPPER": "p1:" + "ab" * 32,
        "REFLECT_SECRET_KEY": "only for tests",
        "REFLECT_ARGON2_MEMORY_KIB": "8",
        "REFLECT_ARGON2_ITERATIONS": "1",
        "REFLECT_WINDOW_KEYS": str(tmp_path / "window-keys"),
    }

    def run(*words: str, **changes: str) -> tuple[int, str]:
        done = forked.run(["reflect", *words], environment | changes)
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Command]:
    """The same without a process of its own, for what many commands do one after the other."""
    own = create_app(settings_for(tmp_path, f"sqlite:///{tmp_path / 'commands.db'}"))

    def run(*words: str) -> tuple[int, str]:
        done = own.test_cli_runner().invoke(main, words)
        return done.exit_code, done.output

    yield run
    with own.app_context():
        for engine in (db.engine, leads.engine()):
            engine.dispose()


def test_a_deployment_from_nothing_to_an_invitation(here: Command) -> None:
    assert "Run: reflect db upgrade" in here("check")[1]
    assert here("db", "upgrade")[0] == 0
    shipped = str(ROOT / "reflect/library/content/en/prompts.yaml")
    assert here("library", "check", shipped)[0] == 0
    assert here("library", "import", shipped)[0] == 0
    unit = "Northbridge / Social care / Assessment / North team"
    status, said = here(
        "people", "invite", "marcus@test.example", "--name", "Marcus Bell", "--unit", unit, "--role", "supervisor"
    )
    assert status == 0
    assert "http://localhost/enrol/" in said
    invited = ("people", "invite", "priya@test.example", "--name", "Priya Nair", "--unit", unit)
    for _turn in range(2):
        assert here(*invited, "--supervisor", "marcus@test.example")[0] == 0
    status, said = here(*invited, "--supervisor", "priya@test.example")
    assert status == 1
    assert "their own supervisor" in said
    status, said = here(*invited, "--supervisor", "nobody@test.example")
    assert status == 1
    assert "not on the roster" in said
    assert here("demo", "load")[0] == 1


def test_one_command_prepares_a_start_and_is_quick_the_second_time(reflect: Command) -> None:
    first, second = reflect("prepare"), reflect("prepare")
    assert first[0] == second[0] == 0
    assert "priya@demo.example" in first[1]
    assert reflect("people", "suspend", "priya@demo.example") == (0, "Suspended.\n")
    status, said = reflect("check")
    assert status == 1
    assert "demo organisation" in said
    assert "plain HTTP" in said


def test_what_stops_a_start_is_one_line(reflect: Command) -> None:
    status, said = reflect("check", REFLECT_BASE_URL="http://reflect.example.org")
    assert status == 1
    assert said.startswith("Reflect does not start: REFLECT_BASE_URL is plain HTTP")
    assert len(said.splitlines()) == 1


def test_a_file_of_people_is_checked_imported_and_imported_again(here: Command, tmp_path: Path) -> None:
    assert here("db", "upgrade")[0] == 0
    head = "name,email,partnership,agency,service,team,role,supervisor_email\n"
    ana = "Ana Silva,ana@test.example,Northbridge,Social care,,,practitioner,bo@test.example\n"
    bo = "Bo Lund,bo@test.example,Northbridge,Social care,,,supervisor,\n"
    good, bad, fewer = tmp_path / "good.csv", tmp_path / "bad.csv", tmp_path / "fewer.csv"
    good.write_text(head + ana + bo)
    bad.write_text(head + ana + bo.replace("bo@", "bo"))
    fewer.write_text(head + bo)
    status, said = here("people", "import", str(bad))
    assert status == 1
    assert "Line 3: Enter an e-mail address" in said
    status, said = here("people", "import", str(good), "--dry-run")
    assert status == 0
    assert "2 people added, 0 people changed, 2 units added, 2 roles given, 1 supervisors named." in said
    assert "Nothing was imported." in said
    assert here("people", "import", str(good)) == (0, said.replace("Nothing was imported.\n", ""))
    assert "ana@test.example  Ana Silva" in here("people", "import", str(fewer), "--dry-run")[1]
