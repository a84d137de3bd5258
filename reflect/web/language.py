"""Words, dates and times in the reader's language. The only import of Flask-Babel.

English is what the source says; another language is a folder under `reflect/translations` (docs/contributing.md).
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from flask_babel import Babel, format_date, format_datetime, format_decimal, get_translations, lazy_gettext
from flask_babel import ngettext as _ngettext
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from reflect.core.clock import now

__all__ = ["gettext", "init_app", "lazy_gettext", "ngettext"]

# Flask-Babel says nothing about types; where types are judged, a sentence must be a str.
ngettext: Callable[..., str] = _ngettext
ZONE = ZoneInfo("Europe/London")
CATALOGUE = "reflect_catalogue"


def gettext(text: str, **values: Any) -> str:
    """A sentence in the reader's language, with `values` put in where it names them.

    A page has some eighty: Flask-Babel asks for each anew which language this is, which cost a sixth of a page.
    """
    if not current_app:
        return text % values if values else text
    said = _said(current_app.extensions, text)
    return said % values if values else said


def _said(extensions: dict[str, Any], text: str) -> str:
    catalogue = extensions.get(CATALOGUE)
    if catalogue is None:  # one language to a deployment, so it is asked for once
        catalogue = extensions[CATALOGUE] = get_translations()
    said: str = catalogue.gettext(text)
    return said


def init_app(app: Flask) -> None:
    """Set the language and the filters `day`, `weekday`, `clock`, `when`, `number` and `date`."""
    app.config["BABEL_DEFAULT_LOCALE"] = "en_GB"
    app.config["BABEL_DEFAULT_TIMEZONE"] = ZONE.key
    Babel(app)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["_"] = _in_template
    app.jinja_env.filters |= {"day": day, "clock": clock, "when": when, "weekday": weekday, "number": format_decimal}
    app.jinja_env.filters["date"] = calendar_day


def day(moment: datetime) -> str:
    """A day in words: 14 October 2026."""
    return _in_words(moment.astimezone(ZONE).date(), "d MMMM yyyy")


def calendar_day(of: date | str) -> str:
    """A day that is no moment, as a date or as ISO 8601 writes it, in words: 14 October 2026."""
    return _in_words(date.fromisoformat(of) if isinstance(of, str) else of, "d MMMM yyyy")


def weekday(moment: datetime) -> str:
    """The day of the week: Friday."""
    return _in_words(moment.astimezone(ZONE).date(), "EEEE")


def month(moment: datetime) -> str:
    """A month in words: October 2026."""
    return _in_words(moment.astimezone(ZONE).date(), "LLLL yyyy")


def months(first: datetime, last: datetime) -> tuple[str, str]:
    """The months of two moments in words, a year that they share only once: July, December 2026."""
    same = first.astimezone(ZONE).year == last.astimezone(ZONE).year
    beginning = _in_words(first.astimezone(ZONE).date(), "LLLL" if same else "LLLL yyyy")
    return beginning, _in_words(last.astimezone(ZONE).date(), "LLLL yyyy")


def clock(moment: datetime) -> str:
    """A time of day in words: 2:41pm."""
    return format_datetime(moment, "h:mma").replace(" ", "").lower()


def when(moment: datetime) -> str:
    """A moment in words, as near as it needs: today at 2:41pm, or 14 October 2026 at 2:41pm."""
    if moment.astimezone(ZONE).date() == now().astimezone(ZONE).date():
        return gettext("today at %(time)s", time=clock(moment))
    return gettext("%(day)s at %(time)s", day=day(moment), time=clock(moment))


@pass_eval_context
def _in_template(context: EvalContext, text: str, **values: Any) -> str:
    """`_()` of templates, as Jinja’s own extension does it, without going through the template’s names twice.

    The app is the one whose template it is, so it need not be looked for either.
    """
    said = _said(context.environment.app.extensions, text)  # type: ignore[attr-defined]
    said = Markup(said) if context.autoescape else said  # noqa: S704 - the words are ours, and the values are escaped
    return said % values if values or "%" in said else said


@lru_cache(4096)
def _in_words(of: date, pattern: str) -> str:
    """A day as this pattern has it. A list shows the same few again and again."""
    return format_date(of, pattern, rebase=False)
