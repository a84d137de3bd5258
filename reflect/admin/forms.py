"""The form for the Panel's own questions. It comes empty: nothing in it is guessed."""

from wtforms import Field, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired

from reflect.library.panel import PanelText, check_pages, questions_in
from reflect.library.report import check_link
from reflect.web.forms import Form, by_the_rule
from reflect.web.language import lazy_gettext as _l

AUDIENCES = [
    SelectChoice("practitioner", _l("Practitioners")),
    SelectChoice("supervisor", _l("Supervisors")),
    SelectChoice("leader", _l("Leaders")),
    SelectChoice("everyone", _l("Everyone")),
]


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


class PanelForm(Form):
    """The Panel's questions as they stand in its report, one a line."""

    link = StringField(_l("Where the report is"), filters=[_trimmed])
    audience = RadioField(
        _l("For whom did the Panel write these questions?"),
        choices=AUDIENCES,
        validators=[InputRequired(_l("Choose for whom the Panel wrote these questions."))],
    )
    pages = StringField(_l("Page of the report"), filters=[_trimmed])
    questions = TextAreaField(_l("The questions"))

    def validate_pages(self, field: Field) -> None:
        by_the_rule(check_pages, field)

    def validate_questions(self, field: Field) -> None:
        by_the_rule(questions_in, field)

    def validate_link(self, field: Field) -> None:
        by_the_rule(check_link, field)

    def typed(self) -> PanelText:
        """What was typed, for the verbs."""
        return PanelText(
            self.questions.data or "", self.audience.data or "", self.pages.data or "", self.link.data or ""
        )
