"""A language that nobody speaks, made from English: each sentence accented, longer and in brackets.

What is in plain letters on a page in this language was never put through gettext, or cannot be found by the extraction
that translators begin with. Days, numbers and lists are those of Welsh: it has six forms of a plural, and its months
cannot be taken for English ones.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo

ROOT = Path(__file__).parents[2]
LANGUAGE = "cy"
PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
STRANGE = "áƀçðéƒĝĥíĵķļɱñóþɋŕšţúṽŵẋýžÁƁÇÐÉƑĜĤÍĴĶĻṀÑÓÞɊŔŠŢÚṼŴẊÝŽ"
ACCENTS = str.maketrans(PLAIN, STRANGE)
KEPT = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|<[^<>]*>|&#?\w+;")  # places for values, and HTML
LONGER = 0.35  # by how much a sentence grows; German and Finnish grow by as much
MORE = "ļóñĝéŕ ŵóŕðš ŧħáñ íñ Éñĝļíšĥ "
Id = str | tuple[str, ...]


@cache
def messages() -> tuple[tuple[str, Id], ...]:
    """Every sentence that translators are given, with the file it is first found in: one, or singular and plural."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = DEFAULT_KEYWORDS | {"_l": None, "by_number": (1, 2), "marked": None}
    found: dict[Id, str] = {}
    for name, _line, message, _comments, _context in extract_from_dir(
        ROOT / "reflect", methods, options, keywords=keywords
    ):
        found.setdefault(message, name)
    return tuple((name, message) for message, name in found.items())


def pseudo(sentence: str) -> str:
    """A sentence as this language says it."""
    words = "".join(
        part if number % 2 else part.translate(ACCENTS)
        for number, part in enumerate(re.split(f"({KEPT.pattern})", sentence))
    )
    letters = len(KEPT.sub("", sentence))
    more = (MORE * (letters // len(MORE) + 1))[: max(1, round(letters * LONGER))].strip()
    return f"⟦{words} {more}⟧" if letters > 1 else words


def write_catalogue(folder: Path, language: str = LANGUAGE) -> Path:
    """Put the catalogue of this language where an app finds it. Returns the folder of all catalogues."""
    catalogue = Catalog(locale=Locale.parse(language))
    for _name, message in messages():
        if isinstance(message, tuple):
            one, many = message[:2]
            forms = [pseudo(one if form == 1 else many) for form in range(catalogue.num_plurals)]
            catalogue.add((one, many), tuple(forms))
        else:
            catalogue.add(message, pseudo(message))
    path = folder / language / "LC_MESSAGES" / "messages.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, catalogue)
    return folder


# What is on a page and not ours to translate, as far as its form says: addresses of mail and of the web, times and days
# as machines write them, what stands for a key, a file's name, and a place in an address.
MACHINE = re.compile(
    r"[\w.+-]+@[\w.-]+\w|https?://\S+|\b[0-9a-f]{4,}(?: [0-9a-f]{4,})*\b"
    r"|\b\d{4}-[QH]\d\b|\.(?:csv|pdf|zip|ics|md|json)\b"
)
WORD = re.compile(rf"[{PLAIN}]{{2,}}")
DAYS = re.compile("|".join(sorted({*Locale.parse(LANGUAGE).months["format"]["wide"].values()}, key=len, reverse=True)))
SPOKEN = {"aria-label", "aria-description", "aria-placeholder", "aria-roledescription", "aria-valuetext"}
SHOWN = {"title", "placeholder", "alt", "label", "summary", "data-column"}
SILENT = {"script", "style", "svg", "code"}
SENTENCE = re.compile(r"[A-Za-z’]+ [a-z]")


def plain_words(text: str, data: re.Pattern[str]) -> bool:
    """Whether plain words are in a text beside what people typed and what only machines read."""
    return bool(WORD.search(DAYS.sub("", data.sub("", MACHINE.sub("", text)))))


def data_of(texts: Iterable[str]) -> re.Pattern[str]:
    """What finds any of these texts: what people typed, and what stands in the files of the library."""
    by_length = sorted({" ".join(text.split()) for text in texts} - {""}, key=len, reverse=True)
    return re.compile("|".join(re.escape(text) for text in by_length))
