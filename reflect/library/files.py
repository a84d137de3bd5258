"""Reading any library file: its kind shows in its outermost names."""

from collections.abc import Collection

from reflect.library.fields import Fields
from reflect.library.parts import Content
from reflect.library.problems import BadLibraryFile, Problem
from reflect.library.question_files import read_questions
from reflect.library.reading import read_nodes
from reflect.library.signpost_files import read_signposts
from reflect.library.theme_files import read_themes
from reflect.web.language import gettext as _


def read_file(data: bytes, themes: Collection[str] | None = None) -> Content:
    """Read and check a library file for somebody who wants to bring it in.

    Args:
        data: the file's bytes, UTF-8.
        themes: the slugs of the themes that a prompt may name; None leaves that unchecked.

    Raises:
        BadLibraryFile: with every problem and its line.
    """
    problems: list[Problem] = []
    root = Fields(read_nodes(data), problems)
    read: Content | None = None
    if root.has("set"):
        read = read_questions(root, themes)
    elif root.has("themes"):
        read = read_themes(root)
    elif root.has("groups"):
        read = read_signposts(root)
    else:
        root.note(root.line, _("A library file has “set”, “themes” or “groups” among its outermost names."))
    if problems or read is None:
        raise BadLibraryFile(problems)
    return read
