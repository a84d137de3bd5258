"""The form of a writing page: an answer, or a title, or themes, whatever the page asks for."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.fields import Field

from reflect.journal.document import Document, Words, problems
from reflect.library.themes import themes
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l


def _offered(_form: FlaskForm, field: Field) -> None:
    if not set(field.data or ()) <= {slug for slug, _name in field.choices}:
        field.data = [slug for slug in field.data if slug in dict(field.choices)]
        raise ValidationError(_("Choose themes from the list."))


class WritingForm(FlaskForm):
    """What somebody types on one page."""

    answer = TextAreaField(_l("Write whatever you need to"))
    title = StringField(_l("Give it a title"))
    themes = SelectMultipleField(
        _l("Which themes does this touch on?"), choices=[], validate_choice=False, validators=[_offered]
    )
    counted = BooleanField(_l("Count these themes. Never the words."))
    stays: dict[str, str]  # beside a theme that is never counted, a sentence that says so

    def prepare(self, document: Document, step: int, *, fill: bool = False) -> "WritingForm":
        """Ask what this step asks; with `fill`, show what stands there already."""
        if step <= len(document.parts):
            part = document.parts[step - 1]
            if document.kind == "guided":
                self.answer.label.text = part.question
            self.answer.data = part.answer if fill else self.answer.data
        else:
            published = themes()
            names = {theme.slug: theme.name for theme in published}
            never = [theme.slug for theme in published if theme.aggregate == "never"]
            self.stays = dict.fromkeys(never, _("Stays with you. It is never counted."))
            names |= {slug: slug for slug in document.themes if slug not in names}  # chosen, then retired
            self.themes.choices = list(names.items())
            self.themes.data = list(document.themes) if fill else self.themes.data
            self.counted.data = document.counted if fill else self.counted.data
        self.title.data = document.title if fill else self.title.data
        return self

    def words(self, document: Document, step: int, *, finished: bool = False) -> Words:
        """What was typed, for the verb. A field that the page does not have leaves things as they were."""
        closing = step > len(document.parts)
        return Words(
            step=step,
            answer=None if closing else self.answer.data,
            title=self.title.data if asks_title(document, step) else None,
            themes=tuple(self.themes.data or ()) if closing else None,
            counted=bool(self.counted.data) if closing else None,
            finished=finished and closing,
        )

    def validate_answer(self, field: Field) -> None:
        _told(field, "answer", Words(1, answer=field.data))

    def validate_title(self, field: Field) -> None:
        _told(field, "title", Words(1, title=field.data))

    def validate_themes(self, field: Field) -> None:
        _told(field, "themes", Words(1, themes=tuple(field.data or ())))


def asks_title(document: Document, step: int) -> bool:
    """A blank page asks for a title at once; a guided reflection when the questions are done."""
    return step == (1 if document.kind == "blank" else document.last_step)


def _told(field: Field, name: str, words: Words) -> None:
    sentence = problems(words).get(name)
    if sentence:
        raise ValidationError(sentence)
