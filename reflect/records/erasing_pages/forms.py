"""What somebody types so that nobody erases an account by one press too many."""

from wtforms import StringField, ValidationError
from wtforms.fields import Field
from wtforms.validators import Length

from reflect.organisation.roster import normal_address
from reflect.web.forms import Form
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l


class EraseForm(Form):
    """One's own address, typed out."""

    own_address = StringField(_l("Type your e-mail address to confirm"), [Length(max=254)])
    expected = ""

    def validate_own_address(self, field: Field) -> None:
        if normal_address(field.data or "") != self.expected:
            raise ValidationError(_("Type your own e-mail address as it stands above. Nothing was erased."))
