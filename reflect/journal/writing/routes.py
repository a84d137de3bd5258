"""Writing: choose how to start, then one page after the other; each page saves as it goes."""

from dataclasses import replace

from flask import Response, abort, current_app, flash, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import BadInput, NotFound
from reflect.identity.keyring import KeysReplaced
from reflect.journal import counting, deleting, entries, preferring, starting, tokens
from reflect.journal.deleting_pages.routes import PUT_BACK, deleted_meanwhile
from reflect.journal.document import Document
from reflect.journal.entries import Deleted
from reflect.journal.rescued.routes import keep_and_leave, keep_words, leave_now, somebody_elses
from reflect.journal.routes import bp
from reflect.journal.saving import ChangedElsewhere, Saved, store
from reflect.journal.tokens import DraftToken
from reflect.journal.writing.conflict import keep_theirs
from reflect.journal.writing.forms import WritingForm
from reflect.journal.writing.pages.routes import conflict, show, step_asked
from reflect.journal.writing.sent import Sent, from_form, from_json
from reflect.storage.db import write_unit
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys
from reflect.web.errors import refusal
from reflect.web.forms import sent_json
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.viewer import Viewer

FIRST = "first"  # what the button says on the page of first words
TURNS = {"continue": 1, "skip": 1, "previous": -1}  # which page a button leads to
SUGGESTING = {"suggest": True, "no-suggestions": False}  # themes, from what was written
MOST_BYTES = 512 * 1024  # of one autosave: three times the longest answer


@bp.get("/<id:entry_id>/edit")
@guard(UNLOCKED)
def edit(viewer: Viewer, keys: Keys, entry_id: str) -> ResponseReturnValue:
    present = entries.open_(keys, viewer.person_id, entry_id)
    step = step_asked(present.document, present.document.next_step)
    form = WritingForm(formdata=None).prepare(present.document, step, fill=True)
    return show(viewer, entry_id, present.revision, present.document, step, form)


@bp.post("/<id:entry_id>/edit")
@guard(UNLOCKED)
def save(viewer: Viewer, keys: Keys, entry_id: str) -> ResponseReturnValue:
    token = _token(request.form.get("token"))
    if token.person_id != viewer.person_id:
        return somebody_elses(token)
    if token.expired or token.entry_id != entry_id:
        raise _too_old()
    try:
        if request.form.get("action") == PUT_BACK:
            deleting.put_back(keys, viewer.person_id, entry_id)
        return _save(viewer, keys, entry_id, token)
    except Deleted:
        return keep_and_leave(viewer, token) if _parting() else deleted_meanwhile(entry_id)
    except (KeysReplaced, CannotOpen):
        return keep_words(viewer, token, "keys-changed")


def _save(viewer: Viewer, keys: Keys, entry_id: str, token: DraftToken) -> ResponseReturnValue:
    sent, action, parting = from_form(request.form), request.form.get("action", ""), _parting()
    document = _standing(keys, viewer, entry_id, sent)
    form = WritingForm().prepare(document, sent.step)
    if action in SUGGESTING:
        with write_unit():
            preferring.suggest_themes(viewer.person_id, SUGGESTING[action])
        return show(viewer, entry_id, sent.base, document, sent.step, form, start=sent.start, unsaved=True)
    if not form.validate():
        if parting:
            return keep_and_leave(viewer, token)
        return show(
            viewer,
            entry_id,
            sent.base,
            document,
            sent.step,
            form,
            start=sent.start,
            status=400,
            unsaved=True,
            setting_up=action == FIRST,
        )
    if "keep" in request.form and "then" in request.form:
        return keep_and_leave(viewer, token)  # the choice between two versions was not made
    then = request.form.get("then") or action  # a choice between two versions goes on with what was pressed first
    finished = then == "finish" and action != "keep-theirs"
    words = form.words(document, sent.step, place=sent.step + TURNS.get(then, 0), finished=finished)
    if "keep" in request.form:
        words = replace(words, themes=None, counted=None)  # what was not sent by its button is not ticked
    try:
        if action == "keep-theirs":
            saved = keep_theirs(keys, viewer, entry_id, sent, words)
        else:
            kind = "draft" if action in ("skip", "previous") or "keep" in request.form else "saved"
            earlier = starting.earlier(sent.start)
            saved = store(keys, viewer.person_id, entry_id, sent.base, sent.edit, words, kind, document, earlier)
    except ChangedElsewhere as changed:
        return keep_and_leave(viewer, token) if parting else conflict(viewer, changed, sent, then)
    if sent.step == document.last_step:
        counting.count(keys, document, saved.document)
    if parting:  # a page that only went away is answered nothing: the next page would say it of something else
        return leave_now(viewer) if "leave" in request.form else make_response("", 204)
    return _onwards(viewer, saved, sent, then)


