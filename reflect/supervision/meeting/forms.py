"""The forms of a session: what is brought to it, what is written down of it, and who will do what."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from reflect.supervision.actions import Agreed
from reflect.supervision.notes import SavedNotes
from reflect.supervision.offers import Offer
from reflect.supervision.pairing import Pair
from reflect.supervision.words_of_session import MODELS, SessionWords
from reflect.web.days import DayField
from reflect.web.language import lazy_gettext as _l


def _one_kind_of_line_end(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n")


class ItemForm(FlaskForm):
    """Something of one’s own to talk about."""

    text = TextAreaField(_l("What do you bring?"), filters=[_one_kind_of_line_end])


class OfferForm(FlaskForm):
    """One of the things that are offered."""

    chosen = RadioField(_l("A theme or a question"), validate_choice=False)

    def offer(self, offered: list[tuple[str, list[Offer]]]) -> None:
        """Show what is offered."""
        self.chosen.choices = [(each.key, each.words) for _heading, under in offered for each in under]


class NotesForm(FlaskForm):
    """What two people write down of a session, beside its stages. `base` is the version that the page showed."""

    wellbeing = TextAreaField(_l("Wellbeing"), filters=[_one_kind_of_line_end])
    decisions = TextAreaField(_l("Decisions"), filters=[_one_kind_of_line_end])
    learning = TextAreaField(_l("Learning needs"), filters=[_one_kind_of_line_end])
    disagreement = TextAreaField(_l("Where we disagree"), filters=[_one_kind_of_line_end])
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
        key: TextAreaField(heading, description=question, filters=[_one_kind_of_line_end])
        for key, (heading, question) in MODELS[model].stages.items()
    }
    return type("StagesForm", (NotesForm,), {**boxes, "model": model})


class ReminderForm(FlaskForm):
    """Who puts a decision about a child on the child’s record, by when. There is no box for words."""

    who = RadioField(_l("Who does it?"), [InputRequired(_l("Choose which of you two does it."))], validate_choice=False)
    by = DayField(_l("By when?"), [InputRequired(_l("Enter a day."))])

    def offer(self, pair: Pair) -> None:
        """Let it be one of the two."""
        self.who.choices = [(person.person_id, person.name) for person in (pair.practitioner, pair.supervisor)]


class ActionForm(ReminderForm):
    """What somebody will do. `base` is the version that the page showed."""

    what = StringField(_l("What is to be done?"))
    base = HiddenField()

    def show(self, action: Agreed) -> None:
        """Fill it with what is agreed now."""
        self.what.data, self.who.data, self.by.data = action.what, action.who.person_id, action.due_on


class EndForm(FlaskForm):
    """That an action is done or dropped, as it was shown."""

    base = HiddenField()
    how = HiddenField()
