"""From the bytes of a YAML file to its nodes, within limits: no aliases, anchors or tags, not huge or deep.

Nodes, not values, because nodes know their line. Nothing is constructed from what a file says it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import yaml

from reflect.library.problems import BadLibraryFile, Problem
from reflect.web.language import gettext as _
from reflect.web.language import ngettext

MOST_BYTES = 512 * 1024
MOST_NODES = 20_000
DEEPEST = 12


class _Loader(yaml.SafeLoader):
    """PyYAML's own loader, which stops at whatever a library file does not need."""

    nodes = 0
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()
        line = event.start_mark.line + 1
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise _bad(
                line,
                ngettext("The file has more than %(num)d item.", "The file has more than %(num)d items.", MOST_NODES),
            )
        if self.depth >= DEEPEST:
            raise _bad(line, _("Lists are nested more than %(most)s deep.", most=DEEPEST))
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _bad(line, _("Anchors (&) and aliases (*) are not used here. Write the text out, or quote it."))
        if getattr(event, "tag", None):
            raise _bad(line, _("Tags (!) are not used here. Leave it out, or quote the text."))
        self.depth += 1
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


def read_nodes(data: bytes) -> yaml.MappingNode:
    """Read a file's outermost mapping.

    Raises:
        BadLibraryFile: it is too long, not UTF-8, not YAML, no mapping, or uses what a library file may not.
    """
    if len(data) > MOST_BYTES:
        raise _bad(1, _("The file is longer than %(most)s KB.", most=MOST_BYTES // 1024))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _bad(line, _("This is not UTF-8 text. Save the file as UTF-8.")) from None
    with _as_problems(text) as loader:
        root = loader.get_single_node()
    if not isinstance(root, yaml.MappingNode):
        raise _bad(1, _("The file must begin with a name and a colon, such as “set:”, “themes:” or “groups:”."))
    return root


@contextmanager
def _as_problems(text: str) -> Iterator[_Loader]:
    loader = None
    try:
        loader = _Loader(text)
        yield loader
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _bad(line, _("There is a character here that no text needs. Delete it.")) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise _bad(line, _("This cannot be read as YAML: %(problem)s.", problem=error.problem or "")) from None
    except (ValueError, OverflowError):
        # PyYAML lets an escape such as "\\UFFFFFFFF" or a version of a thousand digits end like this.
        line = loader.line + 1 if loader else 1
        raise _bad(line, _("There is a number or an escape here that cannot be read.")) from None
    finally:
        if loader:
            loader.dispose()


def _bad(line: int, sentence: str) -> BadLibraryFile:
    return BadLibraryFile([Problem(line, sentence)])
