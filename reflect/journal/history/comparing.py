"""Two revisions word by word: what went, what came, what stayed. Pure.

Lines that stayed keep the rest in its place, so only what lies between two of them is compared word by word. The work
and the memory of a comparison grow with the product of the two lengths (rapidfuzz compares 64 at a time, and keeps a
bit for each pair), so beyond `MOST_PAIRS` the whole stretch counts as written anew.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from reflect.journal.document import Document

Change = Literal["same", "removed", "added"]

MOST_PAIRS = 250_000_000  # 31 MB; two answers of 40,000 characters in ordinary words have 200 million
LINE = re.compile(r"[^\n]*\n|[^\n]+")
WORD = re.compile(r"\w+(?:[’'-]\w+)*|\s|[^\w\s]")


@dataclass(frozen=True)
class Run:
    """A stretch of one line that stayed, went or came."""

    change: Change
    text: str


@dataclass(frozen=True)
class ComparedPart:
    """One question and its two answers, line by line. Without lines, nothing changed in it."""

    question: str
    lines: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True)
class Comparison:
    """All that differs in what somebody typed; `title` is empty where it is the same."""

    title: tuple[Run, ...]
    parts: tuple[ComparedPart, ...]
    tags: tuple[Run, ...]

    @property
    def same(self) -> bool:
        """Whether nothing that is shown differs."""
        return not (self.title or self.tags or any(part.lines for part in self.parts))


def compare(before: Document, after: Document) -> Comparison:
    """What changed between two revisions of one entry. A question that has no answer in either is left out."""
    earlier, later = (
        {(place, part.question): part.answer for place, part in enumerate(document.parts)}
        for document in (before, after)
    )
    parts = []
    for key in sorted({*earlier, *later}):
        old, new = earlier.get(key, ""), later.get(key, "")
        if old.strip() or new.strip():
            parts.append(ComparedPart(key[1], _lines(changes(old, new)) if old != new else ()))
    title = changes(before.title, after.title) if before.title != after.title else []
    return Comparison(tuple(title), tuple(parts), _tags(before.tags, after.tags))


def changes(before: str, after: str) -> list[Run]:
    """The two texts as one: with what went and what came, each in its place."""
    runs: list[Run] = []
    for change, old, new in _opcodes(LINE.findall(before), LINE.findall(after)):
        if change == "same":
            runs.append(Run("same", old))
        else:
            runs += _in_words(old, new)
    return _merged(runs)


def _in_words(before: str, after: str) -> list[Run]:
    runs: list[Run] = []
    for change, old, new in _opcodes(WORD.findall(before), WORD.findall(after)):
        if change == "same":
            runs.append(Run("same", old))
            continue
        runs += [Run("removed", old)] if old else []
        runs += [Run("added", new)] if new else []
    return _whole_phrases(runs)


def _opcodes(before: Sequence[str], after: Sequence[str]) -> Iterable[tuple[str, str, str]]:
    """Stretches that stayed, and between them what went and what came: (“same” or “changed”, old, new)."""
    from rapidfuzz.distance import LCSseq

    begin, short = 0, min(len(before), len(after))
    while begin < short and before[begin] == after[begin]:
        begin += 1
    end = 0
    while end < short - begin and before[-1 - end] == after[-1 - end]:
        end += 1
    yield "same", "".join(before[:begin]), "".join(after[:begin])
    old, new = before[begin : len(before) - end], after[begin : len(after) - end]
    if len(old) * len(new) > MOST_PAIRS:
        yield "changed", "".join(old), "".join(new)
    else:
        numbers: dict[str, int] = {}  # exact, where hashes of words could collide
        coded = [[numbers.setdefault(word, len(numbers)) for word in words] for words in (old, new)]
        codes = LCSseq.opcodes(*coded)
        for same, group in groupby(codes, key=lambda code: code.tag == "equal"):
            each = list(group)
            yield (
                "same" if same else "changed",
                "".join("".join(old[code.src_start : code.src_end]) for code in each),
                "".join("".join(new[code.dest_start : code.dest_end]) for code in each),
            )
    yield "same", "".join(before[len(before) - end :]), "".join(after[len(after) - end :])


def _whole_phrases(runs: list[Run]) -> list[Run]:
    """A space that stayed between two changed words belongs to the change: phrases read better than single words."""
    found: list[Run] = []
    for place, run in enumerate(runs):
        inside = 0 < place < len(runs) - 1 and run.change == "same" and run.text.isspace() and "\n" not in run.text
        found += [Run("removed", run.text), Run("added", run.text)] if inside else [run]
    gathered: list[Run] = []
    for same, group in groupby(found, key=lambda run: run.change == "same"):
        each = list(group)
        if same:
            gathered += each
        else:
            texts = {
                change: "".join(run.text for run in each if run.change == change) for change in ("removed", "added")
            }
            gathered += [Run(change, text) for change, text in texts.items() if text]  # type: ignore[arg-type]
    return gathered


def _merged(runs: Iterable[Run]) -> list[Run]:
    groups = groupby((run for run in runs if run.text), key=lambda run: run.change)
    return [Run(change, "".join(run.text for run in group)) for change, group in groups]


def _lines(runs: Iterable[Run]) -> tuple[tuple[Run, ...], ...]:
    lines: list[list[Run]] = [[]]
    for run in runs:
        first, *rest = run.text.split("\n")
        lines[-1].append(Run(run.change, first))
        lines += [[Run(run.change, text)] for text in rest]
    return tuple(tuple(run for run in line if run.text) for line in lines)


def _tags(before: Sequence[str], after: Sequence[str]) -> tuple[Run, ...]:
    if set(before) == set(after):
        return ()
    gone = [Run("removed", tag) for tag in before if tag not in after]
    return (*(Run("added" if tag not in before else "same", tag) for tag in after), *gone)
