"""An organisation's own contacts in the signposts: each change is a new edition, so that the earlier one stays."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from reflect.core.errors import BadInput, NotFound
from reflect.library.editions import highest_version, publish
from reflect.library.models import Edition, Signpost
from reflect.library.parts import NOT_TEXT, GroupPart, SignpostContent, SignpostPart
from reflect.library.themes import ENGLISH
from reflect.library.writing import add_draft
from reflect.storage.db import db
from reflect.web.language import gettext as _
from reflect.web.language import ngettext

MOST_CONTACT = 200
MOST_DETAIL = 300


def present_signposts(language: str = ENGLISH) -> SignpostContent:
    """The published signposts with every row, also those that are not shown until somebody fills in a contact.

    Raises:
        NotFound: none are published.
    """
    edition = db.session.scalar(_published(language))
    if edition is None:
        raise NotFound(_("There are no signposts yet."))
    rows = db.session.scalars(select(Signpost).where(Signpost.edition_id == edition.id).order_by(Signpost.position))
    groups: dict[str, GroupPart] = {}
    for row in rows:
        group = groups.get(row.group_key) or GroupPart(row.group_key, row.group_title, row.when_contact_empty, ())
        groups[row.group_key] = replace(group, rows=(*group.rows, _part(row)))
    return SignpostContent(edition.version, language, edition.note or "", tuple(groups.values()))


def signpost(key: str, language: str = ENGLISH) -> SignpostPart:
    """One row of the published signposts.

    Raises:
        NotFound: there is none with this key.
    """
    rows = (row for group in present_signposts(language).groups for row in group.rows)
    found = next((row for row in rows if row.key == key), None)
    if found is None:
        raise NotFound
    return found


def change_signpost(
    key: str, *, contact: str, detail: str, checked: date | None, actor: str, language: str = ENGLISH
) -> str:
    """Publish the signposts with one row changed, inside a write unit. Returns the new edition's id.

    Args:
        contact, detail: as people are to see them; empty for none.
        checked: the day on which somebody made sure that it is right.

    Raises:
        BadInput: a text is too long, or holds what no text needs.
        NotFound: there is no row with this key.
    """
    # The lock makes two changes follow each other, so that neither loses the other's words.
    db.session.execute(_published(language).with_for_update())
    signpost(key, language)
    changed = {
        "contact": _tidy(contact, MOST_CONTACT) or None,
        "detail": _tidy(detail, MOST_DETAIL) or None,
        "last_checked": checked,
    }
    present = present_signposts(language)
    groups = tuple(
        replace(group, rows=tuple(replace(row, **changed) if row.key == key else row for row in group.rows))
        for group in present.groups
    )
    version = highest_version("signposts", present.slug, language) + 1
    draft = add_draft(replace(present, version=version, groups=groups), origin="reflect")
    publish(draft, actor=actor)
    return draft


def _published(language: str):  # type: ignore[no-untyped-def]
    return select(Edition).where(
        Edition.kind == "signposts", Edition.status == "published", Edition.language == language
    )


def _tidy(text: str, most: int) -> str:
    tidy = " ".join(text.split())
    if len(tidy) > most:
        raise BadInput(ngettext("Enter %(num)d character or fewer.", "Enter %(num)d characters or fewer.", most))
    if NOT_TEXT.search(tidy):
        raise BadInput(_("The text holds a character that no text needs. Type it again."))
    return tidy


def _part(row: Signpost) -> SignpostPart:
    return SignpostPart(
        key=row.key,
        text=row.text,
        detail=row.detail,
        contact=row.contact,
        fill_in=row.fill_in,
        source=row.source,
        last_checked=row.last_checked,
        needs_check=row.needs_check,
        check_note=row.check_note,
        audience=row.audience,
    )
