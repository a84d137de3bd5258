"""A session on pages: a list of what belongs to it, and all that stands there so far, on one sheet of paper."""

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import BadInput, Conflict
from reflect.organisation.words import words_for
from reflect.privacy.sanitise import to_html
from reflect.storage.db import write_unit
from reflect.supervision import actions, agenda, agreements, notes, reading, sessions
from reflect.supervision.agreeing.forms import number
from reflect.supervision.meeting.forms import NotesForm, notes_form
from reflect.supervision.models import Session
from reflect.supervision.notes import SavedNotes
from reflect.supervision.pairing import OpenPair
from reflect.supervision.routes import bp
from reflect.supervision.words_of_session import MODELS, SessionWords
from reflect.vault.keys import Keys
from reflect.web.days import today
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import ZONE
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer


@bp.get("/<id:meeting_id>/session")
@guard(UNLOCKED)
def session(viewer: Viewer, keys: Keys, meeting_id: str) -> ResponseReturnValue:
    """Everything of one session, and where it stands."""
    pair, found = sessions.open_session(keys, viewer.person_id, meeting_id)
    said = _saved(pair, meeting_id).words
    parts = list(parts_of(said))
    records = reading.of_pair(viewer.person_id, pair.supervision_id)
    return page(
        "supervision/session.html",
        title=_("Session with %(name)s", name=pair.other.name),
        pair=pair,
        session=found,
        begun=found.planned_for.astimezone(ZONE).date() <= today(),
        items=agenda.items_of(keys, pair, found),
        actions=actions.of_session(pair, found),
        said=said,
        parts=parts,
        written=[(heading, to_html(text)) for heading, _key, text in parts if text.strip()],
        cancelled=to_html(said.cancelled),
        record=next((row for row in records if row.session_id == meeting_id), None),
        words=words_for(viewer.person_id),
    )


@bp.get("/<id:meeting_id>/notes")
@guard(UNLOCKED)
def session_notes(viewer: Viewer, keys: Keys, meeting_id: str) -> ResponseReturnValue:
    """What is written down of a session, to be gone on with."""
    pair, found = sessions.open_session(keys, viewer.person_id, meeting_id, writes=True)
    if found.state in ("signed", "cancelled"):
        raise Conflict(_("This session is signed or cancelled, so its notes stay as they are."))
    saved = _saved(pair, meeting_id)
    form = notes_form(saved.words.model)(formdata=None)
    form.show(saved)
    return _writing(pair, found, form, saved)


@bp.post("/<id:meeting_id>/notes")
@guard(UNLOCKED)
def save_notes(viewer: Viewer, keys: Keys, meeting_id: str) -> ResponseReturnValue:
    """Save them. If the other has saved meanwhile, both stand on the page and nothing is lost."""
    pair, found = sessions.open_session(keys, viewer.person_id, meeting_id, writes=True)
    saved, typed_under = _saved(pair, meeting_id), request.form.get("model", "")
    form = notes_form(typed_under if typed_under in MODELS else saved.words.model)()
    said = form.words()
    if said == saved.words and number(form.base.data) == saved.version:
        return redirect(url_for(".session", meeting_id=meeting_id), 303)
    try:
        with write_unit():
            notes.save(pair, meeting_id, said, base=number(form.base.data))
    except (BadInput, Conflict) as refused:
        form.form_errors.append(refused.sentence)
        status = 400 if isinstance(refused, BadInput) else 409
        return _writing(pair, found, form, _saved(pair, meeting_id), status)
    if said.decisions.strip() and said.decisions != saved.words.decisions:
        flash(_("Saved. Is one of the decisions about a child? Then put this on the child’s record, and not here."))
        return redirect(url_for(".session_actions", meeting_id=meeting_id, _anchor="child"), 303)
    flash(_("Saved. You and %(name)s can see it.", name=pair.other.name))
    return redirect(url_for(".session", meeting_id=meeting_id), 303)


def parts_of(said: SessionWords) -> list[tuple[str, str, str]]:
    """What can be written down of a session: its heading, the name of its box, and what stands there; in order."""
    stages = notes_form(said.model)(formdata=None).stages
    return [
        (_("Wellbeing"), "wellbeing", said.wellbeing),
        *((str(box.label.text), box.name, said.sections.get(box.name, "")) for box in stages),
        (_("Decisions"), "decisions", said.decisions),
        (_("Learning needs"), "learning", said.learning),
        (_("Where we disagree"), "disagreement", said.disagreement),
    ]


def _saved(pair: OpenPair, meeting_id: str) -> SavedNotes:
    """What was saved last; where nothing was, an empty page of the model that the two agreed on."""
    saved = notes.latest(pair, meeting_id)
    if saved.version:
        return saved
    return SavedNotes(0, SessionWords(model=agreements.in_force(pair).terms.model), None, None)


def _writing(pair: OpenPair, found: Session, form: NotesForm, saved: SavedNotes, status: int = 200) -> Response:
    late = form.base.data is not None and number(form.base.data) != saved.version
    form.base.data = str(saved.version)
    meanwhile = [(heading, to_html(text)) for heading, _key, text in parts_of(saved.words) if text.strip()]
    return page(
        "supervision/notes.html",
        status=status,
        title=_("Notes of this session"),
        pair=pair,
        session=found,
        form=form,
        late=late,
        meanwhile=meanwhile if late else [],
        who=next(
            (person.name for person in (pair.practitioner, pair.supervisor) if person.person_id == saved.saved_by), ""
        ),
        saved=saved,
    )
