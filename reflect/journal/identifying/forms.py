"""What somebody chose for each find: the fields are numbered, and each carries the words that it is about."""

from collections.abc import Mapping
from dataclasses import dataclass

from reflect.journal.document import tidy
from reflect.privacy.identifying.replacing import folded
from reflect.web.language import gettext as _

LONGEST_OTHER = 60  # characters
MOST_FINDS = 2_000


@dataclass(frozen=True)
class Chosen:
    """From found words, folded, to what stands there instead; `error` says what to mend first, if anything."""

    others: dict[str, str]
    error: str = ""


def chosen(fields: Mapping[str, str]) -> Chosen:
    """What was chosen: words of one's own before a role from the list; neither leaves the find as it is."""
    others: dict[str, str] = {}
    for number in range(MOST_FINDS):
        found = fields.get(f"found-{number}")
        if found is None:
            break
        other = " ".join(tidy(fields.get(f"own-{number}", "") or fields.get(f"role-{number}", "")).split())
        if len(other) > LONGEST_OTHER:
            return Chosen(
                {}, _("Keep what you put in the place of a detail to %(most)d characters.", most=LONGEST_OTHER)
            )
        if other:
            others[folded(tidy(found))] = other
    return Chosen(others)
