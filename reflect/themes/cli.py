"""`reflect themes …`: the plan, and opening, releasing and checking windows. No command shows what rows say."""

from datetime import datetime, timedelta
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from reflect.core.commands import as_sentences
from reflect.core.settings import Settings
from reflect.storage.db import db, write_unit
from reflect.themes import plans, verifying, windows
from reflect.themes import release as releasing
from reflect.themes.mechanism import calibrate
from reflect.themes.models import Window
from reflect.themes.periods import A_YEAR
from reflect.web.language import ZONE, day
from reflect.web.language import gettext as _

themes_commands = AppGroup("themes", help="Release what was on people’s minds, with noise. No command opens a journal.")


@themes_commands.command("plan")
@click.option("--use", metavar="NAME|FILE", help="Adopt full, cautious, pilot, or the plan in a file.")
def plan(use: str | None) -> None:
    """Show the plan with what it costs a person a year, and the windows there are."""
    cap = _settings().privacy_cap
    with as_sentences():
        if use:
            with write_unit():
                plans.adopt(_plan(use), cap)
        _show_plan(cap)
    for window in db.session.scalars(select(Window).order_by(Window.opens_at, Window.name)):
        until = day(window.closes_at - timedelta.resolution)
        click.echo(f"{window.name}  {day(window.opens_at)} – {until}  {window.state}")
    with as_sentences():
        plans.validate(plans.current(), cap)


@themes_commands.command("open")
@click.option("--closes", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The last day of a first window.")
def open_(closes: datetime | None) -> None:
    """Open the windows of the present quarter and half-year, as the plan wants."""
    settings = _settings()
    closes_at = (closes + timedelta(days=1)).replace(tzinfo=ZONE) if closes else None
    with as_sentences():
        opened = windows.open_due(settings.window_keys, settings.privacy_cap, closes_at=closes_at)
    for name in opened:
        click.echo(_("Opened: %(name)s.", name=name))
    if not opened:
        click.echo(_("Nothing to open."))


@themes_commands.command("release")
@click.argument("window")
def release(window: str) -> None:
    """Publish the figures of WINDOW (2026-Q4, 2026-H2) with noise, and destroy its rows and its key."""
    settings = _settings()
    with as_sentences():
        done = releasing.release(window, settings.window_keys, settings.privacy_cap, click.echo)
    click.echo(_("%(name)s is released.", name=done.name))


@themes_commands.command("verify")
@click.option("--lost", multiple=True, metavar="WINDOW", help="The key of WINDOW is lost for good: do not wait for it.")
def verify(lost: tuple[str, ...]) -> None:
    """Finish what was cut short, let windows expire that nobody released, and say what is wrong."""
    settings = _settings()
    with as_sentences():
        problems = verifying.verify(settings.window_keys, settings.privacy_cap, click.echo, lost)
    for problem in problems:
        click.echo(f"- {problem}", err=True)
    if problems:
        raise click.exceptions.Exit(1)
    click.echo(_("Every window is as it must be."))


def _show_plan(cap: float) -> None:
    adopted = plans.current()
    click.echo(f"{'level':12} {'window':10} {'a year':>6} {'rho':>10} {'sigma':>6} {'least':>6}")
    for each in adopted:
        sigma = calibrate(each.rho)[1]
        a_year = A_YEAR[each.cadence]
        click.echo(f"{each.level:12} {each.cadence:10} {a_year:6} {each.rho:10g} {sigma:6.2f} {each.least:6}")
    total = f"{plans.yearly(adopted):g}"
    click.echo(_("A year costs a person rho %(sum)s of at most %(cap)s.", sum=total, cap=f"{cap:g}"))


def _plan(named: str) -> plans.Plan:
    if named in plans.SHIPPED:
        return plans.shipped(named)
    try:
        return plans.read(Path(named).read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        raise click.ClickException(
            _("“%(name)s” is neither a file that can be read nor one of: full, cautious, pilot.", name=named)
        ) from None


def _settings() -> Settings:
    settings: Settings = current_app.extensions["reflect_settings"]
    return settings
