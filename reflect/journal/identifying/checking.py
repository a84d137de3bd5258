"""What the check found, as a page shows it: each different find once, with the places where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from reflect.journal.document import Document
from reflect.privacy.identifying.finding import found_in
from reflect.privacy.identifying.finds import Find, Kind
from reflect.privacy.identifying.replacing import folded
from reflect.web.language import gettext as _

LONGEST_CHECKED = 60_000  # characters of one page; what lies beyond is named as not looked at
AROUND = 70  # characters shown on each side of a find
MOST_PLACES = 3  # shown of one find


@dataclass(frozen=True)
class Place:
    """A find within its sentence; `where` is the question, or what else the text is called on the page."""

    where: str
    before: str
    words: str
    after: str


@dataclass
class Detail:
    """One find that stands in one place or in several."""

    words: str
    kind: Kind
    places: list[Place] = field(default_factory=list)

    @property
    def key(self) -> str:
        """By which the form knows it again."""
        return folded(self.words)

    @property
    def shown(self) -> list[Place]:
        """The first places, as many as a page can show."""
        return self.places[:MOST_PLACES]

    @property
    def further(self) -> int:
        """In how many more places it stands than are shown."""
        return len(self.places) - len(self.shown)


@dataclass(frozen=True)
class Checked:
    """All that was found, in the order of the page; `whole` is False when not all of the text was looked at."""

    details: list[Detail]
    whole: bool


def checked(texts: Iterable[tuple[str, str]]) -> Checked:
    """Look through texts for details that may tell who somebody is. Nothing of it is kept or logged.

    Args:
        texts: pairs of what a text is called and its words.
    """
    details: dict[str, Detail] = {}
    left = LONGEST_CHECKED
    whole = True
    for where, text in texts:
        whole = whole and len(text) <= left
        text = text[:left]
        left -= len(text)
        for find in found_in(text):
            words = text[find.start : find.end]
            detail = details.setdefault(folded(words), Detail(words, find.kind))
            detail.places.append(_place(where, text, find))
    return Checked(list(details.values()), whole)


def texts_of(document: Document, places: Iterable[int]) -> list[tuple[str, str]]:
    """The title and the answers at these places, with what they are called on the page."""
    answers = [(document.parts[place].question, document.parts[place].answer) for place in sorted(places)]
    return [(_("Title"), document.title), *answers]


def _place(where: str, text: str, find: Find) -> Place:
    before = " ".join(text[max(0, find.start - AROUND) : find.start].split(" ")[find.start > AROUND :])
    after = text[find.end : find.end + AROUND]
    if find.end + AROUND < len(text):
        after = after.rpartition(" ")[0] or after
    return Place(
        where,
        ("…" if find.start > AROUND else "") + before,
        text[find.start : find.end],
        after + ("…" if find.end + AROUND < len(text) else ""),
    )
