"""The form for which notices come by mail."""

from wtforms import SelectChoice, SelectMultipleField

from reflect.notices.reading import OPTIONAL
from reflect.notices.texts import TEXTS
from reflect.web.forms import Form
from reflect.web.language import lazy_gettext as _l


class MailForm(Form):
    """The kinds that a person wants by mail."""

    kinds = SelectMultipleField(
        _l("Send me a mail that says"), choices=[SelectChoice(kind, TEXTS[kind].subject) for kind in OPTIONAL]
    )
