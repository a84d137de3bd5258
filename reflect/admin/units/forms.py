"""What an administrator fills in about a unit."""

from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.fields import Field

from reflect.organisation.clusters import MOST_CLUSTER
from reflect.organisation.names import tidy_name
from reflect.organisation.words import MOST_WORD
from reflect.web.forms import Form, by_the_rule
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l


def _name(most: int):  # type: ignore[no-untyped-def]
    def check(_form: Form, field: Field) -> None:
        by_the_rule(lambda text: tidy_name(text, most), field)

    return check


def _word(_form: Form, field: Field) -> None:
    if not (field.data or "").strip():
        raise ValidationError(_("Enter the word that people there use."))
    _name(MOST_WORD)(_form, field)


def _offered(_form: Form, field: Field) -> None:
    if field.data not in {value for value, _label in field.choices}:
        raise ValidationError(_("Choose one from the list."))


class NewUnitForm(Form):
    """A unit and what it is part of."""

    name = StringField(_l("Name"), [_name(200)])
    parent = SelectField(_l("Part of"), choices=[], validate_choice=False, validators=[_offered])


class RenameForm(Form):
    """Another name for a unit."""

    name = StringField(_l("Name"), [_name(200)])


class MoveForm(Form):
    """Another place for a unit."""

    parent = SelectField(_l("Part of"), choices=[], validate_choice=False, validators=[_offered])


class ClusterForm(Form):
    """Small services that are counted together."""

    name = StringField(_l("What to call them together"), [_name(MOST_CLUSTER)])
    services = SelectMultipleField(_l("Which services?"), choices=[], validate_choice=False)

    def validate_services(self, field: Field) -> None:
        offered = {value for value, _label in field.choices}
        if not field.data or not set(field.data) <= offered:
            field.data = [value for value in field.data or () if value in offered]
            raise ValidationError(_("Choose at least two services."))


class WordsForm(Form):
    """An agency's own words."""

    reflection = StringField(_l("Reflection"), [_word])
    supervision = StringField(_l("Supervision"), [_word])
    record = StringField(_l("Record"), [_word])
    police = BooleanField(_l("This is a police force"))
