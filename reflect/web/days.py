"""Days that people choose: a field of a form, and the moments at which a day begins and ends where they are."""

from datetime import date, datetime, time

from wtforms import DateField

from reflect.core.clock import now
from reflect.web.language import ZONE
from reflect.web.language import gettext as _


class DayField(DateField):
    """A day, with our own sentence for what is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """As WTForms does, with a sentence of ours when it is no day."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Enter the day as numbers, for example 2027-03-31.")) from None


def today() -> date:
    """The day it is where people are."""
    return now().astimezone(ZONE).date()


def begins(day: date) -> datetime:
    """The moment at which a day begins; of today, the present one."""
    return now() if day == today() else datetime.combine(day, time(0), ZONE)


def ends(day: date) -> datetime:
    """The end of a day."""
    return datetime.combine(day, time(23, 59, 59), ZONE)
