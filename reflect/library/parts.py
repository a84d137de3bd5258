"""What an edition is made of, wherever it came from: a file, or a form. Plain values, nothing read or stored."""

import json
import re
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Literal, get_args

Audience = Literal["practitioner", "supervisor", "leader", "everyone"]
Step = Literal["what", "so-what", "now-what"]
Aggregate = Literal["yes", "high", "never"]
WhenEmpty = Literal["show", "hide"]
AUDIENCES: tuple[str, ...] = get_args(Audience)
STEPS: tuple[str, ...] = get_args(Step)
AGGREGATES: tuple[str, ...] = get_args(Aggregate)
WHEN_EMPTY: tuple[str, ...] = get_args(WhenEmpty)

# The Panel's own words come in by the administrator's page, which notes their source, never by a file.
PANEL_SLUG = "panel-"

# No text needs these, and PostgreSQL refuses some of them.
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class PromptPart:
    """One question of a set, with its two lines to get somebody going."""

    code: str
    question: str
    help: tuple[str, ...]
    step: str | None
    themes: tuple[str, ...]
    maps_to: tuple[str, ...]
    private: bool


@dataclass(frozen=True)
class SectionPart:
    """Questions for one audience under one heading."""

    audience: str
    title: str
    prompts: tuple[PromptPart, ...]


@dataclass(frozen=True)
class PathPart:
    """A short way through some questions: codes of the set's own, or texts of the path's own."""

    slug: str
    title: str
    minutes: int
    audience: str
    note: str | None
    codes: tuple[str, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True)
class WellbeingPart:
    """How somebody is, coming to this today."""

    question: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class QuestionContent:
    """One version of a question set, with its paths."""

    slug: str
    version: int
    language: str
    title: str
    note: str | None
    sections: tuple[SectionPart, ...]
    paths: tuple[PathPart, ...]
    wellbeing: WellbeingPart | None
    kind: Literal["questions"] = "questions"


@dataclass(frozen=True)
class ThemePart:
    """One theme: what its author sees, what a dashboard shows, and how far it may be counted."""

    slug: str
    name: str
    public_name: str | None
    definition: str
    aggregate: str
    derives_from: tuple[str, ...]
    recommendations: tuple[str, ...]
    discuss: str

    @property
    def renamed(self) -> bool:
        """Whether figures call it what its author, who chose it by its name, may not recognise."""
        return self.public_name is not None and not self.public_name.startswith(self.name)


@dataclass(frozen=True)
class ThemeContent:
    """One version of the themes."""

    version: int
    language: str
    note: str
    themes: tuple[ThemePart, ...]
    slug: str = "themes"
    kind: Literal["themes"] = "themes"


@dataclass(frozen=True)
class SignpostPart:
    """One place to turn, or one thing to know."""

    key: str
    text: str
    detail: str | None
    contact: str | None
    fill_in: bool
    source: str
    last_checked: date | None
    needs_check: bool
    check_note: str | None
    audience: str | None


@dataclass(frozen=True)
class GroupPart:
    """Signposts under one heading."""

    key: str
    title: str
    when_contact_empty: str
    rows: tuple[SignpostPart, ...]


@dataclass(frozen=True)
class SignpostContent:
    """One version of the signposts."""

    version: int
    language: str
    note: str
    groups: tuple[GroupPart, ...]
    slug: str = "signposts"
    kind: Literal["signposts"] = "signposts"


Content = QuestionContent | ThemeContent | SignpostContent


def fingerprint(content: Content) -> str:
    """64 hex digits that change with any word of the content, and not with a file's comments or layout."""
    return sha256(json.dumps(asdict(content), sort_keys=True, default=str).encode()).hexdigest()
