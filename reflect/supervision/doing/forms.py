"""The forms of actions: agreeing on one, changing it, ending it; and the reminder for the child’s record."""

from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired

from reflect.supervision.actions import Agreed
from reflect.supervision.pairing import Pair
from reflect.web.days import DayField
from reflect.web.forms import Form, in_one_line
from reflect.web.language import lazy_gettext as _l


class WhatForm(Form):
    """What is to be done. First, so that its error stands first too, as it does on the page."""

    what = TextAreaField(
        _l("What is to be done?"),
        [InputRequired(_l("Say what is to be done, in a few words."))],
        filters=[in_one_line],
    )


class ReminderForm(Form):
    """Who puts a decision about a child on the child’s record, by when. There is no box for words."""

    who = RadioField(_l("Who does it?"), [InputRequired(_l("Choose which of you two does it."))], validate_choice=False)
    by = DayField(_l("By when?"), [InputRequired(_l("Enter a day."))])

    def offer(self, pair: Pair) -> None:
        """Let it be one of the two."""
        self.who.choices = [(person.person_id, person.name) for person in (pair.practitioner, pair.supervisor)]


class ActionForm(WhatForm, ReminderForm):
    """What somebody will do. `base` is the version that the page showed."""

    base = HiddenField()

    def show(self, action: Agreed) -> None:
        """Fill it with what is agreed now."""
        self.what.data, self.who.data, self.by.data = action.what, action.who.person_id, action.due_on


class EndForm(Form):
    """That an action is done or dropped, as it was shown."""

    base = HiddenField()
    how = HiddenField()
