"""A session’s record on pages: written from its notes, read, acknowledged, added to, printed."""

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import BadInput, Conflict
from reflect.organisation.words import words_for
from reflect.privacy.sanitise import to_html
from reflect.storage.db import write_unit
from reflect.supervision import pairing, reading, records, sessions
from reflect.supervision.agreeing.forms import number
from reflect.supervision.record_words import Addition, FirstWords
from reflect.supervision.recording.forms import AcknowledgeForm, AdditionForm, WriteForm
from reflect.supervision.routes import bp
from reflect.supervision.whole import Whole, whole
from reflect.vault.keys import Keys
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer


@bp.get("/<id:meeting_id>/record/new")
@guard(UNLOCKED)
def new_record(viewer: Viewer, keys: Keys, meeting_id: str) -> ResponseReturnValue:
    """Exactly what would be written into the record, and who could read it."""
    return _preview(viewer, keys, meeting_id, WriteForm(formdata=None))


@bp.post("/<id:meeting_id>/record/new")
@guard(UNLOCKED)
def write_record(viewer: Viewer, keys: Keys, meeting_id: str) -> ResponseReturnValue:
    """Write it, as it was shown."""
    form = WriteForm()
    try:
        now = _whole(keys, viewer, meeting_id)
        if form.notes.data != now.seen:
            raise Conflict(_("Something of it was changed in the meantime. This is how it is now."))
        with write_unit():
            records.write(keys, viewer.person_id, meeting_id, now.words, replaces=form.replaces.data or "")
    except Conflict as refused:
        form.form_errors.append(refused.sentence)
        return _preview(viewer, keys, meeting_id, form, status=409)
    flash(_("Written and acknowledged by you. It is signed once the other has acknowledged it."))
    return redirect(url_for(".record", meeting_id=meeting_id), 303)


@bp.get("/<id:meeting_id>/record")
@guard(UNLOCKED)
def record(viewer: Viewer, keys: Keys, meeting_id: str) -> ResponseReturnValue:
    """The record, for either of the two, or for the third reader once it is signed."""
    return _reading(viewer, keys, meeting_id, AdditionForm(formdata=None))


@bp.post("/<id:meeting_id>/record/acknowledge")
@guard(UNLOCKED)
def acknowledge(viewer: Viewer, keys: Keys, meeting_id: str) -> ResponseReturnValue:
    """Acknowledge a version as it was read."""
    form = AcknowledgeForm()
    version, digest = number(form.version.data), form.digest.data or ""
    try:
        with write_unit():
            records.acknowledge(keys, viewer.person_id, meeting_id, version, digest)
    except Conflict as refused:
        shown = AdditionForm(formdata=None)
        shown.form_errors.append(refused.sentence)
        return _reading(viewer, keys, meeting_id, shown, status=409)
    flash(_("Acknowledged. This cannot be changed any more."))
    return redirect(url_for(".record", meeting_id=meeting_id), 303)


@bp.post("/<id:meeting_id>/record/add")
@guard(UNLOCKED)
def add_to_record(viewer: Viewer, keys: Keys, meeting_id: str) -> ResponseReturnValue:
    """Append an addition. A refused one comes back with what was typed, below what the other added."""
    form = AdditionForm()
    try:
        with write_unit():
            addition, base = Addition(form.text.data), number(form.base.data)
            records.append(keys, viewer.person_id, meeting_id, addition, base=base)
    except (BadInput, Conflict) as refused:
        form.text.errors = [refused.sentence]
        status = 400 if isinstance(refused, BadInput) else 409
        return _reading(viewer, keys, meeting_id, form, status=status)
    flash(_("Added."))
    return redirect(url_for(".record", meeting_id=meeting_id), 303)


def _whole(keys: Keys, viewer: Viewer, meeting_id: str) -> Whole:
    return whole(keys, *sessions.open_session(keys, viewer.person_id, meeting_id))


def _preview(viewer: Viewer, keys: Keys, meeting_id: str, form: WriteForm, status: int = 200) -> Response:
    now = _whole(keys, viewer, meeting_id)
    draft = records.draft(keys, viewer.person_id, meeting_id, now.words)
    form.notes.data, form.replaces.data = now.seen, draft.replaces
    return page(
        "supervision/new_record.html",
        status=status,
        title=_("Write the record of this session"),
        draft=draft,
        body=_in_words(draft.first),
        form=form,
        words=words_for(viewer.person_id),
    )


def _reading(viewer: Viewer, keys: Keys, meeting_id: str, form: AdditionForm, status: int = 200) -> Response:
    """The record, rendered only after a third reader’s opening is written down."""
    with write_unit(receipt=True):
        found = reading.open_record(keys, viewer.person_id, meeting_id)
    form.base.data = str(found.version)
    pair = pairing.pair_of(viewer.person_id, found.supervision_id) if found.one_of_the_two else None
    return page(
        "supervision/record.html",
        status=status,
        title=_("Record of a session"),
        record=found,
        pair=pair,
        body=_in_words(found.first),
        additions=[(addition, to_html(addition.text)) for addition in found.additions],
        form=form,
        words=words_for(viewer.person_id),
    )


def _in_words(first: FirstWords) -> dict[str, object]:
    """What a record says, cleaned for a page: its parts under their headings, in order."""
    said = first.words
    parts = [(_("Wellbeing"), said.wellbeing), *said.headed(), (_("Decisions"), said.decisions)]
    later = [(_("Learning needs"), said.learning), (_("Where we disagree"), said.disagreement)]
    cleaned = [[(heading, to_html(text)) for heading, text in each if text.strip()] for each in (parts, later)]
    return {"parts": cleaned[0], "later": cleaned[1], "agenda": said.agenda, "actions": said.actions}
