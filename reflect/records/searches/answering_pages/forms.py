"""What somebody who was asked chooses, and the words that they share."""

from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, TextAreaField, ValidationError
from wtforms.fields import Field

from reflect.records.searches.terms import tidy_extract
from reflect.web.forms import Form, by_the_rule
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l

# The two answers that share nothing. The third is given on the preview of what is shared.
WITHOUT_WORDS = (
    ("nothing-found", _l("I looked and found nothing")),
    ("declined", _l("I do not share anything")),
)


class AnswerForm(Form):
    """An answer that shares nothing."""

    answer = RadioField(
        _l("Your answer"), choices=[SelectChoice(*each) for each in WITHOUT_WORDS], validate_choice=False
    )

    def validate_answer(self, field: Field) -> None:
        if field.data not in dict(WITHOUT_WORDS):
            raise ValidationError(_("Choose an answer."))


class ExtractForm(Form):
    """The words that are shared, first to edit down and then as they are previewed."""

    extract = TextAreaField(_l("What you share"))
    fingerprint = HiddenField()
    confirm_changed = BooleanField(_l("We compared the new characters in person, and they are the same"))

    def validate_extract(self, field: Field) -> None:
        field.data = by_the_rule(tidy_extract, field)
