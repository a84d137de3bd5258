"""The form that brings a file."""

from flask_wtf.file import FileField, FileRequired

from reflect.web.forms import Form
from reflect.web.language import lazy_gettext as _l


class RosterFileForm(Form):
    """A CSV file of the roster."""

    file = FileField(_l("The file"), [FileRequired(_l("Choose a file."))])
