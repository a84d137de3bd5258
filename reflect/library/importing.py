"""Bringing a library file in: all of it or nothing, and never other words under a version that is out."""

from dataclasses import dataclass

from sqlalchemy import select

from reflect.core.errors import Conflict
from reflect.library.editions import highest_version, publish
from reflect.library.files import read_file
from reflect.library.models import Edition, Path
from reflect.library.parts import Content, QuestionContent, fingerprint
from reflect.library.themes import theme_slugs
from reflect.library.writing import add_draft
from reflect.storage.db import db
from reflect.web.language import gettext as _


@dataclass(frozen=True)
class Imported:
    """What a file was, and whether it brought anything new."""

    kind: str
    slug: str
    version: int
    language: str
    new: bool


def check_library_file(data: bytes) -> Imported:
    """Say what bringing a file in would do, without doing it.

    Raises:
        BadLibraryFile: with every problem and its line.
        Conflict: its version cannot be brought in any more.
    """
    return _checked(data)[1]


def import_library_file(data: bytes) -> Imported:
    """Bring a file in and publish it; the version before it is retired. The same file again changes nothing.

    Raises:
        BadLibraryFile: with every problem and its line.
        Conflict: its version cannot be brought in any more.
    """
    content, outcome = _checked(data)
    if outcome.new:
        publish(add_draft(content, origin="reflect"))
    return outcome


def _checked(data: bytes) -> tuple[Content, Imported]:
    content = read_file(data, theme_slugs() or None)
    there = db.session.scalar(
        select(Edition.fingerprint).where(
            Edition.kind == content.kind,
            Edition.slug == content.slug,
            Edition.language == content.language,
            Edition.version == content.version,
        )
    )
    if there is None:
        _refuse_lower_version(content)
        _refuse_taken_paths(content)
    elif there != fingerprint(content):
        raise Conflict(
            _(
                "Version %(version)s of “%(slug)s” is here already with other words, and published words never "
                "change. Give the changed file the version %(next)s.",
                version=content.version,
                slug=content.slug,
                next=highest_version(content.kind, content.slug, content.language) + 1,
            )
        )
    new = there is None
    return content, Imported(content.kind, content.slug, content.version, content.language, new)


def _refuse_lower_version(content: Content) -> None:
    highest = highest_version(content.kind, content.slug, content.language)
    if content.version < highest:
        raise Conflict(
            _(
                "Version %(highest)s of “%(slug)s” is here already. Give the file a higher version.",
                highest=highest,
                slug=content.slug,
            )
        )


def _refuse_taken_paths(content: Content) -> None:
    if not isinstance(content, QuestionContent):
        return
    taken = db.session.scalar(
        select(Path.slug)
        .join(Edition, Edition.id == Path.edition_id)
        .where(
            Path.slug.in_([path.slug for path in content.paths]),
            Edition.slug != content.slug,
            Edition.language == content.language,
            Edition.status == "published",
        )
        .limit(1)
    )
    if taken:
        raise Conflict(_("Another question set has a path named “%(slug)s”. Rename one of the two.", slug=taken))
