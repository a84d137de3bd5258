"""A text as words, with what a rule about names looks at: capitals, where sentences start, what is ordinary."""

import re
from dataclasses import dataclass

from reflect.privacy.identifying import words

LETTER = r"[^\W\d_][\u0300-\u036f]*"
TOKEN = re.compile(rf"(?:{LETTER})+(?:[’'‘ʼ`‑-](?:{LETTER})+)*")
SUFFIX = re.compile(r"(?:[’'](?:s|S|ll|d|re|ve|m|t))$")
# Each part of a gap is read in one way only: a ruled line would otherwise be tried in every way to cut it up.
STARTS_AFTER = re.compile(
    r"(?:^|[.!?…:;][”’\"')]*\s+)[“‘\"'(*_]*$"
    r"|\n(?:[-*>#]|[^\S\n]|\d+[.)])*(?:[“‘\"'(_][“‘\"'(*_]*)?$"
)
OPENING = re.compile(r"(?:^|\s)[“‘\"]$")


@dataclass(slots=True)
class Token:
    """One word of the text with what the rule looks at; `core` is without ’s and the like."""

    start: int
    end: int
    core: str
    lower: str
    owns: bool
    starts: bool  # a sentence, a line, or what somebody said
    dotted: bool  # a full stop follows at once
    ordinary: bool
    name: bool = False
    sure: bool = False

    @property
    def capital(self) -> bool:
        """Whether any of its parts begins with a capital: al-Rashid."""
        return any(piece[:1].isupper() for piece in self.core.split("-"))  # al-Rashid

    @property
    def shouted(self) -> bool:
        """Whether all of it is in capitals."""
        return len(self.core) > 1 and self.core.isupper()


def tokens_of(text: str) -> list[Token]:
    """The words of a text in their order, each with what stands around it."""
    found: list[Token] = []
    for match in TOKEN.finditer(text):
        core = SUFFIX.sub("", match[0]).replace("‑", "-")
        owns = core != match[0] or (
            text[match.end() : match.end() + 1] in "’'" and core[-1:] == "s" and match.end() < len(text)
        )
        lower = core.lower().replace("’", "'")
        previous = found[-1] if found else None
        gap = text[previous.end if previous else 0 : match.start()]
        starts = _starts(gap, previous)
        dotted = text[match.end() : match.end() + 1] == "."
        found.append(
            Token(match.start(), match.start() + len(core), core, lower, owns, starts, dotted, _ordinary(core, lower))
        )
    return found


def _ordinary(core: str, lower: str) -> bool:
    pieces = [piece for piece in lower.split("-") if piece]
    if len(pieces) > 1 and core.split("-")[-1][:1].isupper():  # Ka-Yan, Chi-Ming; not British-Pakistani
        return any(piece in words.PUBLIC or piece in words.OF_THE_WORK for piece in pieces)
    if words.ordinary(lower.replace("'", "’")) or words.ordinary("".join(pieces)):
        return True
    return len(pieces) > 1 and all(words.ordinary(piece) for piece in pieces)


def _starts(gap: str, previous: Token | None) -> bool:
    if previous is None or OPENING.search(gap):
        return True
    if previous.dotted and (previous.lower in words.TITLES or (len(previous.core) == 1 and previous.capital)):
        return "\n" in gap
    return STARTS_AFTER.search(gap) is not None


def lines_of_titles(text: str, tokens: list[Token]) -> set[int]:
    """The places of words in lines that are written like Headings Of A Page: there a capital says nothing."""
    found: set[int] = set()
    lines: list[list[int]] = [[]]
    for at, token in enumerate(tokens):
        if at and "\n" in text[tokens[at - 1].end : token.start]:
            lines.append([])
        lines[-1].append(at)
    for places in lines:
        longer = [at for at in places if len(tokens[at].core) > 3]
        ordinary = [at for at in longer if tokens[at].capital and tokens[at].ordinary]
        if len(ordinary) > 2 and len(ordinary) > 0.6 * len(longer):
            found.update(places)
    return found
