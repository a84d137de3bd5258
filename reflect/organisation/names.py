"""How names and addresses are written: trimmed, of a bearable length, and nothing that a spreadsheet would run."""

import re

from reflect.core.errors import BadInput
from reflect.web.language import gettext as _
from reflect.web.language import ngettext

MOST_NAME = 200
MOST_ADDRESS = 254
# No name needs these, and PostgreSQL refuses some of them.
NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
FORMULA = re.compile(r"[=+\-@]")
ADDRESS = re.compile(r"[^\s@<>()\[\]\\,;:\"]+@[^\s@<>()\[\]\\,;:\"]+")


def tidy_name(text: str, most: int = MOST_NAME) -> str:
    """A name of a person or a unit as it is stored.

    Raises:
        BadInput: it is empty, too long, holds what no name needs, or begins like a spreadsheet's formula.
    """
    name = " ".join(text.split())
    if not name:
        raise BadInput(_("Enter a name."))
    if len(name) > most:
        raise BadInput(
            ngettext(
                "Enter a name of %(num)d character or fewer.", "Enter a name of %(num)d characters or fewer.", most
            )
        )
    if NOT_TEXT.search(name) or not any(sign.isalnum() for sign in name):
        raise BadInput(_("The name holds a character that no name needs, or no letter at all. Type it again."))
    if FORMULA.match(name):
        raise BadInput(
            _("A name cannot begin with “%(sign)s”: a spreadsheet would take it for a formula.", sign=name[0])
        )
    return name


def tidy_address(text: str) -> str:
    """An e-mail address as it is stored and compared: trimmed, lower case.

    Raises:
        BadInput: it is none, or begins like a spreadsheet's formula.
    """
    address = text.strip().lower()
    if len(address) > MOST_ADDRESS or not ADDRESS.fullmatch(address) or NOT_TEXT.search(address):
        raise BadInput(_("Enter an e-mail address, for example ana.silva@example.org."))
    if FORMULA.match(address):
        raise BadInput(_("An e-mail address cannot begin with “%(sign)s”.", sign=address[0]))
    return address
