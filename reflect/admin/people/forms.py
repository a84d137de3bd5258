"""What an administrator fills in about a person."""

from wtforms import BooleanField, SelectChoice, SelectField, StringField, ValidationError
from wtforms.fields import Field
from wtforms.validators import Optional

from reflect.admin.people.reading import ROLES
from reflect.organisation import roster
from reflect.organisation.names import tidy_address, tidy_name
from reflect.web.days import DayField, today
from reflect.web.forms import Form, by_the_rule
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l


def _name(_form: Form, field: Field) -> None:
    by_the_rule(tidy_name, field)


def _address(_form: Form, field: Field) -> None:
    by_the_rule(tidy_address, field)


def _offered(_form: Form, field: Field) -> None:
    if field.data not in {value for value, _label in field.choices}:
        raise ValidationError(_("Choose one from the list."))


def _from_today(_form: Form, field: Field) -> None:
    if field.errors:
        return
    if field.data is None or field.data < today():
        raise ValidationError(_("Choose today or a later day."))


def _on_roster(_form: Form, field: Field) -> None:
    if not (field.data or "").strip():
        raise ValidationError(_("Enter the supervisor’s work e-mail address."))
    found = roster.person_by_address(field.data)
    if found is None or found.left_at is not None:
        raise ValidationError(_("Nobody on the roster has this address. Add them first."))


def _nobodys(_form: Form, field: Field) -> None:
    if roster.person_by_address(field.data or "") is not None:
        raise ValidationError(_("Somebody on the roster has this address already."))


class UnitForm(Form):
    """Where somebody works."""

    unit = SelectField(_l("Unit"), choices=[], validate_choice=False, validators=[_offered])
    seen_by = _l("Colleagues, administrators and whoever runs the server can see where somebody works.")


_ROLES_SEEN_BY = _l(
    "The person, administrators and whoever runs the server can see roles. Whoever leads a team or unit is named to "
    "the people in it."
)


class NewPersonForm(UnitForm):
    """Somebody who is not on the roster yet."""

    name = StringField(_l("Name"), [_name])
    email = StringField(_l("Work e-mail address"), [_address, _nobodys])
    role = SelectField(_l("Role"), choices=[SelectChoice(*role) for role in ROLES.items()])
    supervisor = StringField(_l("Their supervisor’s work e-mail address"), [Optional(), _on_roster])
    invite = BooleanField(_l("Make their invitation now"), default=True)


class NameForm(Form):
    """Somebody's name as colleagues see it."""

    name = StringField(_l("Name"), [_name])
    seen_by = _l("Colleagues, administrators and whoever runs the server can see the name.")


class AddressForm(Form):
    """Another address to sign in and be reached with."""

    email = StringField(_l("New work e-mail address"), [_address])
    seen_by = _l(
        "The person, administrators and whoever runs the server can see the address. Colleagues see it where two "
        "people have the same name."
    )


class RoleForm(UnitForm):
    """A role in a unit, from a day."""

    role = SelectField(_l("Role"), choices=[SelectChoice(*role) for role in ROLES.items()])
    since = DayField(_l("From"), [_from_today])
    seen_by = _ROLES_SEEN_BY


class EndForm(Form):
    """The day on which a role ends."""

    until = DayField(_l("Last day"), [_from_today])
    seen_by = _ROLES_SEEN_BY


class SupervisorForm(Form):
    """Who supervises somebody."""

    email = StringField(_l("The supervisor’s work e-mail address"), [_on_roster])
    seen_by = _l("These two, administrators and whoever runs the server can see who supervises whom.")
