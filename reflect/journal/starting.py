"""How a new reflection starts: with questions, on a blank page, and perhaps from where an earlier one ended.

A start is a short text that a writing page carries until its words are first kept:

    blank                  an empty page
    left-unsaid.1          a path, in one version of its set
    pick.<id>-<id>         questions picked one by one
    …~<id>                 any of them, going on from an earlier reflection

What somebody picked says what is on their mind, so that such a start stands in a form and never in an address.
"""

import re
from collections.abc import Iterable, Sequence

from reflect.core.errors import NotFound
from reflect.core.ids import ID_PATTERN
from reflect.journal.document import Document, Part, blank
from reflect.library import sets
from reflect.library.sets import PathText, PromptText
from reflect.web.language import gettext as _

BLANK = "blank"
MOST_PICKED = 10  # questions
ID = ID_PATTERN.pattern
PICKED = rf"pick\.(?P<picked>{ID}(?:-{ID}){{0,{MOST_PICKED - 1}}})"
START = re.compile(rf"(?:(?P<slug>[a-z0-9-]{{1,40}})(?:\.(?P<version>\d{{1,4}}))?|{PICKED})(?:~(?P<earlier>{ID}))?")


def choices(roles: Iterable[str]) -> tuple[PathText, ...]:
    """The paths offered to somebody with these roles."""
    return sets.paths_for(*sets.audiences_of(roles))


def few(roles: Iterable[str], most: int) -> list[PathText]:
    """What stands on the first page: the first paths for somebody with these roles, and the shortest for everybody."""
    paths = choices(roles)
    own = [path for path in paths if path.audience != sets.EVERYONE]
    short = sorted((path for path in paths if path.audience == sets.EVERYONE), key=lambda path: path.minutes)
    return own[:most] + short[:1]


def picked(prompt_ids: Sequence[str]) -> str:
    """The start of a reflection on questions picked one by one."""
    return "pick." + "-".join(prompt_ids)


def going_on_from(start: str, entry_id: str) -> str:
    """The same start, going on from an earlier reflection."""
    return f"{start}~{entry_id}"


def earlier(start: str) -> str | None:
    """The id of the reflection that this start goes on from. Whether it is the author's is asked when it is kept."""
    match = START.fullmatch(start)
    return match["earlier"] if match else None


def fits_an_address(start: str) -> bool:
    """Whether the start says no more than which path somebody follows."""
    match = START.fullmatch(start)
    return match is not None and match["picked"] is None


def document_for(start: str) -> tuple[str, Document]:
    """The document that a new reflection begins with.

    Returns:
        The start by which the same questions are found again, and the document.

    Raises:
        NotFound: nothing starts like this.
    """
    match = START.fullmatch(start)
    if match is None:
        raise NotFound
    begin = _blank if match["slug"] == BLANK else _with_picked if match["picked"] else _on_a_path
    found, document = begin(match)
    return (going_on_from(found, match["earlier"]) if match["earlier"] else found), document


def _blank(_match: re.Match[str]) -> tuple[str, Document]:
    return BLANK, blank(_("What I wrote"))


def _with_picked(match: re.Match[str]) -> tuple[str, Document]:
    prompts = sets.prompts_picked(match["picked"].split("-"))
    versions = [f"{prompt.set_slug}.{prompt.set_version}" for prompt in prompts]
    title = _("Questions I chose")
    return picked([prompt.id for prompt in prompts]), Document(
        kind="guided",
        parts=_parts(prompts),
        path_title=title,
        set_version=",".join(versions) if len(set(versions)) > 1 else versions[0],
    )


def _on_a_path(match: re.Match[str]) -> tuple[str, Document]:
    path = sets.path(match["slug"], version=int(match["version"]) if match["version"] else None)
    document = Document(
        kind="guided",
        parts=_parts(sets.prompts_of(path)),
        path=path.slug,
        path_title=path.title,
        set_version=f"{path.set_slug}.{path.set_version}",
    )
    return f"{path.slug}.{path.set_version}", document


def _parts(prompts: Iterable[PromptText]) -> tuple[Part, ...]:
    return tuple(
        Part(
            question=prompt.question, prompt=prompt.code, private=prompt.private, help=prompt.help, themes=prompt.themes
        )
        for prompt in prompts
    )
