"""What somebody who was asked chooses, and the words that they share."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, TextAreaField, ValidationError
from wtforms.fields import Field

from reflect.core.errors import BadInput
from reflect.records.searches.terms import tidy_extract
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l

# The two answers that share nothing. The third is given on the preview of what is shared.
WITHOUT_WORDS = (
    ("nothing-found", _l("I looked and found nothing")),
    ("declined", _l("I do not share anything")),
)


class AnswerForm(FlaskForm):
    """An answer that shares nothing."""

    answer = RadioField(
        _l("Your answer"), choices=[SelectChoice(*each) for each in WITHOUT_WORDS], validate_choice=False
    )

    def validate_answer(self, field: Field) -> None:
        if field.data not in dict(WITHOUT_WORDS):
            raise ValidationError(_("Choose an answer."))


class ExtractForm(FlaskForm):
    """The words that are shared, first to edit down and then as they are previewed."""

    extract = TextAreaField(_l("What you share"))
    fingerprint = HiddenField()
    confirm_changed = BooleanField(_l("We compared the new characters in person, and they are the same"))

    def validate_extract(self, field: Field) -> None:
        try:
            field.data = tidy_extract(field.data or "")
        except BadInput as bad:
            raise ValidationError(bad.sentence) from None
