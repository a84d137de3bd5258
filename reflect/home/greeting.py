"""How the first page greets people."""

from datetime import datetime

from reflect.web.language import ZONE
from reflect.web.language import gettext as _


def greeting(moment: datetime) -> str:
    """Words for the time of day where people are."""
    hour = moment.astimezone(ZONE).hour
    if hour < 12:
        return _("Good morning")
    return _("Good afternoon") if hour < 18 else _("Good evening")
