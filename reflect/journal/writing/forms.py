"""The form of a writing page: an answer, or a title, or what the last page asks, whatever the page is for."""

from wtforms import BooleanField, RadioField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.fields import Field

from reflect.journal.document import Document, Words, problems, split_tags
from reflect.journal.writing.closing import arrange, theme_choices, wellbeing_choices
from reflect.web.forms import Form
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l


def _offered(_form: Form, field: Field) -> None:
    if not set(field.data or ()) <= {slug for slug, _name in field.choices}:
        field.data = [slug for slug in field.data if slug in dict(field.choices)]
        raise ValidationError(_("Choose themes from the list."))


class WritingForm(Form):
    """What somebody types on one page."""

    answer = TextAreaField(_l("Write whatever you need to"))
    title = StringField(_l("Give it a title"))
    wellbeing = RadioField(choices=[], validate_choice=False)
    themes = SelectMultipleField(
        _l("Which themes does this touch on?"), choices=[], validate_choice=False, validators=[_offered]
    )
    counted = BooleanField(_l("Count these themes. Never the words."))
    tags = TextAreaField(_l("Tags"))
    open_themes: frozenset[str] = frozenset()  # those that stand open on the page; the others wait behind a heading
    hints: dict[str, str]  # beside a theme: why it is suggested, what figures call it, or that it is never counted

    def prepare(self, document: Document, step: int, *, fill: bool = False) -> "WritingForm":
        """Ask what this step asks; with `fill`, show what stands there already."""
        if step <= len(document.parts):
            part = document.parts[step - 1]
            if document.kind == "guided":
                self.answer.label.text = part.question
            self.answer.data = part.answer if fill else self.answer.data
        else:
            self._prepare_closing(document, fill=fill)
        self.title.data = document.title if fill else self.title.data
        return self

    def _prepare_closing(self, document: Document, *, fill: bool) -> None:
        self.themes.choices = theme_choices(document)
        self.wellbeing.label.text, self.wellbeing.choices = wellbeing_choices(document)
        if fill:
            self.themes.data = list(document.themes)
            self.counted.data = document.counted
            self.wellbeing.data = document.wellbeing or None
            self.tags.data = ", ".join(document.tags)

    def show_themes(self, document: Document, *, suggests: bool) -> None:
        """Put the themes in order for the last page, with suggestions where the author wants them."""
        self.open_themes, self.hints = arrange(self.themes, document, suggests=suggests)

    def words(self, document: Document, step: int, *, place: int | None = None, finished: bool = False) -> Words:
        """What was typed, for the verb. A field that the page does not have leaves things as they were."""
        closing = step > len(document.parts)
        return Words(
            step=step,
            answer=None if closing else self.answer.data,
            title=self.title.data if asks_title(document, step) else None,
            themes=tuple(self.themes.data or ()) if closing else None,
            tags=split_tags(self.tags.data) if closing and self.tags.data is not None else None,
            wellbeing=self.wellbeing.data if closing else None,
            counted=bool(self.counted.data) and not document.for_author_alone if closing else None,
            place=place,
            finished=finished and closing,
        )

    def validate_answer(self, field: Field) -> None:
        _told(field, "answer", Words(1, answer=field.data))

    def validate_title(self, field: Field) -> None:
        _told(field, "title", Words(1, title=field.data))

    def validate_themes(self, field: Field) -> None:
        _told(field, "themes", Words(1, themes=tuple(field.data or ())))

    def validate_tags(self, field: Field) -> None:
        _told(field, "tags", Words(1, tags=split_tags(field.data or "")))

    def validate_wellbeing(self, field: Field) -> None:
        if field.data not in (None, *(value for value, _label in field.choices)):
            field.data = None
            raise ValidationError(_("Choose an answer from the list, or none."))


def asks_title(document: Document, step: int) -> bool:
    """A blank page asks for a title at once; a guided reflection when the questions are done."""
    return step == (1 if document.kind == "blank" else document.last_step)


def _told(field: Field, name: str, words: Words) -> None:
    sentence = problems(words).get(name)
    if sentence:
        raise ValidationError(sentence)
