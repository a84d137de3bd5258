"""What stands on paper: headings, facts and texts, whatever kind of file they go into. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reflect.privacy.sanitise import NO_TEXT

# What no file can hold beside control characters; tab and line break are text.
NO_FILE = NO_TEXT | dict.fromkeys((0xFFFE, 0xFFFF), "\N{REPLACEMENT CHARACTER}")
MOST_CHARACTERS = 60_000  # of one file: about thirty pages, made without much memory


@dataclass(frozen=True)
class Heading:
    """A heading; level 2 begins an item, 3 and 4 its parts."""

    level: int
    text: str


@dataclass(frozen=True)
class Facts:
    """Short things, each with what it is."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Text:
    """What somebody wrote, as they typed it."""

    text: str

    @property
    def paragraphs(self) -> list[list[str]]:
        """Its paragraphs, each as lines."""
        lines = "\n".join(line.rstrip() for line in self.text.translate(NO_FILE).split("\n"))
        return [block.strip("\n").split("\n") for block in lines.split("\n\n") if block.strip()]


Block = Heading | Facts | Text


@dataclass(frozen=True)
class Sheet:
    """One file before it is one: its title, what stands under it, and the rest."""

    title: str
    note: str
    blocks: tuple[Block, ...]


def clean(text: str) -> str:
    """One line of text that any file can hold."""
    return " ".join(text.translate(NO_FILE).split())


def sheets(title: str, note: str, items: Iterable[tuple[Block, ...]]) -> Iterator[Sheet]:
    """The items one after the other, on as many sheets as they need; an item is never cut."""
    gathered: list[Block] = []
    size = 0
    for blocks in items:
        length = sum(_length(block) for block in blocks)
        if gathered and size + length > MOST_CHARACTERS:
            yield Sheet(title, note, tuple(gathered))
            gathered, size = [], 0
        gathered += blocks
        size += length
    if gathered:
        yield Sheet(title, note, tuple(gathered))


def _length(block: Block) -> int:
    if isinstance(block, Facts):
        return sum(len(name) + len(value) for name, value in block.pairs)
    return len(block.text)
