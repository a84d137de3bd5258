"""What is found by its shape: addresses of mail and of the web, postcodes and streets, dates."""

import re
from collections.abc import Iterator

from reflect.privacy.identifying.finds import Find, Kind

EMAIL = re.compile(r"(?<![\w.+'’-])[\w.+'’-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
WEB = re.compile(
    r"\b(?:https?://|www\.)[^\s<>()“”\"]*[^\s<>()“”\"’'.,;:!?*_]"
    r"|(?<![@\w.-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:uk|com|org|net|info|io|app|me|ie|eu)\b(?:/[^\s<>()“”\"]*[^\s<>()“”\"’'.,;:!?*_])?"
    r"|(?<![\w.@/])@[A-Za-z][\w.]{2,30}\b",
    re.IGNORECASE,
)
# The shape of a postcode: an area of one or two letters, a district, a sector, and two letters of which some are never
# used (Royal Mail, Programmers’ Guide: C I K M O V are not in the last two).
POSTCODE = re.compile(
    r"\b(?:GIR ?0AA|(?:[A-PR-UWYZ][A-HK-Y]?[0-9][0-9A-HJKMNPR-Y]?)[ \u00a0]?[0-9][ABD-HJLNP-UW-Z]{2})\b", re.IGNORECASE
)
STREET = re.compile(
    r"\b(?:(?:Flat|Apartment|Apt|Unit)\s+\d{1,4}[a-z]?,?\s+)?\d{1,4}[a-z]?,?\s+(?:[A-Z][\w’'-]+\s+){1,3}"
    r"(?:Road|Rd|Street|St|Avenue|Ave|Lane|Close|Drive|Crescent|Gardens|Terrace|Way|Grove|Court|Place|Walk|Row|Hill|Square"
    r"|Mews|Parade|Rise|Green|House)\b"
)
MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
YEAR = r"(?:(?:19|20)[0-9]{2}|[’'][0-9]{2})"
FULL = (
    rf"{DAY}(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{MONTHS},?[\s-]+(?:{YEAR}|[0-9]{{2}})\b"
    rf"|{MONTHS}\s+{DAY}(?:st|nd|rd|th)?,?\s+{YEAR}\b"
    rf"|{DAY}\s?[/.-]\s?(?:0?[1-9]|1[0-2])\s?[/.-]\s?(?:(?:19|20)[0-9]{{2}}|[0-9]{{2}})\b"
    r"|(?:19|20)[0-9]{2}[-/](?:0[1-9]|1[0-2])[-/](?:0[1-9]|[12][0-9]|3[01])\b"
)
DATE = re.compile(rf"(?<![\w/.-])(?:{FULL})(?![/-]\d)", re.IGNORECASE)
# With “born” or “birthday” before it, a day without its year says enough.
BIRTHDAY = re.compile(
    rf"(?<![\w/.-])(?:{FULL}|{DAY}(?:st|nd|rd|th)?(?:\s+of)?\s+{MONTHS}|{MONTHS}\s+{DAY}(?:st|nd|rd|th)?)(?![\w/-])",
    re.IGNORECASE,
)
BORN = re.compile(r"\b(?:born|birth|birthday|birthdate|dob|d\.o\.b)\b", re.IGNORECASE)
NEAR = 40  # characters between “born” and the date


def written(text: str) -> Iterator[Find]:
    """Addresses and dates, by their shape."""
    for pattern, kind in ((EMAIL, Kind.EMAIL), (WEB, Kind.WEB), (POSTCODE, Kind.ADDRESS), (STREET, Kind.ADDRESS)):
        for match in pattern.finditer(text):
            yield Find(match.start(), match.end(), kind)
    for match in BIRTHDAY.finditer(text):
        if BORN.search(text, max(0, match.start() - NEAR), match.start()):
            yield Find(match.start(), match.end(), Kind.BORN)
    for match in DATE.finditer(text):
        yield Find(match.start(), match.end(), Kind.DATE)
