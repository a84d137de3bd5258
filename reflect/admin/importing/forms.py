"""The form that brings a file."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired

from reflect.web.language import lazy_gettext as _l


class RosterFileForm(FlaskForm):
    """A CSV file of the roster."""

    file = FileField(_l("The file"), [FileRequired(_l("Choose a file."))])
