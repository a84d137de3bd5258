"""The forms of CPD: what the fields begin with, and the fields themselves, which the pages carry on."""

from collections.abc import Iterable

from wtforms import HiddenField, SelectChoice, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import Field as FormField
from wtforms.validators import Optional, ValidationError

from reflect.records.cpd.fields import LONGEST, Piece
from reflect.records.cpd.regulators import Field, Regulator, code_themes
from reflect.web.days import DayField, ends
from reflect.web.forms import Form, at_most
from reflect.web.language import day
from reflect.web.language import gettext as _

LONGEST_LINE = 200  # characters


class BeginForm(Form):
    """For each piece, under which field it goes. `revision` is the one whose answers the page showed."""

    revision = HiddenField()


class CpdForm(Form):
    """The fields of one regulator. `looked` is the mark of the words that were looked through."""

    looked = HiddenField()


def begin_form(regulator: Regulator, pieces: Iterable[Piece], fresh_of: int | None = None) -> BeginForm:
    """The form that asks where each piece goes; it goes nowhere unless its author says so.

    Args:
        fresh_of: with nothing chosen yet, for this revision; else as it was sent.
    """
    targets = [SelectChoice("", _("Leave it out"))]
    targets += [SelectChoice(field.name, field.label) for field in regulator.long_fields]
    fields = {
        piece.key: SelectField(_("Where to?"), choices=targets, default="", validate_choice=False) for piece in pieces
    }
    made = type("Begin", (BeginForm,), fields)
    return made() if fresh_of is None else made(formdata=None, data={"revision": str(fresh_of)})


def cpd_form(regulator: Regulator, begun: dict[str, str] | None = None) -> CpdForm:
    """The fields of a regulator's form: as they were sent, or with what they begin with."""
    fields = {field.name: _field(field) for field in regulator.fields}
    made = type("Fields", (CpdForm,), fields)
    return made() if begun is None else made(formdata=None, data=begun)


def texts(form: CpdForm, regulator: Regulator) -> dict[str, str]:
    """What stands in the fields, as text."""
    return {field.name: _text(form[field.name]) for field in regulator.fields}


def _field(field: Field) -> FormField:
    if field.kind == "day":
        return DayField(field.label, [Optional()])
    if field.kind == "themes":
        themes = [SelectChoice(theme, theme) for theme in code_themes()]
        return SelectMultipleField(field.label, choices=themes, validate_choice=False, validators=[_offered])
    if field.kind == "line":
        return StringField(field.label, [at_most(LONGEST_LINE)])
    return TextAreaField(field.label, [at_most(LONGEST)])


def _text(field: FormField) -> str:
    if isinstance(field, DayField):
        return day(ends(field.data)) if field.data else ""
    if isinstance(field, SelectMultipleField):
        return "\n".join(field.data or ())
    return field.data or ""


def _offered(_form: Form, field: FormField) -> None:
    if not set(field.data or ()) <= set(code_themes()):
        raise ValidationError(_("Choose from the themes on the page."))
