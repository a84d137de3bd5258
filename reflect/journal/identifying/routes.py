"""The check on a page of its own, for a copy that leaves another way than by sharing."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import BadInput, Conflict
from reflect.journal import entries
from reflect.journal.entries import OpenEntry
from reflect.journal.identifying.checking import checked, texts_of
from reflect.journal.identifying.forms import NOTHING, Chosen, chosen
from reflect.journal.identifying.replacing import replace_in
from reflect.journal.identifying.roles import called, roles_for
from reflect.journal.routes import bp
from reflect.vault.keys import Keys
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer


@bp.get("/<id:entry_id>/details")
@guard(UNLOCKED)
def details(viewer: Viewer, keys: Keys, entry_id: str) -> ResponseReturnValue:
    return _shown(entries.open_(keys, viewer.person_id, entry_id))


@bp.post("/<id:entry_id>/details")
@guard(UNLOCKED)
def replace_details(viewer: Viewer, keys: Keys, entry_id: str) -> ResponseReturnValue:
    entry = entries.open_(keys, viewer.person_id, entry_id)
    choice = chosen(request.form, asked=True)
    if request.form.get("revision") != str(entry.revision):
        sentence = _("This reflection was changed somewhere else. This is what stands there now.")
        return _shown(entry, Chosen({}, choice.given, sentence), 409)
    if choice.error:
        return _shown(entry, choice, 400)
    try:
        replace_in(keys, viewer.person_id, entry, _everywhere(entry), choice.others)
    except (BadInput, Conflict) as refused:
        return _shown(entry, Chosen({}, choice.given, refused.sentence), 409)
    flash(_("Replaced, as a new version of your reflection. Its history keeps the words as they were."))
    return redirect(url_for("journal.details", entry_id=entry_id), 303)


def _everywhere(entry: OpenEntry) -> range:
    return range(len(entry.document.parts))


def _shown(entry: OpenEntry, choice: Chosen = NOTHING, status: int = 200) -> ResponseReturnValue:
    return page(
        "journal/details.html",
        status=status,
        title=_("Identifying details"),
        entry=entry,
        found=checked(texts_of(entry.document, _everywhere(entry))),
        called=called,
        roles_for=roles_for,
        choice=choice,
    )
