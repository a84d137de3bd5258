"""The form of the share page: which answers, with whom, until when, and what the author would like."""

from datetime import datetime, timedelta

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import Field

from reflect.web.days import DayField, ends, today
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l
from reflect.web.language import ngettext

USUAL_DAYS = 90
MOST_DAYS = 366
LONGEST_NOTE = 1_000  # characters


class ShareForm(FlaskForm):
    """What an author shares. `revision` is the one whose answers the page showed."""

    reader = RadioField(_l("Share with"), choices=[], validate_choice=False)
    parts = SelectMultipleField(_l("Which answers?"), choices=[], validate_choice=False)
    note = TextAreaField(_l("What would you like from them?"), render_kw={"autocomplete": "off"})
    until = DayField(_l("Until when?"))
    confirm_changed = BooleanField(_l("I compared the new characters in supervision, and they are the same"))
    revision = HiddenField()
    fingerprint = HiddenField()

    def validate_reader(self, field: Field) -> None:
        if field.data not in {value for value, _label in field.choices}:
            raise ValidationError(_("Choose who to share with."))

    def validate_parts(self, field: Field) -> None:
        offered = {value for value, _label in field.choices}
        if not field.data or not set(field.data) <= offered:
            raise ValidationError(_("Choose at least one answer to share."))

    def validate_note(self, field: Field) -> None:
        over = len((field.data or "").replace("\r\n", "\n")) - LONGEST_NOTE
        if over > 0:
            raise ValidationError(
                ngettext(
                    "Make the note shorter by %(num)d character.",
                    "Make the note shorter by %(num)d characters.",
                    over,
                )
            )

    def validate_until(self, field: Field) -> None:
        if field.errors:
            return
        if field.data is None or not today() < field.data <= today() + timedelta(days=MOST_DAYS):
            raise ValidationError(_("Choose a day after today, within a year."))

    @property
    def chosen(self) -> list[int]:
        """The places of the chosen answers in the entry."""
        return [int(place) for place in self.parts.data]

    @property
    def expires_at(self) -> datetime:
        """The end of the last day."""
        return ends(self.until.data)
