"""How long a session lasts and how many weeks lie between two: fields that agreements and plans both ask for."""

from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import TextInput

from reflect.supervision.terms import MINUTES, WEEKS
from reflect.web.language import lazy_gettext as _l


class WholeNumber(IntegerField):
    """A number within a range, with our own sentence for whatever is none. A box for text: no spinner, no wheel."""

    widget = TextInput()
    within: range
    sentence: object

    def __init__(self, label: object, *, optional: bool = False, **values: object) -> None:
        given = Optional() if optional else InputRequired(self.sentence)
        super().__init__(label, [given, NumberRange(self.within[0], self.within[-1], self.sentence)], **values)

    def process_formdata(self, valuelist: list[str]) -> None:
        """As WTForms does, with a sentence of ours when it is no number."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(self.sentence) from None


class WeeksField(WholeNumber):
    """How many weeks lie between two sessions."""

    within, sentence = WEEKS, _l("Enter how many weeks lie between two sessions: 1 to 26.")


class MinutesField(WholeNumber):
    """How long a session lasts."""

    within, sentence = MINUTES, _l("Enter how long a session lasts: 15 to 240 minutes.")
