"""Sharing starts and stops here: choose, preview exactly what the reader will see, share; and stop."""

from datetime import timedelta

from flask import Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import BadInput, Conflict, NotFound, Refused
from reflect.journal import entries, tokens
from reflect.journal.document import tidy
from reflect.journal.entries import OpenEntry
from reflect.journal.identifying.checking import checked, texts_of
from reflect.journal.identifying.forms import NOTHING, Chosen, chosen
from reflect.journal.identifying.replacing import replace_in
from reflect.journal.identifying.roles import called, roles_for
from reflect.journal.kept import keep_comments
from reflect.journal.rescued.routes import somebody_elses
from reflect.journal.routes import bp
from reflect.journal.sharing_pages.forms import USUAL_DAYS, ShareForm
from reflect.library.signposts import duty_to_act, signpost_group
from reflect.organisation import supervising
from reflect.organisation.words import words_for
from reflect.privacy.identifying.replacing import replaced
from reflect.sharing import grants
from reflect.sharing.grants import Reader, readers_for
from reflect.sharing.overview import OwnShare, readers_by_entry, shares_of_entry
from reflect.sharing.snapshot import Snapshot
from reflect.storage.db import write_unit
from reflect.vault.keys import Keys
from reflect.web.days import today
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer


@bp.get("/<id:entry_id>/share")
@guard(UNLOCKED)
def share(viewer: Viewer, keys: Keys, entry_id: str) -> ResponseReturnValue:
    entry = entries.open_(keys, viewer.person_id, entry_id)
    readers = readers_for(keys, viewer.person_id)
    form = _form(entry, readers, fresh=True)
    return _choose(viewer, entry, readers, form)


@bp.post("/<id:entry_id>/share")
@guard(UNLOCKED)
def preview(viewer: Viewer, keys: Keys, entry_id: str) -> ResponseReturnValue:
    token = tokens.read(current_app.config["SECRET_KEY"], request.form.get("token"))
    if token is not None and token.person_id != viewer.person_id:
        return somebody_elses(token)
    entry = _as_shown(keys, viewer, entry_id)
    readers = readers_for(keys, viewer.person_id)
    form = _form(entry, readers)
    if not form.validate() or request.form.get("action") == "change":
        return _choose(viewer, entry, readers, form, status=400 if form.errors else 200)
    reader = next(each for each in readers if each.person_id == form.reader.data)
    choice = chosen(request.form, asked=request.form.get("action") == "replace")
    if choice.others:  # also where “Share” was pressed: first they see what will be shared
        return _replaced(keys, viewer, entry, reader, form, choice)
    snapshot = _snapshot(entry, form)
    if choice.error or request.form.get("action") != "share":
        return _preview(viewer, entry, reader, snapshot, form, choice, status=400 if choice.error else 200)
    try:
        _grant(keys, viewer, reader, snapshot, form)
    except (Refused, Conflict, BadInput) as refused:
        form.form_errors.append(refused.sentence)
        return _preview(viewer, entry, reader, snapshot, form, status=409)
    flash(_("Shared with %(name)s.", name=reader.name))
    return redirect(url_for("journal.entry", entry_id=entry_id), 303)


@bp.get("/<id:entry_id>/shares/<id:share_id>/stop")
@guard(UNLOCKED)
def stop(viewer: Viewer, keys: Keys, entry_id: str, share_id: str) -> ResponseReturnValue:
    entry = entries.open_(keys, viewer.person_id, entry_id)
    share = _own_share(keys, viewer, entry_id, share_id)
    return page("journal/stop.html", title=_("Stop sharing"), entry=entry, share=share)


@bp.post("/<id:entry_id>/shares/<id:share_id>/stop")
@guard(UNLOCKED)
def stop_sharing(viewer: Viewer, keys: Keys, entry_id: str, share_id: str) -> ResponseReturnValue:
    share = _own_share(keys, viewer, entry_id, share_id)
    with write_unit():
        stopped = grants.stop(keys, viewer.person_id, share_id)
        keep_comments(keys, viewer.person_id, stopped.entry_id, share_id, stopped.comments)
    flash(_("You stopped sharing with %(name)s.", name=share.reader_name))
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


