"""How long what people type about themes may be."""

from collections.abc import Callable

from wtforms.fields import Field
from wtforms.validators import ValidationError

from reflect.web.forms import Form
from reflect.web.language import ngettext


def at_most(most: int) -> Callable[[Form, Field], None]:
    """The validator that a text has no more characters than this, as a browser counts them."""

    def check(_form: Form, field: Field) -> None:
        over = len((field.data or "").replace("\r\n", "\n")) - most
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
