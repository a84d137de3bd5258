"""The form of the share page: which answers, with whom, until when, and what the author would like."""

import re
from datetime import datetime, timedelta
from typing import Any

from wtforms import HiddenField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.fields import Field

from reflect.journal.ready import Choice
from reflect.organisation.contacts import contacts_of
from reflect.organisation.relations import colleague_at
from reflect.sharing.readers import Offered
from reflect.web.days import DayField, ends, today
from reflect.web.forms import Form
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l
from reflect.web.language import ngettext

USUAL_DAYS = 90
MOST_DAYS = 366
LONGEST_NOTE = 1_000  # characters
MOST_ADDRESSES = 10


class ShareForm(Form):
    """What an author shares, and with whom. `revision` is the one whose answers the page showed."""

    reader = SelectMultipleField(_l("Who would you like to share with?"), choices=[], validate_choice=False)
    group = SelectMultipleField(_l("Groups"), choices=[], validate_choice=False)
    address = StringField(
        _l("Colleagues elsewhere, by work e-mail address"),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    parts = SelectMultipleField(_l("Which answers?"), choices=[], validate_choice=False)
    note = TextAreaField(_l("What would you like from them?"), render_kw={"autocomplete": "off"})
    until = DayField(_l("Until when?"))
    confirmed = SelectMultipleField(_l("I compared the new characters with:"), choices=[], validate_choice=False)
    revision = HiddenField()

    def __init__(self, offered: Offered, parts: list[tuple[int, str]], **values: Any) -> None:
        super().__init__(**values)
        self.offered = offered
        self.reader.choices = [(each.person_id, each.name) for each in (*offered.supervisors, *offered.team)]
        self.group.choices = [(group.id, group.name) for group in offered.groups]
        self.parts.choices = [(str(place), question) for place, question in parts]
        # Only its page shows it, beside each reader whose key is not the one that was confirmed.
        self.confirmed.choices = []

    def validate_reader(self, field: Field) -> None:
        people, groups = ({value for value, _label in each.choices} for each in (field, self.group))
        wanted, wanted_groups = set(field.data or []), set(self.group.data or [])
        anybody = wanted or wanted_groups or self.addresses
        if not anybody or not wanted <= people or not wanted_groups <= groups:
            raise ValidationError(_("Choose who to share with."))

    def validate_address(self, field: Field) -> None:
        if len(self.addresses) > MOST_ADDRESSES:
            raise ValidationError(
                ngettext("Type %(num)d address at most.", "Type %(num)d addresses at most.", MOST_ADDRESSES)
            )
        for address in self.addresses:
            if colleague_at(address) is None:
                sentence = _("Check the address %(address)s. Nobody who works here has it.", address=address)
                raise ValidationError(sentence)

    def validate_parts(self, field: Field) -> None:
        offered = {value for value, _label in field.choices}
        if not field.data or not set(field.data) <= offered:
            raise ValidationError(_("Choose at least one answer to share."))

    def validate_note(self, field: Field) -> None:
        over = len((field.data or "").replace("\r\n", "\n")) - LONGEST_NOTE
        if over > 0:
            raise ValidationError(
                ngettext(
                    "Make the note shorter by %(num)d character.",
                    "Make the note shorter by %(num)d characters.",
                    over,
                )
            )

    def validate_until(self, field: Field) -> None:
        if field.errors:
            return
        if field.data is None or not today() < field.data <= today() + timedelta(days=MOST_DAYS):
            raise ValidationError(_("Choose a day after today, within a year."))

    @property
    def addresses(self) -> list[str]:
        """The addresses that were typed, between commas, semicolons or spaces."""
        return [each for each in re.split(r"[\s,;]+", self.address.data or "") if each]

    @property
    def chosen(self) -> list[int]:
        """The places of the chosen answers in the entry."""
        return [int(place) for place in self.parts.data]

    @property
    def expires_at(self) -> datetime:
        """The end of the last day."""
        return ends(self.until.data)


def fresh_form(offered: Offered, parts: list[tuple[int, str]], revision: int, choice: Choice | None) -> ShareForm:
    """The form as it comes: for 90 days, with the only supervisor chosen; or as it was kept ready."""
    form = ShareForm(offered, parts, formdata=None)
    form.revision.data = str(revision)
    form.until.data = today() + timedelta(days=USUAL_DAYS)
    if choice is None:
        if len(offered.supervisors) == 1:
            form.reader.data = [offered.supervisors[0].person_id]
        return form
    there = {value for value, _label in form.parts.choices}
    form.parts.data = [str(place) for place in choice.parts if str(place) in there]
    form.note.data, form.until.data = choice.note, max(choice.until, today() + timedelta(days=1))
    if choice.reader_id in {value for value, _label in form.reader.choices}:
        form.reader.data = [choice.reader_id]
    else:
        form.address.data = contacts_of([choice.reader_id])[choice.reader_id].email
    return form
