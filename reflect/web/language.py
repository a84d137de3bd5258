"""Words, dates and times in the reader's language. The only import of Flask-Babel.

English is what the source says; another language is a folder under `reflect/translations` (docs/contributing.md).
"""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import Babel, format_date, format_datetime, format_decimal, lazy_gettext
from flask_babel import gettext as _gettext
from flask_babel import ngettext as _ngettext

from reflect.core.clock import now

__all__ = ["gettext", "init_app", "lazy_gettext", "ngettext"]

# Flask-Babel says nothing about types; where types are judged, a sentence must be a str.
gettext: Callable[..., str] = _gettext
ngettext: Callable[..., str] = _ngettext
ZONE = ZoneInfo("Europe/London")


def init_app(app: Flask) -> None:
    """Set the language and the filters `day`, `weekday`, `clock`, `when`, `number` and `date`."""
    app.config["BABEL_DEFAULT_LOCALE"] = "en_GB"
    app.config["BABEL_DEFAULT_TIMEZONE"] = ZONE.key
    Babel(app)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.filters |= {"day": day, "clock": clock, "when": when, "weekday": weekday, "number": format_decimal}
    app.jinja_env.filters["date"] = calendar_day


def day(moment: datetime) -> str:
    """A day in words: 14 October 2026."""
    return format_date(moment.astimezone(ZONE), "d MMMM yyyy", rebase=False)


def calendar_day(of: date | str) -> str:
    """A day that is no moment, as a date or as ISO 8601 writes it, in words: 14 October 2026."""
    return format_date(date.fromisoformat(of) if isinstance(of, str) else of, "d MMMM yyyy")


def weekday(moment: datetime) -> str:
    """The day of the week: Friday."""
    return format_date(moment.astimezone(ZONE), "EEEE", rebase=False)


def month(moment: datetime) -> str:
    """A month in words: October 2026."""
    return format_date(moment.astimezone(ZONE), "LLLL yyyy", rebase=False)


def months(first: datetime, last: datetime) -> tuple[str, str]:
    """The months of two moments in words, a year that they share only once: July, December 2026."""
    same = first.astimezone(ZONE).year == last.astimezone(ZONE).year
    beginning = format_date(first.astimezone(ZONE), "LLLL" if same else "LLLL yyyy", rebase=False)
    return beginning, format_date(last.astimezone(ZONE), "LLLL yyyy", rebase=False)


def clock(moment: datetime) -> str:
    """A time of day in words: 2:41pm."""
    return format_datetime(moment, "h:mma").replace(" ", "").lower()


def when(moment: datetime) -> str:
    """A moment in words, as near as it needs: today at 2:41pm, or 14 October 2026 at 2:41pm."""
    if moment.astimezone(ZONE).date() == now().astimezone(ZONE).date():
        return gettext("today at %(time)s", time=clock(moment))
    return gettext("%(day)s at %(time)s", day=day(moment), time=clock(moment))
