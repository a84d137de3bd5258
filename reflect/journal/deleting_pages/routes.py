"""Delete a reflection; have it back, or delete it for good; and words that arrive for it after it was deleted."""

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.journal import deleting, entries, rescuing
from reflect.journal.routes import bp
from reflect.library.signposts import beside_writing
from reflect.organisation import holds
from reflect.sharing.overview import readers_by_entry
from reflect.storage.db import write_unit
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys
from reflect.web.guards import STEPPED_UP, UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.language import ngettext
from reflect.web.pages import page
from reflect.web.viewer import Viewer

PUT_BACK = "put-back"  # what the button says that has the reflection back and saves into it
SHOWN = frozenset({"answer", "title"})
NOT_SENT_AGAIN = SHOWN | {"csrf_token", "action", "leave", "then"}


@bp.get("/<id:entry_id>/delete")
@guard(UNLOCKED)
def delete(viewer: Viewer, keys: Keys, entry_id: str) -> ResponseReturnValue:
    """What deleting means for this one, before it is done."""
    try:
        shown = entries.open_(keys, viewer.person_id, entry_id).title
    except CannotOpen:
        shown = _("This reflection does not open")
    return page(
        "journal/delete.html",
        title=_("Delete this reflection"),
        entry_id=entry_id,
        shown=shown,
        readers=readers_by_entry(viewer.person_id).get(entry_id, []),
        waiting=rescuing.waiting(viewer.person_id, entry_id),
        days=deleting.KEPT.days,
        held=holds.held(viewer.person_id),
    )


@bp.post("/<id:entry_id>/delete")
@guard(UNLOCKED)
def delete_entry(viewer: Viewer, keys: Keys, entry_id: str) -> ResponseReturnValue:
    deleting.put_aside(keys, viewer.person_id, entry_id)
    flash(
        ngettext(
            "Deleted. You can put it back for %(num)d day.",
            "Deleted. You can put it back for %(num)d days.",
            deleting.KEPT.days,
        )
    )
    return redirect(url_for("journal.deleted"), 303)


@bp.get("/deleted")
@guard(UNLOCKED)
def deleted(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """What this author deleted of late and can have back."""
    rows = deleting.recently(keys, viewer.person_id)
    held = holds.held(viewer.person_id)
    return page("journal/deleted.html", title=_("Recently deleted"), rows=rows, days=deleting.KEPT.days, held=held)


@bp.post("/deleted/<id:deleted_id>/put-back")
@guard(UNLOCKED)
def put_back(viewer: Viewer, keys: Keys, deleted_id: str) -> ResponseReturnValue:
    deleting.put_back(keys, viewer.person_id, deleted_id)
    flash(_("Put back. Nothing is shared by that."))
    return redirect(url_for("journal.entry", entry_id=deleted_id), 303)


@bp.get("/deleted/<id:deleted_id>/delete-now")
@guard(STEPPED_UP)
def delete_now(viewer: Viewer, keys: Keys, deleted_id: str) -> ResponseReturnValue:
    """What cannot be undone, before it is done. While a hold lasts it says only that."""
    gone = deleting.one(keys, viewer.person_id, deleted_id)
    holds.refuse_while_held(viewer.person_id)
    return page(
        "journal/delete_now.html",
        title=_("Delete it now, for good"),
        gone=gone,
        waiting=rescuing.waiting(viewer.person_id, deleted_id),
    )


@bp.post("/deleted/<id:deleted_id>/delete-now")
@guard(STEPPED_UP)
def erase(viewer: Viewer, keys: Keys, deleted_id: str) -> ResponseReturnValue:
    with write_unit():
        deleting.erase(viewer.person_id, deleted_id)
    flash(_("Deleted for good."))
    return redirect(url_for("journal.deleted"), 303)


def deleted_meanwhile(entry_id: str) -> Response:
    """The writing page’s post once more, with all that was typed: nothing is saved until the reflection is back."""
    form = request.form
    action = form.get("action", "")
    return page(
        "journal/deleted_meanwhile.html",
        status=409,
        title=_("This reflection was deleted"),
        entry_id=entry_id,
        shown={name: form[name] for name in ("title", "answer") if name in form},
        hidden=[(name, value) for name, value in form.items(multi=True) if name not in NOT_SENT_AGAIN],
        then=form.get("then") or ("" if action == PUT_BACK else action),
        put_back=PUT_BACK,
        signposts=beside_writing(),
    )
