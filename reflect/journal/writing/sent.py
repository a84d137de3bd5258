"""What a writing page says about itself when it sends words: a form, or a script's JSON. Everything is checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reflect.core.errors import BadInput
from reflect.core.ids import ID_PATTERN
from reflect.journal.document import Words, split_tags
from reflect.journal.ordering import FORM_POST, Edit
from reflect.web.language import gettext as _

IF_MATCH = re.compile(r'"(\d{1,9})"')
START = re.compile(r"[a-z0-9.~-]{0,350}")  # starting.START


@dataclass(frozen=True)
class Sent:
    """Where words belong: on which revision they build, which page load sends them, at which step."""

    base: int
    edit: Edit
    step: int
    start: str  # what a new reflection starts with; "" for one that is there already
    token: str


def from_form(form: Mapping[str, str]) -> Sent:
    """Read the hidden fields of a writing form. Without a script it has no number: then it is the page's last word.

    Raises:
        BadInput: one of them is missing or damaged.
    """
    return Sent(
        base=_count(form.get("revision")),
        edit=_edit(form.get("edit"), _count(form.get("number") or str(FORM_POST))),
        step=_count(form.get("step")),
        start=_start(form.get("start")),
        token=form.get("token", ""),
    )


def from_json(value: Any, if_match: str) -> tuple[Sent, Words]:
    """Read what a script saves: {"fields": {…}, "edit": …, "number": …, "token": …}, and the revision it names.

    Raises:
        BadInput: something is missing, damaged or of another type.
    """
    match = IF_MATCH.fullmatch(if_match)
    if match is None or not isinstance(value, dict) or not isinstance(value.get("fields"), dict):
        raise _damaged()
    fields, number, token = value["fields"], value.get("number"), value.get("token")
    if type(number) is not int or not isinstance(token, str):
        raise _damaged()
    if any(not isinstance(text, str) for text in fields.values()):
        raise _damaged()
    sent = Sent(
        base=int(match[1]),
        edit=_edit(value.get("edit"), number),
        step=_count(fields.get("step")),
        start=_start(fields.get("start", "")),
        token=token,
    )
    tags = split_tags(fields["tags"]) if "tags" in fields else None
    return sent, Words(sent.step, answer=fields.get("answer"), title=fields.get("title"), tags=tags)


def _edit(edit: Any, number: int) -> Edit:
    if not isinstance(edit, str) or not ID_PATTERN.fullmatch(edit) or not 1 <= number <= FORM_POST:
        raise _damaged()
    return Edit(edit, number)


def _count(text: Any) -> int:
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{1,10}", text) or int(text) > FORM_POST:
        raise _damaged()
    return int(text)


def _start(text: Any) -> str:
    if not isinstance(text, str) or not START.fullmatch(text):
        raise _damaged()
    return text


def _damaged() -> BadInput:
    return BadInput(_("Something in what this page sent is missing or damaged, so nothing was saved."))
