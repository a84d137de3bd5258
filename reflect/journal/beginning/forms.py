"""The form on which somebody picks a few questions out of all that are offered to them."""

from typing import Any

from wtforms import SelectMultipleField, ValidationError
from wtforms.fields import Field

from reflect.journal.starting import MOST_PICKED
from reflect.library import sets
from reflect.library.sets import SectionText
from reflect.web.forms import Form
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l
from reflect.web.language import ngettext


class ChoosingForm(Form):
    """The questions of one audience under their headings. What is picked comes in the order of the page."""

    questions = SelectMultipleField(_l("Questions"), choices=[], validate_choice=False)
    sections: tuple[SectionText, ...] = ()

    def validate_questions(self, field: Field) -> None:
        offered = [value for value, _label in field.choices]
        picked = set(field.data or ())
        field.data = [value for value in offered if value in picked]
        if not picked:
            raise ValidationError(_("Choose at least one question."))
        if not picked <= set(offered):
            raise ValidationError(_("Choose questions from the list."))
        over = len(picked) - MOST_PICKED
        if over > 0:
            raise ValidationError(
                ngettext(
                    "Untick %(num)d question. The others will still be here another day.",
                    "Untick %(num)d questions. The others will still be here another day.",
                    over,
                )
            )


def choosing_form(audience: str, **given: Any) -> ChoosingForm:
    """The form with every question that is offered to an audience."""
    form = ChoosingForm(**given)
    form.sections = sets.choose_prompts(audience)
    form.questions.choices = [(prompt.id, prompt.question) for section in form.sections for prompt in section.prompts]
    return form
