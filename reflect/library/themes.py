"""The themes that an author may choose from for a reflection."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from reflect.library.models import Edition, Theme
from reflect.storage.db import db

ENGLISH = "en"


@dataclass(frozen=True)
class ThemeText:
    """One theme. `aggregate` is “yes”, “high” (not counted below an agency) or “never” (stays with its author)."""

    slug: str
    name: str
    public_name: str | None
    definition: str
    aggregate: str
    derives_from: tuple[str, ...]
    recommendations: tuple[str, ...]
    discuss: str
    taxonomy_version: int


_PUBLISHED = (
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
    .where(Edition.kind == "themes", Edition.status == "published", Edition.language == bindparam("language"))
    .order_by(Theme.position)
)


def themes(language: str = ENGLISH) -> tuple[ThemeText, ...]:
    """The published themes, in their order, for choosing. One statement."""
    return tuple(
        ThemeText(
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
        for row in db.session.execute(_PUBLISHED, {"language": language})
    )


def theme_slugs(language: str = ENGLISH) -> frozenset[str]:
    """The slugs of the published themes, for checking what somebody chose."""
    return frozenset(theme.slug for theme in themes(language))


def names_of_themes(slugs: Iterable[str], language: str = ENGLISH) -> list[str]:
    """What chosen themes are called now, in the order they were chosen; one that was retired keeps its slug."""
    chosen = list(slugs)
    names = {theme.slug: theme.name for theme in themes(language)} if chosen else {}
    return [names.get(slug, slug) for slug in chosen]
