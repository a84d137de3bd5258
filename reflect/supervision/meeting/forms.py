"""The form of a session’s notes, with a box for each stage of the model that the two agreed on."""

from wtforms import HiddenField, TextAreaField

from reflect.supervision.notes import SavedNotes
from reflect.supervision.words_of_session import MODELS, SessionWords
from reflect.web.forms import Form, one_kind_of_line_end
from reflect.web.language import lazy_gettext as _l


class NotesForm(Form):
    """What two people write down of a session, beside its stages. `base` is the version that the page showed.

    The page carries `model` along: what is typed under its headings stays under them, whatever is agreed on meanwhile.
    """

    wellbeing = TextAreaField(_l("Wellbeing"), filters=[one_kind_of_line_end])
    decisions = TextAreaField(_l("Decisions"), filters=[one_kind_of_line_end])
    learning = TextAreaField(_l("Learning needs"), filters=[one_kind_of_line_end])
    disagreement = TextAreaField(_l("Where we disagree"), filters=[one_kind_of_line_end])
    base = HiddenField()

    @property
    def stages(self) -> list[TextAreaField]:
        """The boxes of the discussion, in the model’s order."""
        return [self[key] for key in MODELS[self.model].stages]

    model = "plain"

    def show(self, saved: SavedNotes) -> None:
        """Fill it with what was saved last."""
        said = saved.words
        self.wellbeing.data, self.decisions.data = said.wellbeing, said.decisions
        self.learning.data, self.disagreement.data = said.learning, said.disagreement
        for box in self.stages:
            box.data = said.sections.get(box.name, "")

    def words(self) -> SessionWords:
        """What was typed."""
        return SessionWords(
            model=self.model,
            wellbeing=self.wellbeing.data,
            sections={box.name: box.data for box in self.stages if box.data},
            decisions=self.decisions.data,
            learning=self.learning.data,
            disagreement=self.disagreement.data,
        )


def notes_form(model: str) -> type[NotesForm]:
    """The form of notes under one model: a box for each of its stages."""
    boxes = {
        key: TextAreaField(heading, description=question, filters=[one_kind_of_line_end])
        for key, (heading, question) in MODELS[model].stages.items()
    }
    return type("StagesForm", (NotesForm,), {**boxes, "model": model})
