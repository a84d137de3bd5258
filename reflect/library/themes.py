"""The themes that an author may choose from for a reflection."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from reflect.library.models import Edition, Theme
from reflect.library.parts import ThemePart
from reflect.storage.db import db, fetch

ENGLISH = "en"


@dataclass(frozen=True)
class ThemeText(ThemePart):
    """A published theme. `aggregate` is “yes”, “high” (not counted below an agency) or “never” (its author’s alone)."""

    taxonomy_version: int


@dataclass(frozen=True)
class ThemeName:
    """What one theme is called, and whether it is counted anywhere."""

    slug: str
    name: str
    countable: bool


_TEXTS = (
    select(
        Theme.slug,
        Theme.name,
        Theme.public_name,
        Theme.definition,
        Theme.aggregate,
        Theme.derives_from,
        Theme.recommendations,
        Theme.discuss,
        Edition.version,
    )
    .join(Edition, Edition.id == Theme.edition_id)
    .where(Edition.kind == "themes", Edition.language == bindparam("language"))
    .order_by(Edition.version, Theme.position)
)
_PUBLISHED = _TEXTS.where(Edition.status == "published")
_NAMES = _PUBLISHED.with_only_columns(Theme.slug, Theme.name, Theme.aggregate)
_VERSIONS = _TEXTS.where(Edition.status != "draft", Edition.version.in_(bindparam("versions", expanding=True)))


def themes(language: str = ENGLISH) -> tuple[ThemeText, ...]:
    """The published themes, in their order, for choosing. One statement."""
    return tuple(_text(row) for row in db.session.execute(_PUBLISHED, {"language": language}))


def themes_of_versions(
    versions: Iterable[int], language: str = ENGLISH, *, session: Session | None = None
) -> dict[int, tuple[ThemeText, ...]]:
    """The themes of some versions, published or retired since, by version and in their order. One statement.

    Published words never change, so what was released under a version can always be read in its words.

    Args:
        session: through which they are read; without it, the ordinary one.
    """
    rows = (session or db.session).execute(_VERSIONS, {"language": language, "versions": sorted(set(versions))})
    return {
        version: tuple(_text(row) for row in group) for version, group in groupby(rows, key=lambda row: row.version)
    }


def theme_slugs(language: str = ENGLISH) -> frozenset[str]:
    """The slugs of the published themes, for checking what somebody chose."""
    return frozenset(theme.slug for theme in themes(language))


def theme_names(language: str = ENGLISH) -> dict[str, ThemeName]:
    """What the published themes are called, by slug, without their texts. One statement."""
    rows = fetch(_NAMES, {"language": language})
    return {row.slug: ThemeName(row.slug, row.name, row.aggregate != "never") for row in rows}


def names_of_themes(
    slugs: Iterable[str], language: str = ENGLISH, *, names: Mapping[str, ThemeName] | None = None
) -> list[str]:
    """What chosen themes are called now, in the order they were chosen; one that was retired keeps its slug.

    It asks the database also when none were chosen: its statements do not say whether some were.

    Args:
        names: of the published themes, where they were asked for already.
    """
    known = theme_names(language) if names is None else names
    return [known[slug].name if slug in known else slug for slug in slugs]


def _text(row: Any) -> ThemeText:
    return ThemeText(
        slug=row.slug,
        name=row.name,
        public_name=row.public_name,
        definition=row.definition,
        aggregate=row.aggregate,
        derives_from=tuple(row.derives_from),
        recommendations=tuple(row.recommendations),
        discuss=row.discuss,
        taxonomy_version=row.version,
    )
