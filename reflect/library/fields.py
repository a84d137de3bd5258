"""Taking the fields of one mapping in a library file, noting every problem with its line and going on."""

import re
from collections.abc import Collection
from datetime import date

import yaml

from reflect.library.parts import NOT_TEXT
from reflect.library.problems import Problem
from reflect.web.language import gettext as _
from reflect.web.language import ngettext

TAG = "tag:yaml.org,2002:"
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Fields:
    """One mapping being read. A wrong or missing field gives an empty value, so that reading goes on."""

    def __init__(self, node: yaml.Node, problems: list[Problem]) -> None:
        self.line = node.start_mark.line + 1
        self.problems = problems
        self._nodes: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        if not isinstance(node, yaml.MappingNode):
            self.note(self.line, _("Here must be a name and a colon, then its text."))
            return
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name in self._lines:
                self.note(key.start_mark.line + 1, _("“%(name)s” is written twice.", name=_short(name)))
            self._nodes[name] = value
            self._lines[name] = key.start_mark.line + 1

    def note(self, line: int, sentence: str) -> None:
        """Remember a problem."""
        self.problems.append(Problem(line, sentence))

    def line_of(self, name: str) -> int:
        """The line of a field, or that of the whole mapping where it is missing."""
        return self._lines.get(name, self.line)

    def has(self, name: str) -> bool:
        """Whether a field is written at all."""
        return name in self._lines

    def finish(self) -> None:
        """Name every field that nothing asked for: a misspelt name must not be passed over in silence."""
        for name in self._nodes:
            self.note(self._lines[name], _("“%(name)s” is not known here.", name=_short(name)))

    def text(self, name: str, most: int = 600) -> str:
        """A text that must be there, at most so many characters long."""
        node = self._required(name)
        return self._text(node, name, most) if node else ""

    def optional_text(self, name: str, most: int = 600) -> str | None:
        """A text, or None where the field is missing or null."""
        node = self._nodes.pop(name, None)
        if node is None or node.tag == TAG + "null":
            return None
        return self._text(node, name, most)

    def slug(self, name: str, missing: str | None = None) -> str:
        """A short name of small letters, digits and hyphens."""
        if missing is not None and name not in self._nodes:
            return missing
        text = self.text(name, most=40)
        if text and not SLUG.fullmatch(text):
            self.note(self.line_of(name), _("“%(name)s” may only hold a to z, 0 to 9 and hyphens.", name=name))
        return text

    def one_of(self, name: str, choices: Collection[str]) -> str:
        """One of a few words."""
        text = self.text(name)
        if text and text not in choices:
            known = ", ".join(sorted(choices))
            self.note(self.line_of(name), _("“%(name)s” must be one of: %(known)s.", name=name, known=known))
        return text

    def number(self, name: str, most: int, missing: int | None = None) -> int:
        """A whole number from 1."""
        if missing is not None and name not in self._nodes:
            return missing
        node = self._required(name)
        digits = node.value if isinstance(node, yaml.ScalarNode) and node.tag == TAG + "int" else ""
        if node and not (re.fullmatch(r"[0-9]{1,6}", digits) and 1 <= int(digits) <= most):
            self.note(
                self.line_of(name),
                _("“%(name)s” must be a whole number from 1 to %(most)s.", name=name, most=most),
            )
            return 1
        return int(digits or 1)

    def flag(self, name: str, missing: bool | None = None) -> bool:
        """true or false."""
        if missing is not None and name not in self._nodes:
            return missing
        node = self._required(name)
        if node and (node.tag != TAG + "bool" or node.value not in ("true", "false")):
            self.note(self.line_of(name), _("“%(name)s” must be true or false.", name=name))
        return node is not None and node.value == "true"

    def optional_day(self, name: str) -> date | None:
        """A day written as 2026-10-14, or None where the field is missing or null."""
        node = self._nodes.pop(name, None)
        if node is None or node.tag == TAG + "null":
            return None
        try:
            return date.fromisoformat(node.value)
        except (TypeError, ValueError):
            self.note(self.line_of(name), _("“%(name)s” must be a day such as 2026-10-14.", name=name))
            return None

    def texts(self, name: str, most: int = 600) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(self._text(item, name, most) for item in self._items(name))

    def codes(self, name: str, pattern: str, shape: str) -> tuple[str, ...]:
        """A list of short codes that look like `shape`, such as “F1”; none of them twice."""
        codes = []
        for item in self._items(name):
            code = self._text(item, name, 40)
            line = item.start_mark.line + 1
            if code and not re.fullmatch(pattern, code):
                self.note(line, _("“%(code)s” is not a code like %(shape)s.", code=code, shape=shape))
            elif code in codes:
                self.note(line, _("“%(code)s” is named twice.", code=code))
            codes.append(code)
        return tuple(codes)

    def mapping(self, name: str) -> "Fields":
        """A mapping inside this one, which `has` found."""
        return Fields(self._nodes.pop(name), self.problems)

    def mappings(self, name: str) -> "list[Fields]":
        """A list of mappings inside this one."""
        return [Fields(item, self.problems) for item in self._items(name)]

    def _required(self, name: str) -> yaml.Node | None:
        node = self._nodes.pop(name, None)
        if node is None and name not in self._lines:
            self.note(self.line, _("“%(name)s” is missing.", name=name))
        return node

    def _items(self, name: str) -> list[yaml.Node]:
        node = self._required(name)
        if node is not None and not isinstance(node, yaml.SequenceNode):
            self.note(self.line_of(name), _("“%(name)s” must be a list.", name=name))
        return node.value if isinstance(node, yaml.SequenceNode) else []

    def _text(self, node: yaml.Node, name: str, most: int) -> str:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.ScalarNode) or node.tag != TAG + "str":
            self.note(line, _("“%(name)s” must be text. Put it in quotes.", name=name))
            return ""
        text = node.value.strip()
        if not text:
            self.note(line, _("“%(name)s” is empty.", name=name))
        elif len(text) > most:
            self.note(
                line,
                ngettext(
                    "“%(name)s” is longer than %(num)d character.",
                    "“%(name)s” is longer than %(num)d characters.",
                    most,
                    name=name,
                ),
            )
        elif NOT_TEXT.search(text):
            self.note(line, _("“%(name)s” holds a character that no text needs.", name=name))
        return text


def _short(name: str) -> str:
    return NOT_TEXT.sub("?", name[:40])
