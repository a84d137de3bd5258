"""The words of one entry as one document. It is sealed as a whole: nothing in it has a column of its own."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal

from reflect.core.errors import BadInput
from reflect.web.language import day, ngettext
from reflect.web.language import gettext as _

LONGEST_ANSWER = 40_000  # characters
LONGEST_TITLE = 120  # characters
MOST_THEMES = 50
MOST_TAGS = 10
LONGEST_TAG = 30  # characters

# What is no character at all (half of a surrogate pair), or none that a page can hold.
NO_TEXT = {0: "\N{REPLACEMENT CHARACTER}"} | dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")

Kind = Literal["guided", "blank"]


@dataclass(frozen=True)
class Part:
    """One question as it was asked, and the answer; `html` is the answer as rendered when last saved."""

    question: str
    prompt: str = ""
    private: bool = False
    help: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()  # that the question speaks to, as slugs
    answer: str = ""
    html: str | None = None


@dataclass(frozen=True)
class Document:
    """Everything of one entry at one revision. A draft is one that its author has not finished."""

    kind: Kind
    parts: tuple[Part, ...]
    path: str = ""
    path_title: str = ""
    set_version: str = ""  # of the questions; of each, with commas, where they are of several sets
    title: str = ""
    themes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()  # the author's own words to find it by
    wellbeing: str = ""  # how they were, coming to it or leaving it, in the words they chose
    draft: bool = True
    cleaner: str = ""
    counted: bool = False  # its author ticked “Count these themes”; never in what is shared
    uncounted: bool = False  # the tick was taken away again after the reflection was finished
    place: int = 0  # the step at which its author goes on; 0: at the first question without an answer
    written_at: str = ""  # of one that was brought in: when it was first written, in ISO 8601

    @property
    def last_step(self) -> int:
        """The steps are the questions, then the page that asks for the themes. Counted from 1."""
        return len(self.parts) + 1

    @property
    def written(self) -> datetime | None:
        """When an entry that was brought in was first written; None for one that was written here."""
        return datetime.fromisoformat(self.written_at) if self.written_at else None

    @property
    def empty(self) -> bool:
        """Whether nobody has written or chosen anything in it."""
        chosen = self.title or self.themes or self.tags or self.wellbeing
        return not (chosen or self.answered)

    @property
    def answered(self) -> tuple[Part, ...]:
        """The questions that have an answer."""
        return tuple(part for part in self.parts if part.answer.strip())

    @property
    def for_author_alone(self) -> bool:
        """Whether all that was answered are questions whose answers are never shared, read or counted."""
        return bool(self.answered) and all(part.private for part in self.answered)

    @property
    def next_step(self) -> int:
        """Where its author goes on: where they were in a draft, and at the beginning of what is finished."""
        if not self.draft:
            return 1
        if 1 <= self.place <= self.last_step:
            return self.place
        open_ = (number for number, part in enumerate(self.parts, 1) if not part.answer.strip())
        return next(open_, self.last_step)


@dataclass(frozen=True)
class Words:
    """What one page sends: the answer of its step, or what stands on the last page. None leaves a thing as it was."""

    step: int
    answer: str | None = None
    title: str | None = None
    themes: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    wellbeing: str | None = None
    counted: bool | None = None
    place: int | None = None  # where its author goes on; None: at this step
    finished: bool = False
    whole: Document | None = None  # an earlier revision that comes back, in the place of all else


def blank(heading: str) -> Document:
    """A page without questions; `heading` stands above the words when they are read."""
    return Document(kind="blank", parts=(Part(question=heading),))


def shown_title(title: str, created_at: datetime) -> str:
    """The title, or words that stand in for it: Untitled, 14 October 2026."""
    return title or _("Untitled, %(day)s", day=day(created_at))


def prompt_key(document: Document, part: Part) -> str:
    """The name of a question of the document through all versions of its set, or "" for one that has none."""
    sets = document.set_version.split(",")
    if len(sets) > 1:  # the sets of questions picked out of several; they were named once each, long ago
        sets = [sets[document.parts.index(part)]] if len(sets) == len(document.parts) else []
    return f"{sets[0].rpartition('.')[0]}:{part.prompt}" if sets and part.prompt else ""


def tidy(text: str) -> str:
    """What was typed, with one kind of line ending and nothing that is not text."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(NO_TEXT)


