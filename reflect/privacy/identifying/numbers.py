"""Numbers by which a person is known: NHS numbers, telephone numbers, numbers of cases and of records."""

import re
from collections.abc import Iterator

from stdnum.gb import nhs

from reflect.privacy.identifying.finds import Find, Kind

TEN = re.compile(r"(?<![\w/-])\d{3}[ \u00a0-]?\d{3}[ \u00a0-]?\d{4}(?![\w/-])")
NAMED_NHS = re.compile(r"\bNHS\b[^\n\d]{0,20}$", re.IGNORECASE)
BEFORE_IT = 23  # characters: the most that this takes up
# Numbers that ring nowhere now, or with a digit too few: the shape of a British number is enough to ask.
BRITISH = re.compile(r"(?<![\w/£.-])(?:\+44\s?(?:\(0\)\s?)?|\(?0)(?:\d[\s()-]?){8,9}\d(?![\w/-])")
SHORTEST_PHONE = 8  # digits; shorter lines are those that everybody may call
OPEN_TO_ALL = re.compile(r"^(?:\+?44|0)(?:800|808|300|303|345|116)")

WHOSE = (
    r"case|reference|ref|file|record|client|child|person|patient|hospital|system|crime|incident|cad|court|referral|police"
    r"|mosaic|liquidlogic|carefirst|upn|urn|log|ni|national insurance|passport|niss?"
)
NAMED_CASE = re.compile(
    rf"\b(?:{WHOSE})\b(?:\s+(?:number|no|num|id|ref|reference|code))?\.?\s*(?:(?:is|was|:|#|–|-|\()\s*)?"
    r"(?P<number>[A-Z]{0,5}[-/ ]?\d[\dA-Z]*(?:[-/][\dA-Z]+)*)(?![\w])",
    re.IGNORECASE,
)
SHAPES = re.compile(
    r"(?<![\w/£.-])(?:"
    r"[A-Z]{2}\d{2}[A-Z]\d{5}"  # a family court
    r"|[A-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]"  # National Insurance
    r"|[A-Z]\d{11}[\dA-Z]"  # a pupil (UPN)
    r"|[A-Z]{1,6}[-/]?\d{4,}(?:[-/]\d+)*"
    r"|[A-Z]{2,6}[-/]\d{2,4}[-/]\d{2,8}"
    r"|\d{2,4}[-/][A-Z]{1,5}[-/]\d{2,8}"
    r"|\d{6,12}"
    r")(?![\w/-]|\.\d)"
)
FEWEST_DIGITS = 4


def numbers(text: str) -> Iterator[Find]:
    """Numbers of people and of records in the text."""
    yield from _nhs(text)
    yield from _phones(text)
    for match in NAMED_CASE.finditer(text):
        if sum(letter.isdigit() for letter in match["number"]) >= FEWEST_DIGITS and not _year(match["number"]):
            yield Find(match.start("number"), match.end("number"), Kind.CASE)
    for match in SHAPES.finditer(text):
        yield Find(match.start(), match.end(), Kind.CASE)


def _nhs(text: str) -> Iterator[Find]:
    """Ten digits whose last one checks (NHS Data Dictionary, “NHS number”), or that are called an NHS number."""
    for match in TEN.finditer(text):
        start, end = match.span()
        if nhs.is_valid(match[0].replace("\u00a0", "")) or NAMED_NHS.search(text, max(0, start - BEFORE_IT), start):
            yield Find(start, end, Kind.NHS)


def _phones(text: str) -> Iterator[Find]:
    from phonenumbers import Leniency, PhoneNumberMatcher  # loaded where it is used

    for found in PhoneNumberMatcher(text, "GB", leniency=Leniency.VALID):
        if _long_enough(found.raw_string):
            yield Find(found.start, found.end, Kind.PHONE)
    for match in BRITISH.finditer(text):
        if _long_enough(match[0]):
            yield Find(match.start(), match.end(), Kind.PHONE)


def _long_enough(number: str) -> bool:
    digits = re.sub(r"[^\d+]", "", number)
    return len(digits) > SHORTEST_PHONE and not OPEN_TO_ALL.match(digits)


def _year(number: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", number) is not None
