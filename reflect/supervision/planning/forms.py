"""The forms of planning: when, how long, until when; and why a session does not take place."""

from datetime import datetime, time, timedelta

from wtforms import HiddenField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Optional

from reflect.supervision.lengths import MinutesField, WeeksField
from reflect.supervision.models import Session
from reflect.supervision.terms import Terms
from reflect.web.days import DayField, today
from reflect.web.forms import Form, one_kind_of_line_end
from reflect.web.language import ZONE
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l

USUAL_TIME = time(10, 0)
FRIDAY = 5


class ClockField(TimeField):
    """A time of day, with our own sentence for what is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Enter the time as numbers, for example 14:30.")) from None


class MoveForm(Form):
    """When a session is. `base` is how often that had changed when the page was shown."""

    day = DayField(_l("Day"), [InputRequired(_l("Enter a day."))])
    at = ClockField(_l("Time"), [InputRequired(_l("Enter a time."))])
    minutes = MinutesField(_l("How many minutes?"))
    base = HiddenField()

    def show(self, session: Session) -> None:
        """Fill it with when the session is now."""
        here = session.planned_for.astimezone(ZONE)
        self.day.data, self.at.data, self.minutes.data = here.date(), here.time(), session.minutes


class PlanForm(MoveForm):
    """When a session is, and whether others follow it."""

    until = DayField(_l("Plan more sessions until"), [Optional()])
    weeks = WeeksField(_l("Weeks from one to the next"), optional=True)

    def suggest(self, terms: Terms, after: datetime | None) -> None:
        """Fill it with what the two agreed, counted from the session before."""
        here = after.astimezone(ZONE) if after else None
        day = here.date() + timedelta(weeks=terms.weeks) if here else today() + timedelta(weeks=1)
        day = max(day, today() + timedelta(days=1))
        on_a_weekend = max(0, day.isoweekday() - FRIDAY)
        self.day.data = day + timedelta(days=3 - on_a_weekend if on_a_weekend else 0)  # the Monday after
        self.at.data = here.time() if here else USUAL_TIME
        self.minutes.data, self.weeks.data = terms.minutes, terms.weeks


class CancelForm(Form):
    """Why a session does not take place."""

    reason = TextAreaField(_l("Why?"), filters=[one_kind_of_line_end])
    base = HiddenField()


class HeldForm(Form):
    """That a session was held, as it was shown."""

    base = HiddenField()
