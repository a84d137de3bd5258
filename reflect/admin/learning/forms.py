"""What an administrator fills in about a resource."""

from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import Field, SelectChoice
from wtforms.validators import Length, Optional

from reflect.library.report import check_link
from reflect.organisation.names import NOT_TEXT
from reflect.themes.learning.models import MOST_NOTE, MOST_TITLE
from reflect.themes.learning.resources import Content
from reflect.themes.learning.words import KINDS
from reflect.web.days import DayField, today
from reflect.web.forms import Form, by_the_rule
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l


def _offered(_form: Form, field: Field) -> None:
    if field.data not in {value for value, _label in field.choices}:
        raise ValidationError(_("Choose one from the list."))


def _plain(_form: Form, field: Field) -> None:
    if NOT_TEXT.search(field.data or ""):
        raise ValidationError(_("There is a character in it that no text needs. Type it again."))


class ResourceForm(Form):
    """A resource: what it is, where, for whom, about which themes, and when somebody made sure that it is there."""

    title = StringField(
        _l("Title"), [Length(max=MOST_TITLE, message=_l("Enter a title of 150 characters or fewer.")), _plain]
    )
    kind = RadioField(_l("What is it?"), choices=[SelectChoice(*kind) for kind in KINDS.items()], validate_choice=False)
    link = StringField(_l("Address on the web"))
    note = TextAreaField(
        _l("What people should know"), [Length(max=MOST_NOTE, message=_l("Enter 300 characters or fewer.")), _plain]
    )
    unit = SelectField(_l("Who sees it?"), choices=[], validate_choice=False, validators=[_offered])
    themes = SelectMultipleField(_l("Which themes is it about?"), choices=[], validate_choice=False)
    checked = DayField(_l("Last checked"), [Optional()])
    base = HiddenField()  # which state of the resource the page showed

    def validate_title(self, field: Field) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_("Enter a title, for example “Lunch talk on adultification”."))

    def validate_kind(self, field: Field) -> None:
        if field.data not in KINDS:
            raise ValidationError(_("Choose one from the list."))

    def validate_link(self, field: Field) -> None:
        by_the_rule(lambda text: check_link(text.strip()) if text.strip() else None, field)

    def validate_themes(self, field: Field) -> None:
        offered = {value for value, _label in field.choices}
        if not set(field.data or ()) <= offered:
            field.data = [value for value in field.data if value in offered]
            raise ValidationError(_("Choose themes from the list."))

    def validate_checked(self, field: Field) -> None:
        if field.data is not None and field.data > today():
            raise ValidationError(_("Enter the day on which it was checked: today or earlier."))

    def content(self) -> Content:
        """What was filled in, once it is valid."""
        return Content(
            kind=self.kind.data,
            title=self.title.data or "",
            link=self.link.data or "",
            note=self.note.data or "",
            themes=tuple(self.themes.data or ()),
            checked_on=self.checked.data,
        )