def problems(words: Words) -> dict[str, str]:
    """What is too long in these words: field name to a sentence that says by how much and what to do."""
    found = {}
    over = len(tidy(words.answer or "")) - LONGEST_ANSWER
    if over > 0:
        found["answer"] = ngettext(
            "Your answer is %(num)d character too long. Move the end of it to a new reflection.",
            "Your answer is %(num)d characters too long. Move the end of it to a new reflection.",
            over,
        )
    over = len(tidy(words.title or "").strip()) - LONGEST_TITLE
    if over > 0:
        found["title"] = ngettext(
            "Make the title shorter by %(num)d character. A few words are enough.",
            "Make the title shorter by %(num)d characters. A few words are enough.",
            over,
        )
    if len(words.themes or ()) > MOST_THEMES:
        found["themes"] = _("Choose fewer themes.")
    tags = tidy_tags(words.tags or ())
    if len(tags) > MOST_TAGS:
        found["tags"] = ngettext("Keep to %(num)d tag.", "Keep to %(num)d tags.", MOST_TAGS)
    elif any(len(tag) > LONGEST_TAG for tag in tags):
        found["tags"] = ngettext(
            "Make each tag %(num)d character or shorter.", "Make each tag %(num)d characters or shorter.", LONGEST_TAG
        )
    return found


def split_tags(text: str) -> tuple[str, ...]:
    """Tags as they are typed: with commas between them, or one a line."""
    return tuple(tidy(text).replace("\n", ",").split(","))


def tidy_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags as they are kept: one kind of space, each once, whatever its case; the first way of writing it stays."""
    found: dict[str, str] = {}
    for tag in (" ".join(tidy(text).split()) for text in tags):
        found.setdefault(tag.casefold(), tag)
    found.pop("", None)
    return tuple(found.values())


def changed(document: Document, words: Words) -> Document:
    """The document after these words of its author.

    Raises:
        BadInput: there is no such step, or something is too long (the sentence says what to do).
    """
    if not 1 <= words.step <= document.last_step:
        raise BadInput(_("This reflection has no such page."))
    for sentence in problems(words).values():
        raise BadInput(sentence)
    if words.whole is not None:
        return _brought_back(document, words.whole)
    if words.answer is not None and words.step <= len(document.parts):
        document = _answered(document, words.step - 1, tidy(words.answer))
    if words.title is not None:
        document = replace(document, title=" ".join(tidy(words.title).split()))
    if words.themes is not None:
        document = replace(document, themes=tuple(dict.fromkeys(words.themes)))
    if words.tags is not None:
        document = replace(document, tags=tidy_tags(words.tags))
    if words.wellbeing is not None:
        document = replace(document, wellbeing=tidy(words.wellbeing)[:LONGEST_TITLE])
    if words.counted is not None:
        taken_away = document.uncounted or (document.counted and not document.draft)
        document = replace(document, counted=words.counted, uncounted=taken_away and not words.counted)
    place = words.step if words.place is None else words.place
    return replace(document, draft=False, place=0) if words.finished else replace(document, place=place)


def _brought_back(document: Document, earlier: Document) -> Document:
    """What was typed in an earlier revision. Themes and their counting stay: what was ticked was ticked then."""
    return replace(
        document,
        parts=earlier.parts,
        cleaner=earlier.cleaner,
        title=earlier.title,
        tags=earlier.tags,
        wellbeing=earlier.wellbeing,
    )


def _answered(document: Document, index: int, answer: str) -> Document:
    part = document.parts[index]
    if part.answer == answer:
        return document
    parts = list(document.parts)
    parts[index] = replace(part, answer=answer, html=None)
    return replace(document, parts=tuple(parts))


def to_bytes(document: Document) -> bytes:
    """Canonical JSON: the same document is always the same bytes, and as many with the tick as without it."""
    ticks = {"counted": int(document.counted), "uncounted": int(document.uncounted)}
    return _dump(asdict(document) | ticks)


def from_bytes(data: bytes) -> Document:
    """The document that `to_bytes` wrote. One from an earlier version lacks what came later."""
    value = json.loads(data)
    parts = tuple(Part(**(part | _tuples(part, "help", "themes"))) for part in value["parts"])
    ticks = {name: bool(value.get(name, False)) for name in ("counted", "uncounted")}
    return Document(**(value | {"parts": parts} | _tuples(value, "themes", "tags") | ticks))


def _tuples(value: dict[str, Any], *names: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(value.get(name, ())) for name in names}


def head_of(document: Document) -> bytes:
    """What a list shows of the document: its title, and whether it is a draft."""
    return _dump({"title": document.title, "draft": document.draft})


def read_head(data: bytes) -> tuple[str, bool]:
    """Title and draft flag, as `head_of` wrote them."""
    head = json.loads(data.decode())
    return head["title"], head["draft"]


def _dump(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
