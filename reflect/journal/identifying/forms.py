"""What somebody chose for each find: the fields are numbered, and each carries the words that it is about."""

from collections.abc import Mapping
from dataclasses import dataclass

from reflect.journal.document import tidy
from reflect.privacy.identifying.replacing import folded
from reflect.web.language import gettext as _
from reflect.web.language import ngettext

LONGEST_OTHER = 60  # characters
MOST_FINDS = 2_000


@dataclass(frozen=True)
class Chosen:
    """From found words, folded, to what stands there instead; `error` says what to mend first, if anything.

    `given` is what the fields held, role and own words, for a page that comes back.
    """

    others: dict[str, str]
    given: dict[str, tuple[str, str]]
    error: str = ""


NOTHING = Chosen({}, {})


def chosen(fields: Mapping[str, str], *, asked: bool) -> Chosen:
    """What was chosen: words of one's own before a role from the list; neither leaves the find as it is.

    Args:
        asked: whether “Replace what I chose” was pressed, so that nothing chosen is something to say.
    """
    given: dict[str, tuple[str, str]] = {}
    for number in range(MOST_FINDS):
        found = fields.get(f"found-{number}")
        if found is None:
            break
        role, own = (" ".join(tidy(fields.get(f"{name}-{number}", "")).split()) for name in ("role", "own"))
        given[folded(tidy(found))] = role, own
    others = {found: own or role for found, (role, own) in given.items() if own or role}
    if any(len(other) > LONGEST_OTHER for other in others.values()):
        sentence = ngettext(
            "Keep what you put in the place of a detail to %(num)d character.",
            "Keep what you put in the place of a detail to %(num)d characters.",
            LONGEST_OTHER,
        )
        return Chosen({}, given, sentence)
    if asked and not others:
        return Chosen({}, given, _("Choose what to put in the place of a detail, or leave them all and go on."))
    return Chosen(others, given)