def _form(entry: OpenEntry, readers: list[Reader], *, fresh: bool = False) -> ShareForm:
    form = ShareForm(formdata=None) if fresh else ShareForm()
    able = [reader for reader in readers if reader.public_key is not None]
    form.reader.choices = [(reader.person_id, reader.name) for reader in able]
    form.parts.choices = [(str(place), question) for place, question in entries.offered_parts(entry.document)]
    if fresh:
        form.until.data = today() + timedelta(days=USUAL_DAYS)
        form.reader.data = able[0].person_id if len(able) == 1 else None
    form.revision.data = str(entry.revision)
    return form


def _choose(viewer: Viewer, entry: OpenEntry, readers: list[Reader], form: ShareForm, status: int = 200) -> Response:
    parts = entry.document.parts
    return page(
        "journal/share.html",
        status=status,
        title=_("Share with your supervisor"),
        entry=entry,
        form=form,
        able=[reader for reader in readers if reader.public_key is not None],
        waiting=[reader for reader in readers if reader.public_key is None],
        held_back=[part.question for part in parts if part.private and part.answer.strip()],
        advice=signpost_group("before-you-share"),
        readers=readers_by_entry(viewer.person_id).get(entry.id, []),
        asked=supervising.waiting(viewer.person_id),
        words=words_for(viewer.person_id),
        token=_token(viewer, entry),
    )


def _snapshot(entry: OpenEntry, form: ShareForm) -> Snapshot:
    return entries.snapshot(entry, form.chosen, tidy(form.note.data or "").strip())


def _replaced(
    keys: Keys, viewer: Viewer, entry: OpenEntry, reader: Reader, form: ShareForm, choice: Chosen
) -> Response:
    """The preview again, of the revision in which roles stand in the place of what was found."""
    try:
        entry = replace_in(keys, viewer.person_id, entry, form.chosen, choice.others)
    except (BadInput, Conflict) as refused:
        form.form_errors.append(refused.sentence)
        return _preview(viewer, entry, reader, _snapshot(entry, form), form, choice, status=409)
    form.note.data = replaced(tidy(form.note.data or ""), choice.others)
    return _preview(viewer, entry, reader, _snapshot(entry, form), form, changed=True)


def _preview(
    viewer: Viewer,
    entry: OpenEntry,
    reader: Reader,
    snapshot: Snapshot,
    form: ShareForm,
    choice: Chosen = NOTHING,
    *,
    changed: bool = False,
    status: int = 200,
) -> Response:
    form.fingerprint.data = reader.fingerprint
    if choice.error:
        form.form_errors.append(choice.error)
    return page(
        "journal/preview.html",
        status=status,
        title=_("What %(name)s will see", name=reader.first_name),
        entry=entry,
        reader=reader,
        snapshot=snapshot,
        expires_at=form.expires_at,
        duty=duty_to_act(),
        form=form,
        found=checked([*texts_of(entry.document, form.chosen), (_("The note"), snapshot.note)]),
        called=called,
        roles_for=roles_for,
        choice=choice,
        changed=changed,
        token=_token(viewer, entry),
    )


def _grant(keys: Keys, viewer: Viewer, reader: Reader, snapshot: Snapshot, form: ShareForm) -> None:
    with write_unit():
        granted = grants.grant(
            keys,
            viewer.person_id,
            reader.person_id,
            snapshot,
            form.expires_at,
            form.fingerprint.data or "",
            confirm_changed=form.confirm_changed.data,
        )
        # A deletion waits for the grant's hold on the keys, or is seen here.
        entries.refuse_deleted(viewer.person_id, snapshot.entry_id)
        if granted.replaced is not None:
            earlier = granted.replaced
            keep_comments(keys, viewer.person_id, earlier.entry_id, earlier.share_id, earlier.comments)


def _own_share(keys: Keys, viewer: Viewer, entry_id: str, share_id: str) -> OwnShare:
    for share in shares_of_entry(keys, viewer.person_id, entry_id):
        if share.id == share_id:
            return share
    raise NotFound(_("This is not shared any more."))


def _token(viewer: Viewer, entry: OpenEntry) -> str:
    secret = current_app.config["SECRET_KEY"]
    return tokens.issue(secret, viewer.person_id, viewer.session_id, entry.id, entry.revision)
