"""The form that every form of ours is, and what several of them ask of their fields."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import Form as AnyForm
from wtforms.fields import Field, FileField
from wtforms.validators import ValidationError

from reflect.core.errors import BadInput
from reflect.web.language import gettext, marked, ngettext

Made = TypeVar("Made")


# What WTForms says of itself, which only a form that was tampered with meets, in words of ours.
OURS = {
    "Not a valid choice.": marked("Choose one from the list."),
    "'%(value)s' is not a valid choice for this field.": marked("Choose from the list."),
}


class Sentences:
    """Says the sentences of WTForms in the language of the pages, also in one that WTForms does not have."""

    def gettext(self, text: str) -> str:
        return gettext(OURS.get(text, text))

    def ngettext(self, one: str, _many: str, _num: int) -> str:
        return self.gettext(one)


class Form(FlaskForm):
    """A form of a page. Flask-WTF would also read JSON, and hand a file to a field that holds text."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: AnyForm) -> Sentences:
            """What says the sentences of WTForms itself."""
            return Sentences()

        def wrap_formdata(self, form: AnyForm, formdata: Any) -> Any:
            """The fields that were sent; None when the page is only opened, or nothing was sent."""
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            if request.method in ("GET", "HEAD", "OPTIONS"):
                return None
            asked = {field.name for field in form if isinstance(field, FileField)}
            files = [(name, file) for name, file in request.files.items(multi=True) if name in asked]
            return CombinedMultiDict((MultiDict(files), request.form)) if files else request.form or None


def by_the_rule(rule: Callable[[str], Made], field: Field) -> Made:
    """What a verb's own rule makes of the text in a field. Raises ValidationError with the sentence of its BadInput."""
    try:
        return rule(field.data or "")
    except BadInput as bad:
        raise ValidationError(bad.sentence) from None


def sent_json() -> Any:
    """What a script of ours sent; None when it is no JSON, or nested too deep to be read."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def one_kind_of_line_end(text: str | None) -> str:
    """A filter: what the person typed. A browser sends two characters for each of their line ends."""
    return (text or "").replace("\r\n", "\n")


def in_one_line(text: str | None) -> str | None:
    """A filter: what the person typed into a box that shows more than one line, and that holds no paragraphs."""
    return text and " ".join(text.splitlines())


def at_most(most: int) -> Callable[[AnyForm, Field], None]:
    """The validator that a text has no more characters than this, as a browser counts them."""

    def check(_form: AnyForm, field: Field) -> None:
        over = len(one_kind_of_line_end(field.data)) - most
        if over > 0:
            raise ValidationError(
                ngettext(
                    "“%(field)s” is %(num)d character too long. Make it shorter.",
                    "“%(field)s” is %(num)d characters too long. Make it shorter.",
                    over,
                    field=field.label.text,
                )
            )

    return check