@bp.put("/<id:entry_id>/draft")
@guard(UNLOCKED)
def draft(viewer: Viewer, keys: Keys, entry_id: str) -> ResponseReturnValue:
    if (request.content_length or 0) > MOST_BYTES:
        abort(413)
    sent, words = from_json(sent_json(), request.headers.get("If-Match", ""))
    token = _token(sent.token)
    if token.person_id != viewer.person_id:
        return refusal(403, _("Somebody else is signed in here now."), why="someone-else")
    if token.expired or token.entry_id != entry_id:
        raise _too_old()
    first = starting.document_for(sent.start)[1] if sent.base == 0 else None
    try:
        earlier = starting.earlier(sent.start)
        saved = store(keys, viewer.person_id, entry_id, sent.base, sent.edit, words, "draft", first, earlier)
    except ChangedElsewhere as changed:
        return make_response(jsonify(sentence=changed.sentence), 412)
    response = make_response("", 204)
    response.headers["ETag"] = f'"{saved.revision}"'
    return response


def _parting() -> bool:
    """Whether nobody will see the answer: what cannot be saved is sealed to its author then."""
    return not {"leave", "keep"}.isdisjoint(request.form)


def _token(text: str | None) -> DraftToken:
    token = tokens.read(current_app.config["SECRET_KEY"], text)
    if token is None:
        raise _too_old()
    return token


def _too_old() -> BadInput:
    return BadInput(_("This page is too old, or damaged, so nothing was saved."))


def _standing(keys: Keys, viewer: Viewer, entry_id: str, sent: Sent) -> Document:
    """The document that a page's words go into, before them."""
    present = entries.find(keys, viewer.person_id, entry_id)
    if present is None:
        entries.refuse_deleted(viewer.person_id, entry_id)
    if present is None and sent.base:
        raise NotFound(_("This reflection is not here any more."))
    document = present.document if present else starting.document_for(sent.start)[1]
    if not 1 <= sent.step <= document.last_step:
        raise BadInput(_("This reflection has no such page."))
    return document


def _onwards(viewer: Viewer, saved: Saved, sent: Sent, action: str) -> Response:
    """Where a page leads after it is saved."""
    if action == FIRST:
        return redirect(url_for("account.recovery_code"), 303)
    step = sent.step + TURNS.get(action, 0)
    if step != sent.step and 1 <= step <= saved.document.last_step:
        if saved.revision:
            return redirect(url_for("journal.edit", entry_id=saved.entry_id, step=step), 303)
        if starting.fits_an_address(sent.start):
            return redirect(url_for("journal.new", start=sent.start, step=step), 303)
        form = WritingForm(formdata=None).prepare(saved.document, step, fill=True)
        return show(viewer, saved.entry_id, 0, saved.document, step, form, start=sent.start)
    if saved.revision == 0:
        return redirect(url_for("journal.index"), 303)
    if action == "later":
        flash(_("Kept as a draft. Only you can see it."))
        return redirect(url_for("journal.index"), 303)
    flash(_("Saved. Nothing is shared by saving."))
    return redirect(url_for("journal.entry", entry_id=saved.entry_id), 303)
