"""Likely names, of people first and of schools and streets as well: capitals that are not ordinary English.

The rule asks what a word is NOT, so that a name nobody listed is found as surely as Smith. It looks at the word, at
what stands around it, and at where else in the text the same word stands.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from reflect.privacy.identifying import words
from reflect.privacy.identifying.finds import Find, Kind
from reflect.privacy.identifying.tokens import Token, lines_of_titles, tokens_of

OTHER_SCRIPT = re.compile(r"[\u0370-\u1eff\u2e80-\U0003ffff]")
JOINED = re.compile(r"(?:[ \u00a0]|\.[ \u00a0]?|-|‑)\Z")
WHO = re.compile(
    r",? (?:who|whose)\b|, (?:aged? )?(?:\d{1,2}|[a-z]+teen|two|three|four|five|six|seven|eight|nine|ten)\b"
)
LABELLED = frozenset(
    ("plan", "section", "part", "appendix", "option", "level", "grade", "year", "class", "group", "type", "vitamin")
)


def names(text: str) -> Iterator[Find]:
    """Names of people and places, and initials, as far as capitals and the words around them show."""
    tokens = tokens_of(text)
    titles = lines_of_titles(text, tokens)
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        token.name = _is_name(text, token, before, after, in_title=at in titles)
        token.sure = token.name and not token.ordinary
    _same_again(tokens)
    _neighbours(text, tokens)
    yield from _joined(text, tokens)


def _is_name(text: str, token: Token, before: Token | None, after: Token | None, *, in_title: bool) -> bool:
    if OTHER_SCRIPT.search(token.core) and not _latin(token.core):
        return True
    if not token.capital:
        return _small_name(text, token, before, after)
    titled = (
        before is not None
        and before.lower in words.TITLES
        and before.capital
        and text[before.end : token.start].strip(". ") == ""
    )
    if titled and token.lower not in words.TITLES:
        return True
    if (len(token.core) <= 2 and token.shouted) or len(token.core) == 1:
        return _initials(text, token, before, after)
    if token.lower in words.PUBLIC and token.lower not in words.WORDS_THAT_ARE_NAMES:
        return False
    if token.shouted and (token.core in words.ABBREVIATIONS or len(token.core) == 3 or token.ordinary):
        return (
            len(token.core) > 2
            and not token.ordinary
            and token.core not in words.ABBREVIATIONS
            and _acts(text, token, after)
        )
    if not token.ordinary:
        return not _abbreviation(token.core) and (
            not token.starts or _acts(text, token, after) or not words.swapped(token.lower)
        )
    return _ordinary_name(text, token, before, after, in_title=in_title)


def _latin(core: str) -> bool:
    return all("LATIN" in _script(letter) or not letter.isalpha() for letter in core)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "")


def _abbreviation(core: str) -> bool:
    return core in words.ABBREVIATIONS or core.rstrip("s") in words.ABBREVIATIONS


def _ordinary_name(text: str, token: Token, before: Token | None, after: Token | None, *, in_title: bool) -> bool:
    """A word that is also a name: “I met Grace”, “Will told me”."""
    also_name = token.lower in words.WORDS_THAT_ARE_NAMES
    if token.starts or in_title:
        if not also_name and not words.rare(token.lower):
            return False
        if token.lower in words.SMALL_WORDS:
            return token.owns or _says(after) or WHO.match(text, token.end) is not None
        return _acts(text, token, after)
    if before and (before.lower in words.ARTICLES or (before.lower in words.OWNERS and not also_name)):
        return False
    if token.lower in words.PUBLIC:
        return also_name and (token.owns or (before is not None and before.lower in words.ASKED))
    if also_name and token.lower not in words.OF_THE_WORK:
        return True
    alone = not (before and _runs_on(text, before, token)) and not (after and _runs_on(text, token, after))
    return alone and (also_name or token.lower not in words.OF_THE_WORK)


def _runs_on(text: str, first: Token, second: Token) -> bool:
    return (
        first.capital
        and not (first.starts and first.ordinary)
        and second.capital
        and text[first.end : second.start].strip("’'s&- ") == ""
    )


def _acts(text: str, token: Token, after: Token | None) -> bool:
    speaks = after is not None and not after.starts and after.lower in words.SPEAKING
    return token.owns or speaks or WHO.match(text, token.end) is not None


def _says(after: Token | None) -> bool:
    return after is not None and after.lower in words.SAYING


def _small_name(text: str, token: Token, before: Token | None, after: Token | None) -> bool:
    """A name in small letters: no word of the language, nor one that was mistyped, unless the place says otherwise."""
    called = before is not None and before.lower in words.CALLED and not token.starts
    if token.ordinary:
        known = token.lower in words.WORDS_THAT_ARE_NAMES - words.SMALL_WORDS
        asked = before is not None and before.lower in words.ASKED and not token.starts
        return known and (called or asked or (_says(after) and (token.starts or _before(before))))
    if len(token.core) < 3 and not called and not (_says(after) or token.owns):
        return False
    if "'" in token.lower and token.lower.split("'")[0] in {"i", "he", "she", "we", "they", "you", "it", "that", "who"}:
        return False
    asked = before is not None and before.lower in words.ASKED and not token.starts
    placed = called or asked or _acts(text, token, after)
    return placed or ((_before(before) or token.starts) and not words.mistyped(token.lower))


def _before(before: Token | None) -> bool:
    return before is not None and before.lower in words.BEFORE_A_NAME


def _initials(text: str, token: Token, before: Token | None, after: Token | None) -> bool:
    """J.K., TM or K where a person would stand."""
    if token.core in words.ABBREVIATIONS or token.core == "I":
        return False
    touching = text[token.end : token.end + 2]
    if len(token.core) == 1 and re.match(r"\.[A-Z]", touching):
        return True
    if before is not None and len(before.core) == 1 and before.name and text[before.end : token.start] == ".":
        return True
    if (before is not None and before.lower in LABELLED) or text[token.start - 1 : token.start] in ("&", "/"):
        return False
    if len(token.core) == 2:
        return not token.core[1].islower() and (not token.starts or _acts(text, token, after))
    if token.core == "A" and not token.owns:
        return False
    return _acts(text, token, after) or (_before(before) and not (after and _runs_on(text, token, after)))


def _same_again(tokens: list[Token]) -> None:
    """What is a name in one place is one in every other: at the start of a sentence, or in small letters."""
    sure = {token.lower for token in tokens if token.sure and len(token.core) > 2}
    often = {token.lower for token in tokens if token.name and token.capital and len(token.core) > 2}
    for token in tokens:
        if not token.name and (token.lower in sure or (token.capital and token.lower in often - words.SMALL_WORDS)):
            token.name = True


def _neighbours(text: str, tokens: list[Token]) -> None:
    """A capital beside a name belongs to it: Grace Adeyemi, Oakfield Primary School."""
    for first, second in pairwise(tokens):
        if first.name and not second.name and _beside(text, first, second) and second.capital:
            second.name = second.lower not in words.PUBLIC and not _abbreviation(second.core)
    for at in range(len(tokens) - 2, -1, -1):
        first, second = tokens[at], tokens[at + 1]
        if second.name and not first.name and first.capital and _beside(text, first, second):
            known = first.lower in words.WORDS_THAT_ARE_NAMES - words.SMALL_WORDS or words.rare(first.lower)
            small = first.lower in words.SMALL_WORDS and _speaks_next(tokens, at + 2)
            usual = first.lower in words.PUBLIC | words.OF_THE_WORK | words.TITLES
            first.name = known or (second.sure and (small or (not first.starts and not usual)))


def _speaks_next(tokens: list[Token], at: int) -> bool:
    """“Will Smith said”, and not “Will Oluwaseun come?”."""
    return at < len(tokens) and tokens[at].lower in words.SPEAKING


def _beside(text: str, first: Token, second: Token) -> bool:
    return not first.owns and JOINED.match(text[first.end : second.start]) is not None and not second.starts


def _joined(text: str, tokens: list[Token]) -> Iterator[Find]:
    """Neighbouring names as one find, with the title before them and the small words between them."""
    at = 0
    while at < len(tokens):
        if not tokens[at].name:
            at += 1
            continue
        first = last = at
        while last + 1 < len(tokens) and (step := _continues(text, tokens, last)):
            last += step
        if (
            first
            and _is_title(tokens[first - 1])
            and text[tokens[first - 1].end : tokens[first].start].strip(". ") == ""
        ):
            first -= 1
        stop = len(tokens[last].core) == 1 and last > first and tokens[last].dotted  # the last one of J.R.
        yield Find(tokens[first].start, tokens[last].end + stop, Kind.NAME)
        at = last + 1


def _is_title(token: Token) -> bool:
    return token.lower in words.TITLES and not token.name


def _continues(text: str, tokens: list[Token], last: int) -> int:
    """How many words further the name goes: 1 for a name beside it, 2 or 3 across al-, bin, de la; 0 if it ends."""
    for step in (1, 2, 3):
        if last + step >= len(tokens) or not _beside(text, tokens[last + step - 1], tokens[last + step]):
            return 0
        if tokens[last + step].name:
            return step
        if tokens[last + step].lower not in words.JOINING:
            return 0
    return 0
