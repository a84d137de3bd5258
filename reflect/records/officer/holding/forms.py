"""On whom a hold is placed, and why."""

from wtforms import RadioField, SelectChoice, StringField, ValidationError
from wtforms.fields import Field

from reflect.organisation.holds import REASONS
from reflect.web.forms import Form
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l


class HoldForm(Form):
    """An account, and one of our four words for why."""

    address = StringField(_l("Work e-mail address"))
    why = RadioField(_l("Why"), choices=[SelectChoice(*each) for each in REASONS.items()], validate_choice=False)

    def validate_address(self, field: Field) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_("Enter a work e-mail address."))

    def validate_why(self, field: Field) -> None:
        if field.data not in REASONS:
            raise ValidationError(_("Choose why."))
