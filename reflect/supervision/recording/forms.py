"""The forms of a record: writing it from the notes, acknowledging a version, adding to it."""

from wtforms import HiddenField, TextAreaField

from reflect.web.forms import Form, one_kind_of_line_end
from reflect.web.language import lazy_gettext as _l


class WriteForm(Form):
    """What was shown is written: a digest of its words, and of what already stood there."""

    notes = HiddenField()
    replaces = HiddenField()


class AcknowledgeForm(Form):
    """One version, as it was read."""

    version = HiddenField()
    digest = HiddenField()


class AdditionForm(Form):
    """What one adds to a signed record. `base` is the latest version that the page showed."""

    text = TextAreaField(
        _l("Add to this record"),
        filters=[one_kind_of_line_end],
        render_kw={"autocomplete": "off"},
    )
    base = HiddenField()
