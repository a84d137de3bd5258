"""Released figures in words, the same on the page, in the list and in the file."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from reflect.themes.children import Below, Sums
from reflect.themes.figures import Awaited, Heading, Together
from reflect.themes.pictures import FEWEST_FOR_PERCENT, NoChange, Picture, Statement, ThemePicture
from reflect.web.language import day, listed, month, months, ngettext
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l

STATEMENTS = {
    Statement.CANNOT_TELL: _l("Cannot tell at this size"),
    Statement.RAISED: _l("Raised"),
    Statement.OFTEN: _l("Often raised"),
}
LEVELS = {
    "service": _l("Service"),
    "agency": _l("Agency"),
    "partnership": _l("Partnership"),
    "everybody": _l("Everybody"),
}
NOTE = _l("A theme says what people were thinking about, not whether it went well or badly.")
BARS = _l("The bar is the noisy figure. The line across it is the range, which is right 9 times in 10.")
NAMED = 3  # themes in a headline; the rest are counted
_MOMENT = timedelta(microseconds=1)


class Dated(Protocol):
    """Anything that opens and closes."""

    @property
    def opens_at(self) -> datetime:
        """From when on it counts."""

    @property
    def closes_at(self) -> datetime:
        """Until when it counts."""


def period(window: Dated) -> str:
    """When a window was open: July to December 2026."""
    opens, closes = window.opens_at, window.closes_at - _MOMENT
    first, last = months(opens, closes)
    return last if month(opens) == last else _("%(first)s to %(last)s", first=first, last=last)


def awaited(window: Awaited) -> str:
    """When the figures of a window are to come."""
    half, words = window.cadence == "half-year", {"period": period(window), "day": day(window.closes_at - _MOMENT)}
    if window.closed and half:
        said = _("The half-yearly window, %(period)s, has closed. Its figures will stand here once they are released.")
    elif window.closed:
        said = _("The quarterly window, %(period)s, has closed. Its figures will stand here once they are released.")
    elif half:
        said = _(
            "The half-yearly window, %(period)s, is open until %(day)s. Its figures are released after that, once."
        )
    else:
        said = _("The quarterly window, %(period)s, is open until %(day)s. Its figures are released after that, once.")
    return said % words


def headline(picture: Picture, heading: Heading) -> str:
    """What a picture shows, in one sentence."""
    if not picture.enough:
        return _("Too few took part to say.")
    often, raised = picture.called(Statement.OFTEN), picture.called(Statement.RAISED)
    if not often and not raised:
        return _("At this size we cannot tell any theme apart from chance.")
    words = {"themes": _named(often or raised), "place": heading.place, "when": _between(heading)}
    if often:
        return ngettext(
            "%(themes)s was often raised in %(place)s %(when)s.",
            "%(themes)s were often raised in %(place)s %(when)s.",
            len(often),
            **words,
        )
    return ngettext(
        "%(themes)s was raised in %(place)s %(when)s.",
        "%(themes)s were raised in %(place)s %(when)s.",
        len(raised),
        **words,
    )


def took_part(picture: Picture) -> str:
    """How many took part, as far as that may be said."""
    if not picture.enough:
        return _("Too few took part to say")
    if picture.participation is None:
        return ngettext(
            "Enough to show a picture. We give no percentages where fewer than %(num)d person works.",
            "Enough to show a picture. We give no percentages where fewer than %(num)d people work.",
            FEWEST_FOR_PERCENT,
        )
    return _("About %(percent)s%%", percent=picture.participation)


def scale(picture: Picture) -> str:
    """How far the bars of a picture go."""
    if picture.participation is None:
        return _("All bars are drawn to the same scale, from nobody at the left.")
    return _(
        "All bars are drawn to the same scale, from nobody at the left to %(reach)s%% of the people at the right.",
        reach=round(100 * picture.reach),
    )


def highest(picture: Picture) -> str:
    """The themes with the highest figures, and what that is worth. None is named that may be nothing but noise."""
    if not picture.highest:
        return _("No figure here can be told apart from chance, so none is named as the highest.")
    return ngettext(
        "%(themes)s is the highest in these noisy figures; this may be chance.",
        "%(themes)s are the highest in these noisy figures; this may be chance.",
        len(picture.highest),
        themes=listed([_quoted(each) for each in picture.highest]),
    )


def changes(picture: Picture, before: Heading | None) -> list[str]:
    """What changed since the window before, or the one reason why nothing is said to have changed."""
    reason = picture.no_change
    if reason is NoChange.FIRST or before is None:
        return [_("This is the first window that was released here, so there is nothing to compare it with.")]
    when = period(before)
    if reason is NoChange.REGROUPED:
        return [_("Other services or teams than in %(when)s count here now, so the two are not compared.", when=when)]
    if reason is NoChange.TOO_FEW_BEFORE:
        return [_("Too few took part in %(when)s to compare with it.", when=when)]
    if reason is NoChange.OTHER_THEMES:
        return [_("The themes of %(when)s were worded differently, so they cannot be compared.", when=when)]
    if reason is NoChange.WITHIN_NOISE:
        return [_("No theme moved further than the noise alone could move it since %(when)s.", when=when)]
    return [_changed(each, when) for each in picture.changed]


def together(shown: Together) -> str:
    """How figures of several windows are to be read."""
    if len(shown.windows) == 1:
        return _("There is one window so far that can be read here. From the next one on, they are added up.")
    return ngettext(
        "%(num)d window added up. Somebody who took part in several of them is counted once in each window, and "
        "so is everybody who works here. A share is that of an average window, not of all who ever raised a theme.",
        "%(num)d windows added up. Somebody who took part in several of them is counted once in each window, and "
        "so is everybody who works here. A share is that of an average window, not of all who ever raised a theme.",
        len(shown.windows),
    )


def sums(below: Below) -> str:
    """Whether a place and those below it add up, and why not."""
    place = below.whole.heading.place
    if below.sums is Sums.ADD_UP:
        return _(
            "The figures of these places and of %(place)s were adjusted a little, so that they add up; whoever has "
            "more noise was moved more. The page of each place shows its figures as they were released.",
            place=place,
        )
    if below.sums is Sums.AS_RELEASED:
        return _(
            "These figures are as they were released, and they do not add up. Each has its own noise. And not "
            "everybody who is counted in %(place)s is in one of the places shown here.",
            place=place,
        )
    if below.sums is Sums.TOO_MANY:
        return _(
            "There are too many places below %(place)s to stand side by side: a table of them could not be read, and "
            "would invite ranking what is noise. Here they are by name; each has a page of its own.",
            place=place,
        )
    return _(
        "No place below %(place)s was released in this window. Smaller ones may have windows of their own.", place=place
    )


def _changed(theme: ThemePicture, when: str) -> str:
    if theme.change == "more":
        return _("More people raised %(theme)s than in %(when)s.", theme=_quoted(theme), when=when)
    return _("Fewer people raised %(theme)s than in %(when)s.", theme=_quoted(theme), when=when)


def _between(heading: Heading) -> str:
    opens, closes = heading.opens_at, heading.closes_at - _MOMENT
    first, last = months(opens, closes)
    if month(opens) == last:
        return _("in %(month)s", month=last)
    return _("between %(first)s and %(last)s", first=first, last=last)


def _named(themes: Sequence[ThemePicture]) -> str:
    """The highest of these by name, and how many more there are."""
    names = [_quoted(each) for each in sorted(themes, key=lambda each: -each.value)]
    more = len(names) - NAMED
    if more > 1:
        names[NAMED:] = [ngettext("%(num)d more theme", "%(num)d more themes", more)]
    return listed(names)


def _quoted(theme: ThemePicture) -> str:
    return _("“%(name)s”", name=theme.theme.name)  # names of themes hold “and”, commas and capitals
