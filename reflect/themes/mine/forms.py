"""The form of “My contributions”: one set of checkboxes for each window that counts the person."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from wtforms import SelectChoice, SelectMultipleField, ValidationError
from wtforms.fields import Field

from reflect.library.themes import ThemeText, themes_of_versions
from reflect.themes.choices import MOST
from reflect.themes.sentences import period
from reflect.themes.standing import MyWindow
from reflect.web.forms import Form
from reflect.web.language import gettext as _
from reflect.web.language import ngettext

PREFIX = "window-"


class ContributionsForm(Form):
    """What a person wants counted. The fields are the windows', so each request has a form of its own."""

    windows: Sequence[MyWindow]
    names: dict[str, str]  # what figures call the themes, by slug
    hints: dict[str, str]  # beside a theme that the journal calls something else

    def field(self, window: MyWindow) -> Field | None:
        """The checkboxes of one window; None where no place of it counts this person."""
        return getattr(self, PREFIX + window.id, None)

    def picked(self) -> dict[str, list[str]]:
        """The themes that are ticked, by window."""
        return {each.id: list(field.data or ()) for each in self.windows if (field := self.field(each)) is not None}

    def tick(self, picked: Mapping[str, Sequence[str]], shown: Mapping[str, Sequence[str]]) -> None:
        """Tick what the person picked, and what is counted and was not on the page that they picked it from."""
        for each in self.windows:
            if (field := self.field(each)) is not None:
                more = [slug for slug in each.choice.themes if slug not in shown.get(each.id, ())]
                field.data = [*dict.fromkeys([*picked.get(each.id, ()), *more])]


def contributions_form(windows: Sequence[MyWindow], **given: Any) -> ContributionsForm:
    """A form for these windows, the themes that wait for an answer first in each."""
    texts = _texts(each.taxonomy for each in windows)
    names = _names(texts)
    fields = {PREFIX + each.id: _choices(each, names) for each in windows if each.place_id is not None}
    form = type("OwnForm", (ContributionsForm,), fields)(**given)
    form.windows, form.names = windows, names
    form.hints = {t.slug: _("In your journal it is called “%(name)s”.", name=t.name) for t in texts if t.renamed}
    return form  # type: ignore[no-any-return]


def theme_names(versions: Iterable[int]) -> dict[str, str]:
    """What dashboards call the themes of some versions, by slug."""
    return _names(_texts(versions))


def _texts(versions: Iterable[int]) -> list[ThemeText]:
    return [text for version in themes_of_versions(versions).values() for text in version]


def _names(texts: Iterable[ThemeText]) -> dict[str, str]:
    return {text.slug: text.public_name or text.slug for text in texts}


def _choices(window: MyWindow, names: dict[str, str]) -> SelectMultipleField:
    asked = window.choice.asked
    ordered = [*asked, *(slug for slug in window.cells if slug not in asked)]
    return SelectMultipleField(
        _("Themes for %(period)s", period=period(window)),
        choices=[SelectChoice(slug, names.get(slug, slug)) for slug in ordered],
        validate_choice=False,
        validators=[_offered(window.cells), _few_enough],
    )


def _offered(cells: Collection[str]) -> Any:
    def check(_form: Form, field: Field) -> None:
        if not set(field.data or ()) <= set(cells):
            field.data = [slug for slug in field.data if slug in cells]
            raise ValidationError(_("Choose themes from the list."))

    return check


def _few_enough(_form: Form, field: Field) -> None:
    over = len(set(field.data or ())) - MOST
    if over > 0:
        raise ValidationError(
            ngettext(
                "Three themes at most are counted. Untick %(num)d theme.",
                "Three themes at most are counted. Untick %(num)d themes.",
                over,
            )
        )
