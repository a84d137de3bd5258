"""What a data protection officer asks for, of whom, and until when."""

from datetime import date, timedelta

from wtforms import TextAreaField, ValidationError
from wtforms.fields import Field
from wtforms.validators import InputRequired

from reflect.records.searches.terms import Asked, tidy_explanation, tidy_terms
from reflect.web.days import DayField, today
from reflect.web.forms import Form, by_the_rule
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l

USUAL = timedelta(days=14)
LONGEST = timedelta(days=366)


class SearchForm(Form):
    """Terms, an explanation, people and a day."""

    terms = TextAreaField(_l("What to look for"))
    explanation = TextAreaField(_l("Why you ask, and what happens with what people share"))
    addresses = TextAreaField(_l("Whom you ask"), [InputRequired(_l("Enter at least one work e-mail address."))])
    answer_by = DayField(_l("Answer by"), [InputRequired(_l("Enter a day."))])

    def validate_terms(self, field: Field) -> None:
        by_the_rule(tidy_terms, field)

    def validate_explanation(self, field: Field) -> None:
        by_the_rule(tidy_explanation, field)

    def validate_answer_by(self, field: Field) -> None:
        if field.data and not today() < field.data <= today() + LONGEST:
            raise ValidationError(_("Choose a day after today, within a year."))

    def asked(self) -> Asked:
        """What was typed, for the verb."""
        return Asked(tidy_terms(self.terms.data or ""), tidy_explanation(self.explanation.data or ""))


def usual_day() -> date:
    """By when people are usually asked to answer."""
    return today() + USUAL
