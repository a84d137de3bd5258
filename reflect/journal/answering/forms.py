"""The form below a comment on one's own reflection."""

from wtforms import TextAreaField

from reflect.journal.document import tidy
from reflect.sharing.comments import check_length
from reflect.web.forms import Form, by_the_rule
from reflect.web.language import lazy_gettext as _l


class ReplyForm(Form):
    """An answer to a comment, in light Markdown."""

    text = TextAreaField(_l("Your answer"), filters=[lambda text: tidy(text or "")])

    def validate_text(self, field: TextAreaField) -> None:
        """The verb's own rule, told beside the box."""
        by_the_rule(check_length, field)
