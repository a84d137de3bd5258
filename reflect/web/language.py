"""Words, dates, times and lists in the language of this deployment. The only import of Flask-Babel.

English is what the source says; another language is a folder under `reflect/translations` (docs/languages.md). There is
one language to a deployment, so it is looked up once, when the app is put together.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache, reduce
from gettext import find
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask, current_app
from flask_babel import Babel
from flask_babel.speaklater import LazyString
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from reflect.core.clock import now
from reflect.core.settings import Settings, UnsafeSettings

__all__ = ["LazyString", "gettext", "init_app", "lazy_gettext", "marked", "ngettext"]

ZONE = ZoneInfo("Europe/London")
CATALOGUE, LOCALE = "reflect_catalogue", "reflect_locale"
SOURCE = Locale("en", "GB")  # what the sentences of the source are written in


def gettext(text: str, **values: Any) -> str:
    """A sentence in the reader's language, with `values` put in where it names them.

    A page has some eighty: Flask-Babel asks for each anew which language this is, which cost a sixth of a page.
    """
    if not current_app:
        return text % values if values else text
    said: str = current_app.extensions[CATALOGUE].gettext(text)
    return said % values if values else said


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    """A sentence about a number of things, in the form that the reader's language has for this number."""
    said: str = (current_app.extensions[CATALOGUE] if current_app else NullTranslations()).ngettext(one, many, num)
    return _with_number(said, num) % {"num": num, **values}


def lazy_gettext(text: str, **values: Any) -> LazyString:
    """A sentence that is written down at import and said when a page is made."""
    return LazyString(gettext, text, **values)


def marked(text: str) -> str:
    """A sentence that translators are given here, and that is put through gettext where it is said."""
    return text


def init_app(app: Flask, settings: Settings) -> None:
    """Set the language, and give templates `lang`, `dir` and the filters for days, times, numbers and lists.

    Raises:
        UnsafeSettings: nobody knows this language, or it has no catalogue here.
    """
    folder = settings.translations or Path(app.root_path) / "translations"
    app.extensions[LOCALE] = locale = known(settings.language, folder)
    app.extensions[CATALOGUE] = Translations.load(folder, [locale])
    app.config["BABEL_DEFAULT_LOCALE"] = str(locale)  # for the few sentences of WTForms itself
    app.config["BABEL_DEFAULT_TIMEZONE"] = ZONE.key
    Babel(app)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, _form, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals |= {"_": _in_template, "lang": tag(locale), "dir": locale.text_direction}
    app.jinja_env.filters |= {"day": day, "clock": clock, "when": when, "weekday": weekday, "number": number}
    app.jinja_env.filters |= {"date": calendar_day, "listed": listed, "in_row": in_row}
    app.jinja_env.globals["by_number"] = by_number


