"""A copy as Markdown that anybody can read, and that comes back as it went out. Pure.

What a reader of Markdown does not show, a comment, says what each piece is; people may change the answers between.
"""

import json
import re
from typing import Any

from reflect.journal.copying.portable import Copy, Unreadable, as_data, from_data
from reflect.web.language import ZONE
from reflect.web.language import gettext as _

HEAD, QUESTION = "reflection", "question"
MARK = re.compile(r"<!-- reflect:(reflection|question) (\{.*\}) -->")
LIKE_A_MARK = re.compile(r"\\*<!-- reflect:")  # a line of somebody's answer that begins like this gets one more \
ESCAPED = re.compile(r"\\+<!-- reflect:")


def to_markdown(copy: Copy) -> str:
    """The copy as text."""
    data = as_data(copy.document, copy.written_at)
    parts = data.pop("parts")
    day = f"{copy.written_at.astimezone(ZONE):%Y-%m-%d}"
    lines = [_mark(HEAD, data), f"# {_folded(data['title']) or _('Untitled')}", "", day, ""]
    for part in parts:
        answer = part.pop("answer").split("\n")
        lines += [_mark(QUESTION, part), f"## {_folded(part['question'])}", ""]
        lines += ["\\" + line if LIKE_A_MARK.match(line) else line for line in answer]
        lines.append("")
    return "\n".join(lines)


def from_markdown(text: str) -> Copy:
    """The copy that `to_markdown` wrote. Whatever else stands between its marks belongs to the answers.

    Raises:
        Unreadable: it is not one, or its marks were damaged.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    marks = [(number, match) for number, line in enumerate(lines) if (match := MARK.fullmatch(line.rstrip()))]
    kinds = [match[1] for _number, match in marks]
    if not marks or kinds[0] != HEAD or HEAD in kinds[1:] or any(line.strip() for line in lines[: marks[0][0]]):
        raise Unreadable(_("This is not a copy of a reflection made by Reflect."))
    data = _read(marks[0][1])
    ends = [number for number, _match in marks[2:]] + [len(lines)]
    data["parts"] = [
        {**_read(match), "answer": _answer(lines[number + 1 : end])}
        for (number, match), end in zip(marks[1:], ends, strict=False)
    ]
    return from_data(data)


def _answer(lines: list[str]) -> str:
    """What stands under a question: without its heading, and one empty line before and behind."""
    if lines and lines[0].startswith("## "):
        lines = lines[1:]
    if lines and not lines[0]:
        lines = lines[1:]
    if lines and not lines[-1]:
        lines = lines[:-1]
    return "\n".join(line[1:] if ESCAPED.match(line) else line for line in lines)


def _mark(kind: str, data: dict[str, Any]) -> str:
    # Two hyphens would end a comment in some readers.
    return f"<!-- reflect:{kind} {json.dumps(data, ensure_ascii=False).replace('--', '-' + chr(92) + 'u002d')} -->"


def _read(match: re.Match[str]) -> dict[str, Any]:
    try:
        value = json.loads(match[2])
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise Unreadable(_("A line that begins with “<!-- reflect:” was damaged."))
    return value


def _folded(text: str) -> str:
    return " ".join(text.split())
