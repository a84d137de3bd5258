"""The forms of an agenda: something in one’s own words, or one of the things that are offered."""

from wtforms import RadioField, TextAreaField

from reflect.supervision.offers import Offer
from reflect.web.forms import Form, one_kind_of_line_end
from reflect.web.language import lazy_gettext as _l


class ItemForm(Form):
    """Something of one’s own to talk about."""

    text = TextAreaField(_l("What do you bring?"), filters=[one_kind_of_line_end])


class OfferForm(Form):
    """One of the things that are offered."""

    chosen = RadioField(_l("A theme or a question"), validate_choice=False)

    def offer(self, offered: list[tuple[str, list[Offer]]]) -> None:
        """Show what is offered."""
        self.chosen.choices = [(each.key, each.words) for _heading, under in offered for each in under]
