"""The forms of an agreement: proposing one, and saying yes to it."""

from datetime import timedelta

from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from reflect.supervision.lengths import MinutesField, WeeksField
from reflect.supervision.terms import Terms
from reflect.supervision.words_of_session import model_choices
from reflect.web.days import DayField, today
from reflect.web.forms import Form, one_kind_of_line_end
from reflect.web.language import lazy_gettext as _l

USUAL_DAYS = 182  # until two people look at their agreement again


class AgreementForm(Form):
    """What one proposes. `base` is the latest version that the page showed."""

    practitioner_wants = TextAreaField(filters=[one_kind_of_line_end])
    supervisor_wants = TextAreaField(filters=[one_kind_of_line_end])
    confidentiality = TextAreaField(_l("What you two agree about confidentiality"), filters=[one_kind_of_line_end])
    weeks = WeeksField(_l("Weeks from one session to the next"))
    minutes = MinutesField(_l("Minutes for a session"))
    model = RadioField(_l("How do you hold your sessions?"), choices=model_choices, validate_choice=False)
    third_reader = StringField(_l("Somebody else who may read your signed records"))
    review_on = DayField(_l("When do you look at this agreement again?"), [InputRequired(_l("Enter a day."))])
    confirm_changed = BooleanField(_l("We compared the new characters in person, and they are the same"))
    base = HiddenField()
    fingerprint = HiddenField()

    def show(self, terms: Terms | None, third_reader: str) -> None:
        """Fill it with what holds or waits now; with what is usual where there is nothing."""
        self.weeks.data = terms.weeks if terms else 4
        self.minutes.data = terms.minutes if terms else 90
        self.model.data = terms.model if terms else "4x4x4"
        self.review_on.data = today() + timedelta(days=USUAL_DAYS)
        self.third_reader.data = third_reader
        if terms is not None:
            self.practitioner_wants.data = terms.practitioner_wants
            self.supervisor_wants.data = terms.supervisor_wants
            self.confidentiality.data = terms.confidentiality

    def terms(self, third_reader_id: str | None) -> Terms:
        """What was typed, as it is agreed on."""
        return Terms(
            model=self.model.data or "",
            weeks=self.weeks.data or 0,
            minutes=self.minutes.data or 0,
            review_on=self.review_on.data,
            practitioner_wants=self.practitioner_wants.data,
            supervisor_wants=self.supervisor_wants.data,
            confidentiality=self.confidentiality.data,
            third_reader_id=third_reader_id,
        )


class YesForm(Form):
    """A yes to one version, with the key of the other as it was shown."""

    version = HiddenField()
    fingerprint = HiddenField()
    confirm_changed = BooleanField(_l("We compared the new characters in person, and they are the same"))


def number(text: str | None) -> int:
    """A version that a page carries; -1 for what is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else -1
