"""What people type into a team’s pages, as it may be stored."""

from reflect.core.errors import BadInput
from reflect.organisation.names import NOT_TEXT
from reflect.web.language import gettext as _
from reflect.web.language import ngettext


def check_typed(text: str, most: int) -> None:
    """Refuse a text of more than `most` characters, or with one that PostgreSQL would not store. Raises BadInput."""
    over = len(text) - most
    if over > 0:
        raise BadInput(ngettext("Shorten it by %(num)d character.", "Shorten it by %(num)d characters.", over))
    if NOT_TEXT.search(text):
        raise BadInput(_("There is a character in it that no text needs. Type it again."))
