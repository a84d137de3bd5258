"""The one form of the reader's door: a comment."""

from flask_wtf import FlaskForm
from wtforms import TextAreaField, ValidationError

from reflect.core.errors import BadInput
from reflect.sharing.comments import check_length
from reflect.web.language import lazy_gettext as _l


def _one_kind_of_line_end(text: str | None) -> str:
    """What the person typed: a browser sends two characters for each of their line ends."""
    return (text or "").replace("\r\n", "\n")


class CommentForm(FlaskForm):
    """A comment on a shared reflection, in light Markdown."""

    text = TextAreaField(
        _l("Your comment"),
        filters=[_one_kind_of_line_end],
        render_kw={"autocomplete": "off"},
    )

    def validate_text(self, field: TextAreaField) -> None:
        """The verb's own rule, told beside the box."""
        try:
            check_length(field.data)
        except BadInput as error:
            raise ValidationError(error.sentence) from None
