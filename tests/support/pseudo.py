"""A language that nobody speaks, made from English: each sentence accented, longer and in brackets.

What is in plain letters on a page in this language was never put through gettext, or cannot be found by the extraction
that translators begin with. Days, numbers and lists are those of Welsh: it has five forms of a plural, and its months
cannot be taken for English ones.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import lxml.html
import yaml
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from lxml.html import HtmlElement

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


# What is on a page and not ours to translate, as far as its form says: addresses of mail and of the web, windows, what
# stands for a key, and the endings of files.
MACHINE = re.compile(
    r"[\w.+-]+@[\w.-]+\w|https?://\S+|www\.\S+|\b(?=[0-9a-f ]*\d)[0-9a-f]{4,}(?: [0-9a-f]{4,})*\b"
    r"|\b\d{4}-[QH]\d\b|\.(?:csv|pdf|zip|ics|md|json)\b|\b[A-Z0-9]{4}(?:-[A-Z0-9]{4})+\b"
)
_NAMED = [
    *Locale.parse(LANGUAGE).months["format"]["wide"].values(),
    *Locale.parse(LANGUAGE).days["format"]["wide"].values(),
]
WORD = re.compile(rf"[{PLAIN}]{{2,}}")
DAYS = re.compile("|".join(sorted(_NAMED, key=len, reverse=True)))
SPOKEN = {"aria-label", "aria-description", "aria-placeholder", "aria-roledescription", "aria-valuetext"}
SHOWN = {"title", "placeholder", "alt", "label", "summary", "data-column"}
SILENT = {"script", "style", "svg", "code"}
SENTENCE = re.compile(r"[A-Za-z’]+ [a-z]")  # in an attribute that a script reads


def strings(value: object) -> Iterator[str]:
    """Every text in what a YAML file or a dataclass holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from strings(each)
    elif is_dataclass(value):
        yield from strings(list(vars(value).values()))


@cache
def library() -> tuple[str, ...]:
    """What stands in the files of the library, which are translated as whole files: questions, themes, signposts."""
    files = (ROOT / "reflect" / "library" / "content" / "en").glob("*.yaml")
    return tuple(text for file in files for text in strings(yaml.safe_load(file.read_text())) if len(text) > 3)


class Reader:
    """Finds plain words in what is shown, beside what people typed and the library."""

    def __init__(self, typed: Iterable[str]) -> None:
        known = {" ".join(text.split()) for text in (*library(), *typed)} - {""}
        self.data = re.compile("|".join(re.escape(text) for text in sorted(known, key=len, reverse=True)))

    def plain(self, text: str) -> bool:
        """Whether words are in it that nobody translated."""
        text = " ".join(text.split())
        return bool(WORD.search(DAYS.sub("", self.data.sub("", MACHINE.sub("", text)))))

    def on_page(self, html: str) -> Iterator[str]:
        """The texts and spoken attributes of a page that nobody translated."""
        for element in lxml.html.document_fromstring(html).iter():
            if not isinstance(element.tag, str):
                continue
            silent = any(each.tag in SILENT for each in (element, *element.iterancestors()))
            shown = [] if silent or element.tag == "textarea" else [element.text or ""]
            shown += [] if silent and element.tag not in SILENT else [element.tail or ""]
            shown += [value for name, value in element.attrib.items() if _is_said(element, name, value)]
            yield from (f"<{element.tag}> {' '.join(each.split())}" for each in shown if self.plain(each))


def _is_said(element: HtmlElement, name: str, value: str) -> bool:
    if name in SPOKEN | SHOWN or (name.startswith("data-") and SENTENCE.search(value)):
        return True
    if name == "value":
        return element.tag == "input" and element.get("type") in ("submit", "button", "reset")
    return name == "content" and element.get("name") == "description"


def name_of(english: str | re.Pattern[str], *, exact: bool = False) -> re.Pattern[str]:
    """What finds a link, a button or a field in this language by its words in English, or by a part of them."""
    if exact and isinstance(english, str):
        return re.compile(rf"^\s*(?:{re.escape(english)}|{re.escape(pseudo(english))})\s*$")
    typed = isinstance(english, str)
    words = re.escape(english.strip()) if typed else english.pattern.replace("^", r"^\W*")  # type: ignore[union-attr]
    either = re.sub(r"(?<!\\)[A-Za-z]", lambda letter: f"[{letter[0]}{letter[0].translate(ACCENTS)}]", words)
    return re.compile(either.replace(r"\ ", r"[\s⟦]+"), re.IGNORECASE)


@contextmanager
def spoken_by(*kinds: type) -> Iterator[None]:
    """Let walks that name things in English find them in this language: `spoken_by(Page, Locator)`."""
    said = {"get_by_role": _by_role, "get_by_label": _by_words, "get_by_text": _by_words, "select_option": _by_option}
    before = {(kind, name): getattr(kind, name) for kind in kinds for name in said}
    for (kind, name), find in before.items():
        setattr(kind, name, said[name](find))
    try:
        yield
    finally:
        for (kind, name), find in before.items():
            setattr(kind, name, find)


def _by_role(find: Callable[..., object]) -> Callable[..., object]:
    def found(self: object, role: str, **how: Any) -> object:
        if "name" in how:
            how["name"] = name_of(how["name"], exact=how.pop("exact", False))
        return find(self, role, **how)

    return found


def _by_words(find: Callable[..., object]) -> Callable[..., object]:
    def found(self: object, words: str | re.Pattern[str], *, exact: bool = False) -> object:
        return find(self, name_of(words, exact=exact))

    return found


def _by_option(choose: Callable[..., object]) -> Callable[..., object]:
    ours = {message for _name, message in messages()}

    def chosen(self: object, option: object = None, **how: Any) -> object:
        return choose(self, pseudo(option) if isinstance(option, str) and option in ours else option, **how)

    return chosen
