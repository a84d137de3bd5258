"""How the first page greets people."""

from datetime import datetime

from reflect.web.language import ZONE
from reflect.web.language import gettext as _


def greeting(moment: datetime, name: str) -> str:
    """Words for somebody at the time of day it is where people are."""
    hour = moment.astimezone(ZONE).hour
    if hour < 12:
        return _("Good morning, %(name)s", name=name)
    return _("Good afternoon, %(name)s", name=name) if hour < 18 else _("Good evening, %(name)s", name=name)
