"""As what kind of file everything is taken along."""

from wtforms import RadioField, SelectChoice, ValidationError
from wtforms.fields import Field

from reflect.web.forms import Form
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l

HINTS = {
    "json": _l("For other programs, and to bring your reflections into another Reflect."),
    "markdown": _l("Text that opens anywhere."),
    "pdf": _l("For reading and printing. It takes longest."),
    "word": _l("For reading and working on it."),
}
NAMES = {"json": _l("JSON"), "markdown": _l("Markdown"), "pdf": _l("PDF"), "word": _l("Word")}


class EverythingForm(Form):
    """The kind of file."""

    kind = RadioField(
        _l("What kind of file?"),
        choices=[SelectChoice(kind, name) for kind, name in NAMES.items()],
        default="json",
        validate_choice=False,
    )

    def validate_kind(self, field: Field) -> None:
        if field.data not in HINTS:
            raise ValidationError(_("Choose a kind of file."))
