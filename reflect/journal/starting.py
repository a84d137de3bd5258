"""How a new reflection starts: with a path of questions, or on a blank page."""

import re
from collections.abc import Iterable

from reflect.core.errors import NotFound
from reflect.journal.document import Document, Part, blank
from reflect.library import sets
from reflect.library.sets import PathText
from reflect.web.language import gettext as _

BLANK = "blank"
START = re.compile(r"([a-z0-9-]{1,40})(?:\.(\d{1,4}))?")


def choices(roles: Iterable[str]) -> tuple[PathText, ...]:
    """The paths offered to somebody with these roles."""
    return sets.paths_for(*sets.audiences_of(roles))


def document_for(start: str) -> tuple[str, Document]:
    """The document that a new reflection begins with.

    Args:
        start: "blank", or the name of a path, with the version of its set behind a dot once a page has shown it.

    Returns:
        The start by which the same questions are found again, and the document.

    Raises:
        NotFound: nothing starts like this.
    """
    if start == BLANK:
        return BLANK, blank(_("What I wrote"))
    match = START.fullmatch(start)
    if match is None:
        raise NotFound
    path = sets.path(match[1], version=int(match[2]) if match[2] else None)
    parts = tuple(
        Part(
            question=prompt.question, prompt=prompt.code, private=prompt.private, help=prompt.help, themes=prompt.themes
        )
        for prompt in sets.prompts_of(path)
    )
    document = Document(
        kind="guided",
        parts=parts,
        path=path.slug,
        path_title=path.title,
        set_version=f"{path.set_slug}.{path.set_version}",
    )
    return f"{path.slug}.{path.set_version}", document
