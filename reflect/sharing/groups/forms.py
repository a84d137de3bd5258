"""The forms of a group: its name, and whom to ask into it."""

from wtforms import SelectMultipleField, StringField, ValidationError
from wtforms.fields import Field

from reflect.organisation.groups import LONGEST_NAME
from reflect.organisation.names import tidy_name
from reflect.organisation.relations import PersonName, addresses_of_namesakes, colleague_at
from reflect.web.forms import Form, by_the_rule
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l


class GroupForm(Form):
    """A new group. Its name is what a person types, so it comes back like their other words."""

    title = StringField(_l("What is the group called?"), render_kw={"autocomplete": "off"})

    def validate_title(self, field: Field) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_("Enter a name for the group, for example “Tuesday reflections”."))
        by_the_rule(lambda text: tidy_name(text, LONGEST_NAME), field)


class AskForm(Form):
    """Whom to ask into a group: people of one's team, and somebody by their work address."""

    people = SelectMultipleField(_l("People in your team"), choices=[], validate_choice=False)
    address = StringField(
        _l("Somebody else’s work e-mail address"),
        render_kw={"type": "email", "autocomplete": "off", "spellcheck": "false"},
    )

    def __init__(self, team: list[PersonName]) -> None:
        super().__init__()
        self.people.choices = [(person.person_id, person.name) for person in team]
        self.addresses = addresses_of_namesakes(team)
        self.by_address: PersonName | None = None

    def validate_people(self, field: Field) -> None:
        offered = {value for value, _label in field.choices}
        if not set(field.data or []) <= offered or not (field.data or (self.address.data or "").strip()):
            raise ValidationError(_("Choose somebody to ask, or type their work e-mail address."))

    def validate_address(self, field: Field) -> None:
        if not (field.data or "").strip():
            return
        self.by_address = colleague_at(field.data)
        if self.by_address is None:
            raise ValidationError(_("Nobody with this address works here. Check it, or ask them for it."))

    def chosen(self) -> list[str]:
        """The ids of the people to ask, each once."""
        by_address = [self.by_address.person_id] if self.by_address else []
        return list(dict.fromkeys([*(self.people.data or []), *by_address]))
