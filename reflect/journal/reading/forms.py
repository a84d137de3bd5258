"""What can be looked for in one's own journal."""

import re
from datetime import date, datetime, time, timedelta

from wtforms import SelectChoice, SelectField, StringField, ValidationError
from wtforms.fields import Field
from wtforms.validators import Optional

from reflect.journal.document import LONGEST_TAG
from reflect.journal.reading.question import Question
from reflect.library.themes import theme_names
from reflect.web.days import DayField
from reflect.web.forms import Form
from reflect.web.language import ZONE, ngettext
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l

MOST_WORDS = 10
LONGEST = 200  # characters
PROMPT = re.compile(r".*:.+", re.DOTALL)  # as document.prompt_key says it: a code is any text
STATES = {"": _l("Any"), "draft": _l("Draft"), "private": _l("Private"), "shared": _l("Shared")}
MORE = ("theme", "tag", "state", "since", "until")  # what stands behind “More ways to find it”


class SearchForm(Form):
    """Words, and other things that a reflection may have. At least one of them is needed."""

    words = StringField(_l("Words"))
    theme = SelectField(_l("Theme"), choices=[])
    tag = StringField(_l("Tag"))
    state = SelectField(_l("State"), choices=[SelectChoice(*state) for state in STATES.items()])
    since = DayField(_l("From"), validators=[Optional()])
    until = DayField(_l("To"), validators=[Optional()])
    prompt = StringField()

    def prepare(self) -> "SearchForm":
        """Offer the themes there are."""
        offered = [SelectChoice(theme.slug, theme.name) for theme in theme_names().values()]
        self.theme.choices = [SelectChoice("", _("Any")), *offered]
        # Whoever comes from a link of a tag or a question sends no more than that.
        for field in (self.theme, self.state):
            field.data = field.data if field.data not in (None, "None") else ""
        return self

    def validate_words(self, field: Field) -> None:
        if len(field.data or "") > LONGEST or len((field.data or "").split()) > MOST_WORDS:
            raise ValidationError(
                ngettext("Look for %(num)d word or fewer.", "Look for %(num)d words or fewer.", MOST_WORDS)
            )
        named = (self.words, self.theme, self.tag, self.state, self.since, self.until, self.prompt)
        if not any(str(each.raw_data[0]).strip() for each in named if each.raw_data):
            raise ValidationError(_("Enter a word, or choose what else to look for."))

    def validate_tag(self, field: Field) -> None:
        if len(field.data or "") > LONGEST_TAG:
            raise ValidationError(
                ngettext("A tag has at most %(num)d character.", "A tag has at most %(num)d characters.", LONGEST_TAG)
            )

    def validate_until(self, field: Field) -> None:
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(_("The second day is before the first. Change one of them."))

    def validate_prompt(self, field: Field) -> None:
        if field.data and not PROMPT.fullmatch(field.data):
            raise ValidationError(_("There is no such question."))

    @property
    def says_more(self) -> bool:
        """Whether more than words is looked for, or something there has to be mended."""
        return any(self[name].data or self[name].errors for name in MORE)

    @property
    def given(self) -> list[tuple[str, str]]:
        """What was sent, for the form that asks for the next page."""
        values = ((name, str(self[name].data or "")) for name in ("words", *MORE, "prompt"))
        return [(name, value) for name, value in values if value]

    def question(self) -> Question:
        """What was asked, for the verb."""
        return Question(
            words=tuple((self.words.data or "").split()),
            theme=self.theme.data or "",
            tag=" ".join((self.tag.data or "").split()),
            state=self.state.data or "",
            since=_beginning(self.since.data) if self.since.data else None,
            until=_beginning(self.until.data, 1) if self.until.data else None,
            prompt=self.prompt.data or "",
        )


def _beginning(day: date, later: int = 0) -> datetime | None:
    try:
        return datetime.combine(day + timedelta(days=later), time.min, ZONE)
    except OverflowError:
        return None
