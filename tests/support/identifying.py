"""The invented sentences on which the check for identifying details is measured, and the measure itself."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from reflect.privacy.identifying.finding import found_in
from reflect.privacy.identifying.finds import Find, Kind

FOLDER = Path(__file__).parents[1] / "unit" / "privacy" / "identifying"
MARKED = re.compile(r"\[(\w+)\|([^]]+)\]")


@dataclass(frozen=True)
class Sentence:
    """A sentence, and what in it should be found."""

    text: str
    marked: tuple[Find, ...]


@dataclass
class Figures:
    """How many of those marked were found, and how many of the finds were right."""

    marked: int = 0
    found: int = 0
    finds: int = 0
    right: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / self.marked if self.marked else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.finds if self.finds else 1.0


def written() -> list[Sentence]:
    """The sentences of `sentences.txt`."""
    return [_read(line) for line in _lines("sentences.txt")]


def framed() -> dict[str, list[Sentence]]:
    """The same sentences for each origin of name, with its own names in them."""
    frames, origins = _lines("frames.txt"), {}
    for line in _lines("names_by_origin.txt"):
        origin, _, both = line.partition(": ")
        given, family = ([name.strip() for name in half.split()] for half in both.split(" / "))
        names = {f"g{place}": name for place, name in enumerate(given, 1)}
        names |= {f"{key}_small": name.lower() for key, name in names.items()}
        names |= {f"s{place}": name for place, name in enumerate(family, 1)}
        origins[origin] = [_read(re.sub(r"\[([^]]+)\]", r"[name|\1]", frame).format(**names)) for frame in frames]
    return origins


def by_kind(sentences: list[Sentence]) -> dict[Kind, Figures]:
    """Figures of each kind: a mark is found when every letter of it is; a find is right when it touches a mark."""
    figures: dict[Kind, Figures] = defaultdict(Figures)
    for sentence in sentences:
        finds = found_in(sentence.text)
        for mark in sentence.marked:
            covered = {at for find in finds if find.kind is mark.kind for at in range(find.start, find.end)}
            there = covered.issuperset(range(mark.start, mark.end))
            figures[mark.kind].marked += 1
            figures[mark.kind].found += there
            if not there:
                figures[mark.kind].missed.append(f"{sentence.text[mark.start : mark.end]} / {sentence.text}")
        for find in finds:
            right = any(
                find.start < mark.end and mark.start < find.end and mark.kind is find.kind for mark in sentence.marked
            )
            figures[find.kind].finds += 1
            figures[find.kind].right += right
            if not right:
                figures[find.kind].wrong.append(f"{sentence.text[find.start : find.end]} / {sentence.text}")
    return {kind: figures[kind] for kind in Kind if kind in figures}


def by_origin() -> dict[str, Figures]:
    """Figures of names for each origin."""
    return {origin: by_kind(sentences)[Kind.NAME] for origin, sentences in framed().items()}


def _lines(name: str) -> list[str]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _read(line: str) -> Sentence:
    text, marks, last = "", [], 0
    for match in MARKED.finditer(line):
        text += line[last : match.start()]
        marks.append(Find(len(text), len(text) + len(match[2]), Kind(match[1])))
        text, last = text + match[2], match.end()
    return Sentence(text + line[last:], tuple(marks))


def everything() -> Iterator[Sentence]:
    """All of them."""
    yield from written()
    for sentences in framed().values():
        yield from sentences
