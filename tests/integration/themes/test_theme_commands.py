"""`reflect themes …`: every command ends in a sentence, and none says a count."""

import dataclasses
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select, update

from reflect.storage.db import db, write_unit
from reflect.themes import window_keys
from reflect.themes.cli import themes_commands
from reflect.themes.models import Figure, Window
from tests.support.roster import Roster
from tests.support.windows import Windows

OCTOBER = datetime(2026, 10, 5, 9, tzinfo=UTC)
NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def keys(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "keys"
    changed = dataclasses.replace(app.extensions["reflect_settings"], window_keys=folder)
    monkeypatch.setitem(app.extensions, "reflect_settings", changed)
    return folder


@pytest.fixture
def unit(app: Flask) -> str:
    return Roster(joined=OCTOBER - timedelta(days=1)).service("Assessment", 60)


def run(app: Flask, *arguments: str, at: datetime = OCTOBER) -> Result:
    with time_machine.travel(at, tick=False):
        done = CliRunner().invoke(themes_commands, arguments, obj=_info(app))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def _info(app: Flask) -> object:
    from flask.cli import ScriptInfo

    return ScriptInfo(create_app=lambda: app)


@pytest.mark.usefixtures("keys")
def test_the_plan_is_shown_with_its_cost(app: Flask) -> None:
    shown = run(app, "plan").output
    for row in (
        r"service +half-year +2 +0\.125 +4\.00 +50",
        r"agency +quarter +4 +0\.03125 +8\.00 +200",
        r"partnership +quarter +4 +0\.015625 +11\.31 +1000",
    ):
        assert re.search(row, shown)
    assert "A year costs a person rho 0.4375 of at most 0.5." in shown


@pytest.mark.usefixtures("keys", "unit")
def test_a_plan_is_adopted_by_name_or_file(app: Flask, tmp_path: Path) -> None:
    assert re.search(r"everybody +half-year +2 +0\.25 +2\.83 +20", run(app, "plan", "--use", "pilot").output)
    file = tmp_path / "plan.yaml"
    file.write_text("levels: [{level: agency, cadence: quarter, rho: 0.02, least: 100}]")
    assert "rho 0.08 of at most 0.5" in run(app, "plan", "--use", str(file)).output
    assert run(app, "open").output == "Opened: 2026-Q4.\n"
    assert re.search("2026-Q4  5 October 2026 – 31 December 2026  open", run(app, "plan").output)


@pytest.mark.usefixtures("keys")
def test_a_plan_that_cannot_be_used_changes_nothing(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text("levels: [{level: agency, cadence: quarter, rho: 0.2, least: 100}]")
    for use, says in ((str(file), "at most 0.5"), ("other", "neither a file"), (str(tmp_path), "neither a file")):
        refused = run(app, "plan", "--use", use)
        assert refused.exit_code == 1
        assert says in refused.output
    assert "0.4375" in run(app, "plan").output


def test_a_window_is_opened_released_and_verified(app: Flask, keys: Path, unit: str) -> None:
    assert run(app, "open").output == "Opened: 2026-Q4.\nOpened: 2026-H2.\n"
    assert run(app, "open").output == "Nothing to open.\n"
    windows = Windows(app, keys)
    window_id = db.session.scalars(select(Window.id).where(Window.name == "2026-H2")).one()
    for _number in range(37):
        windows.contribute(window_id, unit, ["own-lens"])
    early = run(app, "release", "2026-H2")
    assert (early.exit_code, "still open" in early.output) == (1, True)
    done = run(app, "release", "2026-H2", at=NEW_YEAR)
    assert done.exit_code == 0
    assert done.output.endswith("2026-H2 is released.\n")
    assert not re.search(r"\d", done.output.replace("2026-H2", "")), "a count, true or noisy"
    assert db.session.scalars(select(Figure.value)).all()
    assert window_id not in window_keys.kept(keys)
    again = run(app, "release", window_id, at=NEW_YEAR)
    assert (again.exit_code, "released already" in again.output) == (1, True)
    assert run(app, "verify", at=NEW_YEAR).output == "Every window is as it must be.\n"


def test_verify_ends_with_one_when_something_is_wrong(app: Flask, keys: Path, unit: str) -> None:
    run(app, "open")
    for window_id in window_keys.kept(keys):
        window_keys.destroy(keys, window_id)
    wrong = run(app, "verify")
    assert wrong.exit_code == 1
    assert wrong.output.count("THE KEY IS MISSING") == 2


def test_verify_ends_with_one_when_a_figure_was_changed(app: Flask, keys: Path, unit: str) -> None:
    run(app, "open")
    run(app, "release", "2026-H2", at=NEW_YEAR)
    one = select(Figure.place_id).limit(1).scalar_subquery()
    with write_unit():
        where = (Figure.place_id == one) & (Figure.cell == "child-voice")
        assert db.session.execute(update(Figure).where(where).values(value=Figure.value + 1)).rowcount == 1
    wrong = run(app, "verify", at=NEW_YEAR)
    assert wrong.exit_code == 1
    assert "2026-H2: WHAT WAS PUBLISHED WAS CHANGED" in wrong.output


def test_a_lost_key_is_named_to_verify(app: Flask, keys: Path, unit: str) -> None:
    run(app, "open")
    for window_id in window_keys.kept(keys):
        window_keys.destroy(keys, window_id)
        window_keys.forget(keys, window_id)
    late = NEW_YEAR + timedelta(days=91)
    assert run(app, "verify", at=late).exit_code == 1
    assert run(app, "verify", "--lost", "2026-H2", "--lost", "2026-Q4", at=late).exit_code == 0
    assert run(app, "verify", at=late).exit_code == 0


@pytest.mark.usefixtures("keys", "unit")
def test_the_first_window_of_a_pilot_closes_after_a_day_that_was_named(app: Flask) -> None:
    run(app, "plan", "--use", "pilot")
    for day, says in (("2026-11-28", "8 weeks"), ("soon", "does not match")):
        refused = run(app, "open", "--closes", day)
        assert refused.exit_code != 0
        assert says in refused.output
    assert run(app, "open", "--closes", "2026-11-30").output == "Opened: 2026-H2.\n"
    assert db.session.scalars(select(Window.closes_at)).one() == datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.usefixtures("keys")
def test_an_unknown_window_is_said_so(app: Flask) -> None:
    refused = run(app, "release", "2019-Q1")
    assert (refused.exit_code, "There is no window" in refused.output) == (1, True)
