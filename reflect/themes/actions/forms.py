"""The forms of actions: what is to be done, and a note on how far it is."""

from datetime import timedelta

from wtforms import HiddenField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.fields import Field
from wtforms.validators import InputRequired, ValidationError

from reflect.themes.actions import owners, showing
from reflect.themes.actions.models import MOST_NOTE, MOST_WHAT
from reflect.themes.actions.plan import Draft, Planned, version_of
from reflect.themes.actions.words import ANSWERS, PROGRESS, RECOMMENDATIONS
from reflect.themes.public import public_names
from reflect.web.days import DayField, today
from reflect.web.forms import Form, at_most, in_one_line, one_kind_of_line_end
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l

IN_A_WHILE = timedelta(weeks=6)  # the day that a new action begins with
NONE = ""


class ActionForm(Form):
    """What is to be done, by whom and when. `base` tells which state of the action the page showed."""

    what = TextAreaField(
        _l("What is to be done?"),
        [InputRequired(_l("Say what is to be done, in a few words."))],
        filters=[in_one_line],
    )
    answers = RadioField(
        _l("Which recommendation does it answer?"),
        [InputRequired(_l("Choose which recommendation it answers, or that it is something of your own."))],
        validate_choice=False,
    )
    theme = SelectField(_l("Which theme is it about?"), validate_choice=False)
    owner = SelectField(_l("Who does it?"), validate_choice=False)
    owner_address = StringField(_l("Or somebody else who works here: their work e-mail address"))
    due = DayField(_l("By when?"), [InputRequired(_l("Enter a day."))])
    shown_by = SelectField(_l("Which figures will you look at afterwards?"), validate_choice=False)
    base = HiddenField()

    def validate_what(self, field: Field) -> None:
        """Not too long."""
        at_most(MOST_WHAT)(self, field)

    def validate_owner(self, field: Field) -> None:
        """Somebody is chosen or named."""
        if not field.data and not (self.owner_address.data or "").strip():
            raise ValidationError(_("Choose who does it."))

    def offer(self, unit_id: str, now: Planned | None = None) -> "owners.Offered":
        """Let the choices be those of a unit today; what an action holds already stays possible.

        Returns who is offered.
        """
        names = public_names()
        windows = {each.name: showing.with_kind(each.name) for each in showing.coming()}
        people = owners.offered(unit_id)
        chosen = dict(people.people)
        if now is not None:
            names |= {now.theme: names.get(now.theme, now.theme)} if now.theme else {}
            windows |= {now.shown_by: showing.with_kind(now.shown_by)} if now.shown_by else {}
            chosen |= {now.owner_id: chosen.get(now.owner_id, now.owner or "")} if now.owner_id else {}
        self.answers.choices = [SelectChoice(code, _label(code)) for code in ANSWERS]
        self.theme.choices = [SelectChoice(NONE, _("No theme in particular")), *_choices(names)]
        self.owner.choices = [SelectChoice(NONE, _("Choose somebody")), *_choices(chosen)]
        self.shown_by.choices = [SelectChoice(NONE, _("None: something else will show it")), *_choices(windows)]
        return people

    def show(self, action: Planned | None) -> None:
        """Fill it with what is planned; a new one with a day in some weeks."""
        if action is None:
            self.due.data = today() + IN_A_WHILE
            return
        self.what.data, self.answers.data, self.due.data = action.what, action.answers, action.due_on
        self.theme.data, self.shown_by.data = action.theme or NONE, action.shown_by or NONE
        self.owner.data, self.base.data = action.owner_id or NONE, version_of(action)

    def draft(self, unit_id: str) -> Draft:
        """The action as it was typed.

        Raises:
            BadInput: nobody who belongs there has the address.
        """
        address = (self.owner_address.data or "").strip()
        return Draft(
            what=(self.what.data or "").strip(),
            answers=self.answers.data or "",
            theme=self.theme.data or None,
            shown_by=self.shown_by.data or None,
            owner_id=owners.owner_at(address, unit_id) if address else self.owner.data or None,
            due_on=self.due.data,
        )


class NoteForm(Form):
    """How far an action is, and what shows it."""

    progress = RadioField(
        _l("How far is it?"), [InputRequired(_l("Choose how far it is."))], validate_choice=False,
        choices=[SelectChoice(each, words) for each, words in PROGRESS.items()],
    )  # fmt: skip
    note = TextAreaField(_l("What was done, and what shows it?"), [at_most(MOST_NOTE)], filters=[one_kind_of_line_end])


def _choices(words: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in words.items()]


def _label(code: str) -> str:
    return f"{code}: {ANSWERS[code]}" if code in RECOMMENDATIONS else str(ANSWERS[code])