def known(name: str, folder: Path) -> Locale:
    """The language of this name. Every English is known, because the source is in it; others need a catalogue.

    Raises:
        UnsafeSettings: nobody knows this language, or it has no catalogue here.
    """
    try:
        locale = Locale.parse(name.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        raise UnsafeSettings("REFLECT_LANGUAGE must be the name of a language, such as en_GB or cy.") from None
    if locale.language != SOURCE.language and find("messages", folder, [str(locale)]) is None:
        spoken = ", ".join(["en_GB", *sorted(each.parts[-3] for each in folder.glob("*/LC_MESSAGES/messages.mo"))])
        raise UnsafeSettings(
            f"REFLECT_LANGUAGE is {locale}, and there is no catalogue {locale}/LC_MESSAGES/messages.mo. "
            f"What there is: {spoken}. See docs/languages.md."
        )
    return locale


def tag(locale: Locale) -> str:
    """A language as HTML, PDF and Word files name it: en-GB."""
    return str(locale).replace("_", "-")


def present() -> Locale:
    """The language of this deployment; the source's where there is no app."""
    try:
        locale: Locale = current_app.extensions[LOCALE]
    except RuntimeError:  # asking whether there is an app first costs as much again, forty times a page
        return SOURCE
    return locale


def day(moment: datetime) -> str:
    """A day in words: 14 October 2026."""
    return _in_words(moment.astimezone(ZONE).date(), "long", present())


def calendar_day(of: date | str) -> str:
    """A day that is no moment, as a date or as ISO 8601 writes it, in words: 14 October 2026."""
    return _in_words(date.fromisoformat(of) if isinstance(of, str) else of, "long", present())


def weekday(moment: datetime) -> str:
    """The day of the week: Friday."""
    return _in_words(moment.astimezone(ZONE).date(), "EEEE", present())


def month(moment: datetime) -> str:
    """A month in words: October 2026."""
    return _with_year(moment.astimezone(ZONE).date(), present())


def months(first: datetime, last: datetime) -> tuple[str, str]:
    """The months of two moments in words, a year that they share only once: July, December 2026."""
    begins = first.astimezone(ZONE).date()
    same = begins.year == last.astimezone(ZONE).year
    return _in_words(begins, "LLLL", present()) if same else month(first), month(last)


def clock(moment: datetime) -> str:
    """A time of day in words: 2:41pm, or as the reader's language writes it."""
    locale, local = present(), moment.astimezone(ZONE).time()
    if locale.language != SOURCE.language:
        return format_time(local, "short", locale=locale)
    return format_time(local, "h:mma", locale=locale).replace(" ", "").lower()


def when(moment: datetime) -> str:
    """A moment in words, as near as it needs: today at 2:41pm, or 14 October 2026 at 2:41pm."""
    if moment.astimezone(ZONE).date() == now().astimezone(ZONE).date():
        return gettext("today at %(time)s", time=clock(moment))
    return gettext("%(day)s at %(time)s", day=day(moment), time=clock(moment))


def number(of: float) -> str:
    """A number as the reader's language writes it: 1,100."""
    return format_decimal(of, locale=present())


def listed(names: Iterable[object], how: str = "and") -> str:
    """Several in one sentence: “Ana, Bo and Cy”; with `how` “or”, “Ana, Bo or Cy”."""
    row, style = [str(name) for name in names], "or" if how == "or" else "standard"
    if len(row) == 2:  # as in most rows of a list, where Babel would look its patterns up anew
        both: str = present().list_patterns[style]["2"]
        return both.format(*row)
    return format_list(row, style, present())


def in_row(names: Iterable[object]) -> str:
    """Several beside each other, with no word before the last: “Ana, Bo, Cy”."""
    beside: str = present().list_patterns["standard"]["middle"]
    row = [str(name) for name in names]
    return reduce(beside.format, row) if row else ""


def by_number(one: str, many: str, numbers: Iterable[int]) -> dict[str, str]:
    """For a script that puts the number in itself: the sentence for each of CLDR's kinds that these numbers are of.

    The sentence names its number in braces, and the script asks `Intl.PluralRules` for the kind: {"one": "{n} minute"}.
    """
    return _by_kind(current_app.extensions[CATALOGUE], present(), one, many, tuple(numbers))


def _form(one: str, many: str, num: int) -> str:
    """What Jinja puts the values into itself."""
    said: str = current_app.extensions[CATALOGUE].ngettext(one, many, num)
    return _with_number(said, num)


def _with_number(said: str, num: int) -> str:
    """A sentence whose number has four figures or more, with that as the language writes it: 160,000."""
    if abs(num) < 1000:
        return said
    written = number(num)
    return said.replace("%(num)d", written).replace("%(num)s", written)


@pass_eval_context
def _in_template(context: EvalContext, text: str, **values: Any) -> str:
    """`_()` of templates, as Jinja’s own extension does it, without going through the template’s names twice.

    The app is the one whose template it is, so it need not be looked for either.
    """
    said: str = context.environment.app.extensions[CATALOGUE].gettext(text)  # type: ignore[attr-defined]
    said = Markup(said) if context.autoescape else said  # noqa: S704 - the words are ours, and the values are escaped
    return said % values if values or "%" in said else said


@lru_cache(64)
def _by_kind(catalogue: Any, locale: Locale, one: str, many: str, numbers: tuple[int, ...]) -> dict[str, str]:
    return {locale.plural_form(each): catalogue.ngettext(one, many, each) for each in numbers}


@lru_cache(4096)
def _in_words(of: date, pattern: str, locale: Locale) -> str:
    """A day as this pattern has it. A list shows the same few again and again."""
    return format_date(of, pattern, locale)


@lru_cache(256)
def _with_year(of: date, locale: Locale) -> str:
    """A month and its year, in the order of the language."""
    return format_skeleton("yMMMM", datetime(of.year, of.month, 1, tzinfo=ZONE), tzinfo=ZONE, locale=locale)
