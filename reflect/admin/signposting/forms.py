"""What an administrator fills in about a signpost."""

from wtforms import StringField, TextAreaField, ValidationError
from wtforms.fields import Field
from wtforms.validators import Length, Optional

from reflect.library.checking import MOST_CONTACT, MOST_DETAIL
from reflect.web.days import DayField, today
from reflect.web.forms import Form
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l


class SignpostForm(Form):
    """The organisation's own contact, and when somebody made sure that it is right."""

    contact = StringField(
        _l("Contact"), [Length(max=MOST_CONTACT, message=_l("Enter a contact of 200 characters or fewer."))]
    )
    detail = TextAreaField(
        _l("What people should know"), [Length(max=MOST_DETAIL, message=_l("Enter 300 characters or fewer."))]
    )
    checked = DayField(_l("Last checked"), [Optional()])

    def validate_checked(self, field: Field) -> None:
        if field.data is not None and field.data > today():
            raise ValidationError(_("Enter the day on which it was checked: today or earlier."))
