"""The forms of a team: its card, and raising a theme."""

from wtforms import HiddenField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.fields import Field
from wtforms.validators import InputRequired, StopValidation, ValidationError

from reflect.library.themes import ThemeText
from reflect.themes.team.card import LONG_AGO, MOST_LINE, MOST_LINES
from reflect.themes.team.models import MOST_WORDS
from reflect.web.days import DayField, today
from reflect.web.forms import Form, at_most, one_kind_of_line_end
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l


def _of_the_last_year(_form: Form, field: Field) -> None:
    if field.data is not None and not today() - LONG_AGO <= field.data <= today():
        raise ValidationError(_("Enter the day of the meeting: today, or a day of the last year."))


class CardForm(Form):
    """What the team agreed on, and when it met. Every field begins empty: nothing is filled in for anybody."""

    held_on = DayField(
        _l("When did you meet?"), [InputRequired(_l("Enter the day of the meeting.")), _of_the_last_year]
    )
    agreed_1 = StringField(_l("First"), [at_most(MOST_LINE)])
    agreed_2 = StringField(_l("Second, if there is one"), [at_most(MOST_LINE)])
    agreed_3 = StringField(_l("Third, if there is one"), [at_most(MOST_LINE)])

    @property
    def lines(self) -> list[str]:
        """What was typed, line by line."""
        return [self[f"agreed_{number}"].data or "" for number in range(1, MOST_LINES + 1)]

    def validate_agreed_1(self, field: Field) -> None:
        """One line at least."""
        if not any(line.strip() for line in self.lines):
            raise StopValidation(
                _("Write what you agreed on, for example “Ask every child how they describe themselves”.")
            )


class RaiseForm(Form):
    """Which theme, and words if there are any.

    `looked` marks the words in which details were pointed out; `team` is the one whose people the page named.
    """

    theme = RadioField(
        _l("Which theme?"), [InputRequired(_l("Choose the theme that you want to raise."))], validate_choice=False
    )
    note = TextAreaField(_l("In your own words, if you want to"), [at_most(MOST_WORDS)], filters=[one_kind_of_line_end])
    looked = HiddenField()
    team = HiddenField()

    def offer(self, themes: dict[str, ThemeText]) -> None:
        """Let it be one of these themes."""
        self.theme.choices = [SelectChoice(slug, theme.public_name or theme.name) for slug, theme in themes.items()]

    @property
    def words(self) -> str:
        """The words as they are kept."""
        return (self.note.data or "").strip()
