"""Sharing starts here: choose with whom and which answers, preview exactly what each reader will see, share."""

from flask import Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import BadInput, Conflict, NotFound, Refused
from reflect.journal import entries, ready, tokens
from reflect.journal.document import tidy
from reflect.journal.entries import OpenEntry
from reflect.journal.identifying.checking import checked, texts_of
from reflect.journal.identifying.forms import NOTHING, Chosen, chosen
from reflect.journal.identifying.replacing import replace_in
from reflect.journal.identifying.roles import called, roles_for
from reflect.journal.rescued.routes import somebody_elses
from reflect.journal.routes import bp
from reflect.journal.sharing_pages.forms import ShareForm, fresh_form
from reflect.journal.sharing_pages.sending import Preview, previewed, send
from reflect.library.signposts import duty_to_act, racism_at_work, signpost_group
from reflect.organisation import supervising
from reflect.organisation.words import words_for
from reflect.privacy.identifying.replacing import replaced
from reflect.sharing.overview import readers_by_entry
from reflect.sharing.readers import offered_to
from reflect.sharing.snapshot import Snapshot
from reflect.storage.db import write_unit
from reflect.vault.keys import Keys
from reflect.web.addresses import id_in
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer


@bp.get("/<id:entry_id>/share")
@guard(UNLOCKED)
def share(viewer: Viewer, keys: Keys, entry_id: str) -> ResponseReturnValue:
    """The choice; filled in with what was kept ready, where the address names that."""
    entry = entries.open_(keys, viewer.person_id, entry_id)
    kept = request.args.get("ready")
    choice = ready.choice_of(keys, viewer.person_id, entry_id, id_in(kept)) if kept is not None else None
    form = fresh_form(offered_to(viewer.person_id), entries.offered_parts(entry.document), entry.revision, choice)
    return _choose(viewer, entry, form)


@bp.post("/<id:entry_id>/share")
@guard(UNLOCKED)
def preview(viewer: Viewer, keys: Keys, entry_id: str) -> ResponseReturnValue:
    """What each reader would see; and with the last button, sharing just that."""
    token = tokens.read(current_app.config["SECRET_KEY"], request.form.get("token"))
    if token is not None and token.person_id != viewer.person_id:
        return somebody_elses(token)
    entry = _as_shown(keys, viewer, entry_id)
    form = ShareForm(offered_to(viewer.person_id), entries.offered_parts(entry.document))
    form.revision.data = str(entry.revision)
    if not form.validate() or request.form.get("action") == "change":
        return _choose(viewer, entry, form, status=400 if form.errors else 200)
    snapshot = _snapshot(entry, form)
    shown = previewed(keys, viewer.person_id, snapshot, form)
    if not shown.able and not shown.later:
        form.reader.errors = [_("Nobody you chose can be shared with now.")]
        return _choose(viewer, entry, form, status=409)
    choice = chosen(request.form, asked=request.form.get("action") == "replace")
    if choice.others:  # also where “Share” was pressed: first they see what will be shared
        return _replaced(keys, viewer, entry, form, choice)
    if choice.error or request.form.get("action") != "share":
        return _preview(viewer, entry, shown, form, choice, status=400 if choice.error else 200)
    try:
        with write_unit():
            send(keys, viewer.person_id, snapshot, shown, form, request.form.getlist("fingerprint"))
            # A deletion waits for the grant's hold on the keys, or is seen here.
            entries.refuse_deleted(viewer.person_id, entry_id)
    except (Refused, Conflict, BadInput) as refused:
        form.form_errors.append(refused.sentence)
        return _preview(viewer, entry, shown, form, status=409)
    if shown.able:
        flash(_("Shared with %(names)s.", names=shown.names_of(shown.able)))
    if shown.later:
        flash(_("Kept ready to share with %(names)s. Nothing is sent to them.", names=shown.names_of(shown.later)))
    return redirect(url_for("journal.entry", entry_id=entry_id), 303)


def _as_shown(keys: Keys, viewer: Viewer, entry_id: str) -> OpenEntry:
    """The entry at the revision that the share page showed.

    Raises:
        Conflict: that revision is gone: it was a draft, and its author went on writing.
    """
    revision = request.form.get("revision", "")
    if not revision.isascii() or not revision.isdigit() or len(revision) > 9:
        raise BadInput(_("Something in what this page sent is missing or damaged, so nothing was shared."))
    entries.open_(keys, viewer.person_id, entry_id)
    try:
        return entries.open_(keys, viewer.person_id, entry_id, int(revision))
    except NotFound:
        raise Conflict(_("You wrote more since you opened the share page. Open it again.")) from None


def _choose(viewer: Viewer, entry: OpenEntry, form: ShareForm, status: int = 200) -> Response:
    parts = entry.document.parts
    return page(
        "journal/share.html",
        status=status,
        title=_("Share this"),
        entry=entry,
        form=form,
        held_back=[part.question for part in parts if part.private and part.answer.strip()],
        advice=signpost_group("before-you-share"),
        readers=readers_by_entry(viewer.person_id).get(entry.id, []),
        asked=supervising.waiting(viewer.person_id),
        words=words_for(viewer.person_id),
        token=_token(viewer, entry),
    )


def _snapshot(entry: OpenEntry, form: ShareForm) -> Snapshot:
    return entries.snapshot(entry, form.chosen, tidy(form.note.data or "").strip())


def _replaced(keys: Keys, viewer: Viewer, entry: OpenEntry, form: ShareForm, choice: Chosen) -> Response:
    """The preview again, of the revision in which roles stand in the place of what was found."""
    refused = None
    try:
        entry = replace_in(keys, viewer.person_id, entry, form.chosen, choice.others)
        form.note.data = replaced(tidy(form.note.data or ""), choice.others)
    except (BadInput, Conflict) as why:
        refused = why.sentence
    shown = previewed(keys, viewer.person_id, _snapshot(entry, form), form)
    if refused is None:
        return _preview(viewer, entry, shown, form, changed=True)
    form.form_errors.append(refused)
    return _preview(viewer, entry, shown, form, choice, status=409)


def _preview(
    viewer: Viewer,
    entry: OpenEntry,
    shown: Preview,
    form: ShareForm,
    choice: Chosen = NOTHING,
    *,
    changed: bool = False,
    status: int = 200,
) -> Response:
    one = shown.only_one
    if choice.error:
        form.form_errors.append(choice.error)
    return page(
        "journal/preview.html",
        status=status,
        title=_("What %(name)s will see", name=one.first_name) if one else _("What they will see"),
        entry=entry,
        shown=shown,
        form=form,
        duty=duty_to_act(),
        racism=racism_at_work(),
        found=checked([*texts_of(entry.document, form.chosen), (_("The note"), form.note.data or "")]),
        called=called,
        roles_for=roles_for,
        choice=choice,
        changed=changed,
        token=_token(viewer, entry),
    )


def _token(viewer: Viewer, entry: OpenEntry) -> str:
    secret = current_app.config["SECRET_KEY"]
    return tokens.issue(secret, viewer.person_id, viewer.session_id, entry.id, entry.revision)
