"""What is wrong with the HTML of a page: what two parsers say of it, and what a parser does not know.

Every page that a test fetches comes past here, so it has to be quick. A page whose tags were all seen in this order
before is not looked at again: what it says, its numbers and the ids of things make no difference. Of any other, one
pass over the tags finds what concerns the whole page: ids, what points at them, headings, what stands in what. The
parsers, which are slow, read it when an element stands where none of its name stood before: under that one, after that
one.
"""

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

import html5lib
from flask.testing import FlaskClient
from justhtml import JustHTML
from werkzeug.test import TestResponse

TAGS = re.compile(r"<[^>]*>")
PIECES = re.compile(r"""(<!--.*?-->|<[/!a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*>)""", re.DOTALL)
NAME = re.compile(r"</?([a-zA-Z][^\s/>]*)")
# Stricter than HTML, and quick: quotes around every value, white space between attributes.
WRITTEN = re.compile(r"""<[a-zA-Z][\w-]*(\s+[^\s"'<>/=]+(="[^"]*"|='[^']*')?)*\s*/?>|</[a-zA-Z][\w-]*>""")
ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")
VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
# Attributes whose value decides how a page is judged. Of the others it matters whether they are there, and empty.
TELLING = frozenset(
    (
        *("class", "type", "role", "rel", "method", "scope", "autocomplete", "inputmode", "lang", "tabindex", "open"),
        *("aria-hidden", "aria-live", "aria-expanded", "aria-current", "aria-disabled", "data-module"),
    )
)
POINTS = frozenset(
    (
        *("for", "form", "list", "headers", "popovertarget", "aria-labelledby", "aria-describedby", "aria-controls"),
        *("aria-owns", "aria-details", "aria-activedescendant", "aria-errormessage", "aria-flowto"),
    )
)
UNTITLED, HEAD = re.compile(r"<title>\s*(–|</title>)"), 1000
RANDOM = re.compile(r"[0-9a-z]{26}|\d+")
# What each element must carry to be understood.
NEEDS = {"img": ("alt",), "html": ("lang",), "iframe": ("title",), "th": ("scope",), "meta": (), "a": ("href",)}
CONTROLS = frozenset(("a", "button", "input", "select", "textarea", "summary", "label"))
# What only words may stand in, and what is more than words (HTML, 3.2.5.2.5: phrasing content).
OF_WORDS = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "label", "button", "strong", "em", "b", "i", "pre")
)
BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figure", "footer", "form"),
        *(
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "main",
            "nav",
            "ol",
            "p",
            "pre",
            "section",
            "table",
            "ul",
        ),
    )
)
# What may stand directly in these, and nothing else.
ONLY = {
    "ul": ("li", "template"),
    "ol": ("li", "template"),
    "dl": ("dt", "dd", "div", "template"),
    "table": ("caption", "colgroup", "thead", "tbody", "tfoot", "tr"),
    "tr": ("th", "td"),
    "select": ("option", "optgroup", "hr"),
}
HEADINGS = {f"h{level}": level for level in range(1, 7)}


class CheckingClient(FlaskClient):
    """Flask’s own test client, which reads no page with a fault in its HTML."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        response = super().open(*args, **options)
        shown = response.mimetype == "text/html" and not 300 <= response.status_code < 400
        if shown and (html := response.get_data(as_text=True)):
            found = faults(html)
            assert not found, "\n".join([f"{response.request.method} {response.request.path}:", *found])
        return response


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as it is written, read once."""

    name: str
    closes: bool
    alone: bool  # nothing stands in it
    looks: Hashable  # what makes it another tag than others of its name
    sign: int  # the same with what its id, and what it points at, begin with
    id: str | None
    points: tuple[str, ...]
    faults: tuple[str, ...]


# What this process has found right: whole pages by their tags, and what a parser has read under what, after what.
RIGHT: set[int] = set()
PARSED: set[Hashable] = set()

WORDS = Tag("words", closes=False, alone=True, looks="words", sign=0, id=None, points=(), faults=())


@dataclass
class Outline:
    """What one pass over the tags of a page tells."""

    faults: list[str] = field(default_factory=list)
    places: set[Hashable] = field(default_factory=set)  # a tag with its attributes, under that one, after that one
    names: set[Hashable] = field(default_factory=set)  # the same of elements’ names alone
    torn: bool = False  # an end tag is not that of what was opened last


def faults(html: str) -> list[str]:
    """Everything wrong with the HTML of a page; nothing about one like those that were right."""
    skeleton = hash(tuple(map(sign, TAGS.findall(html))))
    if skeleton in RIGHT and not UNTITLED.search(html, 0, HEAD):
        return []
    seen = outline(html)
    found = list(seen.faults)
    if seen.torn or not seen.names <= PARSED:
        found += parsed(html)
    if not found:
        RIGHT.add(skeleton)
        PARSED.update(seen.names)
    return found


