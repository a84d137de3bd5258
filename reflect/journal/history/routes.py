"""The history of one reflection: every revision, any two beside each other, and an earlier one brought back."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import BadInput, NotFound
from reflect.core.ids import ID_PATTERN, new_id
from reflect.journal import entries
from reflect.journal.history.comparing import compare
from reflect.journal.history.restoring import restore
from reflect.journal.ordering import Edit
from reflect.journal.routes import bp
from reflect.library.themes import names_of_themes
from reflect.vault.keys import Keys
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

PAGE = 30  # revisions on one page
NUMBER = range(1, 2**31)


@bp.get("/<id:entry_id>/history")
@guard(UNLOCKED)
def history(viewer: Viewer, keys: Keys, entry_id: str) -> ResponseReturnValue:
    if "revision" in request.args:
        return _revision(viewer, keys, entry_id, _number(request.args["revision"]))
    before = _number(request.args["before"]) if "before" in request.args else None
    chosen = _chosen()
    opened = entries.open_(keys, viewer.person_id, entry_id)
    marks = entries.history(viewer.person_id, entry_id, before, PAGE + 1)
    shown = marks[:PAGE]
    return page(
        "journal/history.html",
        title=_("History"),
        entry=opened,
        marks=shown,
        older=shown[-1].number if len(marks) > PAGE else None,
        first_page=before is None,
        chosen=chosen,
        elsewhere=[number for number in chosen if number not in {mark.number for mark in shown}],
    )


@bp.get("/<id:entry_id>/compare")
@guard(UNLOCKED)
def compared(viewer: Viewer, keys: Keys, entry_id: str) -> ResponseReturnValue:
    """Two revisions as one text. Their numbers are no private words, so they may stand in the address."""
    entries.history(viewer.person_id, entry_id, rows=1)  # somebody else's is not there, whatever else is wrong
    chosen = _chosen()
    if len(chosen) != 2:
        raise BadInput(_("Choose two of the times it was saved, then compare them."))
    before, after = (entries.open_(keys, viewer.person_id, entry_id, number) for number in chosen)
    return page(
        "journal/compare.html",
        padded=True,
        title=_("What changed"),
        before=before,
        after=after,
        comparison=compare(before.document, after.document),
        edit=new_id(),
    )


@bp.post("/<id:entry_id>/restore")
@guard(UNLOCKED)
def bring_back(viewer: Viewer, keys: Keys, entry_id: str) -> ResponseReturnValue:
    """An earlier revision becomes the next one. What stood there until now stays in the history."""
    entries.history(viewer.person_id, entry_id, rows=1)
    edit = request.form.get("edit", "")
    if not ID_PATTERN.fullmatch(edit):
        raise BadInput(_("Something in what this page sent is missing or damaged, so nothing was saved."))
    number, base = _number(request.form.get("revision", "")), _number(request.form.get("base", ""))
    restore(keys, viewer.person_id, entry_id, number, base, Edit(edit))
    flash(_("Brought back. What stood here until now is in the history."))
    return redirect(url_for("journal.entry", entry_id=entry_id), 303)


def _revision(viewer: Viewer, keys: Keys, entry_id: str, number: int) -> ResponseReturnValue:
    opened = entries.open_(keys, viewer.person_id, entry_id, number)
    return page(
        "journal/revision.html",
        padded=True,
        title=opened.title,
        entry=opened,
        themes=names_of_themes(opened.document.themes),
        edit=new_id(),
    )


def _chosen() -> list[int]:
    """The revisions that were ticked, on this page or on one before it, the earlier first."""
    return sorted({_number(text) for text in request.args.getlist("pick")})


def _number(text: str) -> int:
    """The number of a revision.

    Raises:
        NotFound: it can be none.
    """
    if not text.isascii() or not text.isdigit() or len(text) > 10 or int(text) not in NUMBER:
        raise NotFound
    return int(text)
