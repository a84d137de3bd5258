"""The form that every form of ours is: it reads fields of text, and files only where it asks for one."""

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import Form as AnyForm
from wtforms.fields import FileField


class Form(FlaskForm):
    """A form of a page. Flask-WTF would also read JSON, and hand a file to a field that holds text."""

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: AnyForm, formdata: Any) -> Any:
            """The fields that were sent; None when the page is only opened, or nothing was sent."""
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            if request.method in ("GET", "HEAD", "OPTIONS"):
                return None
            asked = {field.name for field in form if isinstance(field, FileField)}
            files = [(name, file) for name, file in request.files.items(multi=True) if name in asked]
            return CombinedMultiDict((MultiDict(files), request.form)) if files else request.form or None