def parsed(html: str) -> list[str]:
    """What parsers say of a page: html5lib names more errors than justhtml, which knows newer HTML."""
    strict = html5lib.HTMLParser()
    strict.parse(html)
    found = [f"line {place[0]}: {code} {said or ''}" for place, code, said in strict.errors]
    just = JustHTML(html, sanitize=False, collect_errors=True)
    return found + [f"line {error.line}: {error.code}" for error in just.errors if not found]


def outline(html: str) -> Outline:
    """One pass over the tags of a page."""
    page = Outline()
    say = page.faults.append
    above: list[Tag] = []
    before: Tag | None = None
    ids: list[str] = []
    points: list[str] = []
    levels: list[int] = []
    within = title = ""
    pieces = PIECES.split(html)
    for place in range(1, len(pieces), 2):
        words, raw = pieces[place - 1], pieces[place]
        if words and not words.isspace():
            before = WORDS
            if above and above[-1].name in ONLY:
                say(f"words stand in <{above[-1].name}>: {words.strip()[:40]}")
            if above and above[-1].name == "title" and not title:
                title = words.strip()
        tag = read(raw)
        name = tag.name
        if tag.closes:
            if above and above[-1].name == name:
                before = above.pop()
            else:
                page.torn = True
                while any(each.name == name for each in above) and above.pop().name != name:
                    pass
            if name == within and not any(each.name == within for each in above):
                within = ""
            continue
        parent = above[-1] if above else None
        page.places.add((parent and parent.looks, before and before.looks, tag.looks))
        page.names.add((parent and parent.name, before and before.name, name))
        if tag.faults:
            page.faults += tag.faults
        if tag.id is not None:
            ids.append(tag.id)
        if tag.points:
            points += tag.points
        if name in HEADINGS:
            levels.append(HEADINGS[name])
        if parent and not fits(parent.name, name):
            say(f"<{name}> stands in <{parent.name}>")
        if name == "form" and any(each.name == "form" for each in above):
            say("<form> stands in <form>")
        if name in CONTROLS:
            if within and not (within == "label" and name != "label"):
                say(f"{raw[:80]} stands in another control, <{within}>")
            if not tag.alone and not within:
                within = name
        if tag.alone:
            before = tag
        else:
            above.append(tag)
            before = None
    page.torn = page.torn or bool(above)
    known = set(ids)
    if len(known) < len(ids):
        page.faults += [f"the id {name} stands twice" for name in sorted(known) if ids.count(name) > 1]
    page.faults += [f"something points at {name!r}, which is not there" for name in points if name not in known]
    page.faults += _headings(levels)
    if not title or title.startswith("–"):
        say("the title is empty")
    return page


def _headings(levels: list[int]) -> Iterator[str]:
    """One first heading, and no level left out on the way down."""
    if levels.count(1) != 1:
        yield f"{levels.count(1)} first headings"
    for one, other in pairwise(levels):
        if other > one + 1:
            yield f"a heading of level {other} follows one of level {one}"


@lru_cache(1000)
def fits(parent: str, child: str) -> bool:
    """Whether HTML allows this element directly in that one."""
    return not (parent in OF_WORDS and child in BLOCKS) and child in ONLY.get(parent, (child,))


@lru_cache(20_000)
def sign(raw: str) -> int:
    """What tells one tag from another: the same for all that differ in words and numbers alone."""
    return read(raw).sign


@lru_cache(20_000)
def read(raw: str) -> Tag:
    """One tag, taken apart."""
    closes = raw.startswith("</")
    named = NAME.match(raw)
    if named is None:  # a comment, or what says that this is HTML
        return WORDS
    name = named[1].lower()
    pairs = [(key.lower(), value.strip("\"'")) for key, value in ATTRIBUTE.findall(raw[named.end() : -1])]
    values = dict(pairs)
    found = [] if WRITTEN.fullmatch(raw) else [f"{raw[:80]} is not written as a tag is"]
    found += [f"{key} stands twice in {raw[:80]}" for key in values if sum(key == other for other, _ in pairs) > 1]
    found += [f"{key}= in {raw[:80]}" for key in values if key == "style" or key.startswith("on")]
    found += [f"{raw[:80]} has no {key}" for key in NEEDS.get(name, ()) if key not in values]
    found += [f"{raw[:80]} has an empty id" for _ in range(values.get("id") == "")]
    found += [
        f"{raw[:80]} stands before all others in the order of Tab" for _ in range(values.get("tabindex", "0") > "0")
    ]
    looks = (name, *sorted((key, value if key in TELLING else not value) for key, value in pairs))
    points = tuple(one for key, value in pairs if key in POINTS for one in value.split())
    if (there := values.get("href", "")).startswith("#"):
        points += (there[1:],)
    named = RANDOM.sub("", " ".join((values.get("id", ""), *points)))
    alone = name in VOID or raw.endswith("/>")
    return Tag(name, closes, alone, looks, hash((closes, looks, named)), values.get("id"), points, tuple(found))
