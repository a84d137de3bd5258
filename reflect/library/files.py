"""Reading any library file: its kind shows in its outermost names."""

import json
from collections.abc import Collection
from dataclasses import asdict
from hashlib import sha256

from reflect.library.fields import Fields
from reflect.library.problems import BadLibraryFile, Problem
from reflect.library.question_files import QuestionFile, read_questions
from reflect.library.reading import read_nodes
from reflect.library.signpost_files import SignpostFile, read_signposts
from reflect.library.theme_files import ThemeFile, read_themes
from reflect.web.language import gettext as _

LibraryFile = QuestionFile | ThemeFile | SignpostFile


def read_file(data: bytes, themes: Collection[str] | None = None) -> LibraryFile:
    """Read and check a library file for somebody who wants to bring it in.

    Args:
        data: the file's bytes, UTF-8.
        themes: the slugs of the themes that a prompt may name; None leaves that unchecked.

    Raises:
        BadLibraryFile: with every problem and its line.
    """
    problems: list[Problem] = []
    root = Fields(read_nodes(data), problems)
    read: LibraryFile | None = None
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


def fingerprint(read: LibraryFile) -> str:
    """64 hex digits that change with any word of the content, and not with comments or layout."""
    return sha256(json.dumps(asdict(read), sort_keys=True, default=str).encode()).hexdigest()
