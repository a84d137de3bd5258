"""The form of a guide: which themes, and how long the meeting is. It is sent in the address, so it has no token."""

from collections.abc import Sequence

from wtforms import RadioField, SelectMultipleField

from reflect.themes.guides.choosing import MINUTES, Offer
from reflect.web.forms import Form
from reflect.web.language import lazy_gettext as _l
from reflect.web.language import ngettext


class GuideForm(Form):
    """What is offered, and what of it is chosen. The route says what cannot be."""

    theme = SelectMultipleField(_l("Which themes?"), validate_choice=False)
    minutes = RadioField(_l("How long is the meeting?"), coerce=int, validate_choice=False)

    def __init__(self, offered: Offer, slugs: Sequence[str], minutes: int) -> None:
        super().__init__(formdata=None, meta={"csrf": False})
        self.theme.choices = [(theme.slug, theme.public_name or theme.name) for theme in offered.themes]
        self.minutes.choices = [(each, ngettext("%(num)d minute", "%(num)d minutes", each)) for each in MINUTES]
        self.theme.data, self.minutes.data = list(slugs), minutes
