"""What one kind of notice is made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """One kind of notice.

    `details` are the names that the words use; each is a name of a person, unit, browser, provider or second factor, a
    day, the months of a window, or a link: a path of ours with a token in it, such as /enrol/…, which is mailed and
    never shown in the app.
    An `important` one is mailed to everybody; the others to whoever has not turned them off. `endpoint` is the page
    that it leads to.
    """

    subject: object
    words: object
    details: frozenset[str] = frozenset()
    important: bool = False
    endpoint: str = "home.index"


def text(subject: object, words: object, *details: str, important: bool = False, endpoint: str = "home.index") -> Text:
    """A kind of notice with these details."""
    return Text(subject, words, frozenset(details), important, endpoint)
