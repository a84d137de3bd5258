"""What a copy is made as, of which reflections; and the file that one is brought in from."""

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, RadioField, SelectChoice, SelectMultipleField, ValidationError
from wtforms.fields import Field

from reflect.web.forms import Form
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l

HINTS = {
    "markdown": _l("Text that opens anywhere and reads well on paper."),
    "json": _l("For other programs: every field by its name."),
}


class FormatForm(Form):
    """How a copy is written. Both ways can be brought in again."""

    kind = RadioField(
        _l("What kind of file?"),
        choices=[SelectChoice("markdown", _l("Markdown")), SelectChoice("json", _l("JSON"))],
        default="markdown",
        validate_choice=False,
    )

    def validate_kind(self, field: Field) -> None:
        if field.data not in HINTS:
            raise ValidationError(_("Choose a kind of file."))


class ChosenForm(FormatForm):
    """Copies of some reflections of one page of the list."""

    entries = SelectMultipleField(_l("Which reflections?"), choices=[], validate_choice=False)

    def validate_entries(self, field: Field) -> None:
        if not field.data or not set(field.data) <= {value for value, _label in field.choices}:
            raise ValidationError(_("Choose at least one reflection."))


class FileForm(Form):
    """A file of copies."""

    file = FileField(_l("The file"), [FileRequired(_l("Choose a file."))])


class AgainForm(Form):
    """The same file once more, as the page that showed what it holds carries it. No file of it is kept."""

    packed = HiddenField()
    name = HiddenField()
