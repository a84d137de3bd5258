"""The form beside a shared reflection: a comment on it, or an answer to one."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import HiddenField, SelectField, TextAreaField

from reflect.core.errors import BadInput
from reflect.core.ids import ID_PATTERN, new_id
from reflect.sharing.anchors import LONGEST_QUOTE
from reflect.sharing.comments import check_length
from reflect.sharing.drafts import Edit
from reflect.sharing.remarks import Remark
from reflect.web.forms import Form, by_the_rule, one_kind_of_line_end
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l

FORM_POST = 2**31 - 1  # the number of a page's form post: the last that the page has to say
WHOLE = ""


class CommentForm(Form):
    """A comment in light Markdown, and what it is about; or an answer to a comment, when `reply_to` names one."""

    place = SelectField(_l("What is it about?"), choices=[], validate_choice=False)
    quote = TextAreaField(_l("Which words?"), filters=[one_kind_of_line_end], render_kw={"autocomplete": "off"})
    text = TextAreaField(_l("Your comment"), filters=[one_kind_of_line_end], render_kw={"autocomplete": "off"})
    reply_to = HiddenField()
    revision = HiddenField()
    edit = HiddenField()

    def validate_text(self, field: TextAreaField) -> None:
        """The verb's own rule, told beside the box."""
        by_the_rule(check_length, field)

    def offer(self, questions: Sequence[str]) -> None:
        """Let the person choose among these answers."""
        self.place.choices = [(WHOLE, _("All of it")), *((str(place), text) for place, text in enumerate(questions))]
        if self.place.data not in dict(self.place.choices):
            self.place.data = WHOLE

    def fill(self, revision: int, remark: Remark) -> None:
        """Put in what was kept as a draft, for a page that is loaded now."""
        self.edit.data, self.revision.data = new_id(), str(revision)
        self.text.data, self.quote.data, self.reply_to.data = remark.text, remark.quote, remark.reply_to
        self.place.data = WHOLE if remark.place is None else str(remark.place)

    @property
    def remark(self) -> Remark:
        """What was typed and where it belongs."""
        return _remark({field.name: field.data or "" for field in (self.text, self.place, self.quote, self.reply_to)})

    @property
    def base(self) -> int:
        """The revision of the draft that the page was working from."""
        return _count(self.revision.data or "0")

    def sent_by(self, number: str | None) -> Edit:
        """Which page load sends it. Without a script it has no number: then it is the page's last word."""
        return _edit(self.edit.data, _count(number or str(FORM_POST)))


def from_json(value: Any, if_match: str) -> tuple[Remark, int, Edit]:
    """Read what a script keeps: {"fields": {…}, "edit": …, "number": …}, and the revision that it names.

    Raises:
        BadInput: something is missing, damaged or of another type.
    """
    match = re.fullmatch(r'"(\d{1,9})"', if_match)
    if match is None or not isinstance(value, dict) or not isinstance(value.get("fields"), dict):
        raise _damaged()
    fields = value["fields"]
    if any(not isinstance(text, str) for text in fields.values()) or type(value.get("number")) is not int:
        raise _damaged()
    return _remark(fields), int(match[1]), _edit(value.get("edit"), value["number"])


def _remark(fields: Mapping[str, str]) -> Remark:
    place, reply_to = fields.get("place", WHOLE), fields.get("reply_to", "")
    if reply_to and not ID_PATTERN.fullmatch(reply_to):
        raise _damaged()
    return Remark(
        text=fields.get("text", ""),
        place=None if place == WHOLE else _count(place),
        quote=" ".join(fields.get("quote", "").split())[: 4 * LONGEST_QUOTE],
        reply_to=reply_to or None,
    )


def _edit(edit: Any, number: int) -> Edit:
    if not isinstance(edit, str) or not ID_PATTERN.fullmatch(edit) or not 1 <= number <= FORM_POST:
        raise _damaged()
    return Edit(edit, number)


def _count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,10}", text):
        raise _damaged()
    return int(text)


def _damaged() -> BadInput:
    return BadInput(_("Something in what this page sent is missing or damaged, so nothing was saved."))
