"""The agenda of a session on pages: both bring to it, and see at once what the other has brought."""

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import BadInput, Conflict
from reflect.organisation.words import words_for
from reflect.storage.db import write_unit
from reflect.supervision import actions, agenda, offers, sessions
from reflect.supervision.bringing.forms import ItemForm, OfferForm
from reflect.supervision.models import Session
from reflect.supervision.pairing import OpenPair, Pair
from reflect.supervision.routes import bp
from reflect.vault.keys import Keys
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer


@bp.get("/<id:meeting_id>/agenda")
@guard(UNLOCKED)
def session_agenda(viewer: Viewer, keys: Keys, meeting_id: str) -> ResponseReturnValue:
    """What both bring, and what there is to bring."""
    pair, found = sessions.open_session(keys, viewer.person_id, meeting_id)
    return _agenda(keys, pair, found, ItemForm(formdata=None))


@bp.post("/<id:meeting_id>/agenda")
@guard(UNLOCKED)
def add_item(viewer: Viewer, keys: Keys, meeting_id: str) -> ResponseReturnValue:
    """Bring something in one’s own words."""
    pair, found = sessions.open_session(keys, viewer.person_id, meeting_id, writes=True)
    form = ItemForm()
    try:
        with write_unit():
            agenda.add(pair, meeting_id, form.text.data)
    except (BadInput, Conflict) as refused:
        form.text.errors = [refused.sentence]
        return _agenda(keys, pair, found, form, 400 if isinstance(refused, BadInput) else 409)
    return redirect(url_for(".session_agenda", meeting_id=meeting_id), 303)


@bp.post("/<id:meeting_id>/agenda/offered")
@guard(UNLOCKED)
def add_offered(viewer: Viewer, keys: Keys, meeting_id: str) -> ResponseReturnValue:
    """Bring a released theme, or a question for supervisors."""
    pair, found = sessions.open_session(keys, viewer.person_id, meeting_id, writes=True)
    form = OfferForm()
    try:
        offered = offers.offers(viewer.person_id, supervises=pair.side == "supervisor")
        offer = offers.the_offer(form.chosen.data or "", offered)
        with write_unit():
            agenda.add(pair, meeting_id, offer.words, offer.kind)
    except (BadInput, Conflict) as refused:
        form.chosen.errors = [refused.sentence]
        status = 400 if isinstance(refused, BadInput) else 409
        return _agenda(keys, pair, found, ItemForm(formdata=None), status, choosing=form)
    return redirect(url_for(".session_agenda", meeting_id=meeting_id), 303)


@bp.post("/bring/<id:share_id>")
@guard(UNLOCKED)
def bring(viewer: Viewer, keys: Keys, share_id: str) -> ResponseReturnValue:
    """Bring something shared to the next session of its author and its reader."""
    try:
        with write_unit():
            pair = agenda.bring_share(keys, viewer.person_id, share_id)
    except agenda.NothingAgreed as none:
        flash(none.sentence)
        return redirect(url_for(".agreement", supervision_id=none.supervision_id), 303)
    coming = sessions.next_of(pair.supervision_id)
    if coming is None:
        flash(_("It is kept for your next session. None is planned yet."))
        return redirect(url_for(".sessions_of_pair", supervision_id=pair.supervision_id), 303)
    flash(_("It is on the agenda. You and %(name)s can see that.", name=pair.other.name))
    return redirect(url_for(".session", meeting_id=coming.id), 303)


@bp.post("/agenda/<id:item_id>/take-away")
@guard(UNLOCKED)
def take_away(viewer: Viewer, keys: Keys, item_id: str) -> ResponseReturnValue:
    """Take away what one has brought oneself."""
    pair = agenda.pair_of_item(viewer.person_id, item_id)
    with write_unit():
        session_id = agenda.take_away(pair, item_id)
    return _back(pair, session_id)


@bp.post("/agenda/<id:item_id>/later")
@guard(UNLOCKED)
def leave_for_next(viewer: Viewer, keys: Keys, item_id: str) -> ResponseReturnValue:
    """Leave something for the session after this one."""
    pair = agenda.pair_of_item(viewer.person_id, item_id)
    with write_unit():
        session_id = agenda.leave_for_next(pair, item_id)
    return _back(pair, session_id)


def _back(pair: Pair, session_id: str | None) -> ResponseReturnValue:
    coming = session_id or getattr(sessions.next_of(pair.supervision_id), "id", None)
    if coming is None:
        return redirect(url_for(".sessions_of_pair", supervision_id=pair.supervision_id), 303)
    return redirect(url_for(".session_agenda", meeting_id=coming), 303)


def _agenda(
    keys: Keys, pair: OpenPair, found: Session, form: ItemForm, status: int = 200, choosing: OfferForm | None = None
) -> Response:
    offered = offers.offers(pair.me.person_id, supervises=pair.side == "supervisor")
    choosing = choosing or OfferForm(formdata=None)
    choosing.offer(offered)
    return page(
        "supervision/agenda.html",
        status=status,
        title=_("Agenda"),
        pair=pair,
        session=found,
        items=agenda.items_of(keys, pair, found),
        overdue=[each for each in actions.open_ones(pair) if each.overdue],
        open=pair.live and found.state in ("planned", "held"),
        form=choosing if choosing.errors else form,
        item_form=form,
        choosing=choosing,
        offered=offered,
        words=words_for(pair.me.person_id),
    )
