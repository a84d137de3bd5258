"""An agreement on pages: what it says before anybody types, proposing one, saying yes, looking at it again."""

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import BadInput, Conflict, Refused
from reflect.organisation.contacts import contacts_of
from reflect.organisation.words import words_for
from reflect.privacy.sanitise import to_html
from reflect.storage.db import write_unit
from reflect.supervision import agreements, pairing
from reflect.supervision.agreeing.forms import AgreementForm, YesForm, number
from reflect.supervision.agreements import Agreed, Standing
from reflect.supervision.pairing import Pair
from reflect.supervision.records_keys import present_key
from reflect.supervision.routes import bp
from reflect.supervision.terms import Terms
from reflect.supervision.words_of_session import MODELS
from reflect.vault.keys import Keys
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer


@bp.get("/<id:supervision_id>/agreement")
@guard(UNLOCKED)
def agreement(viewer: Viewer, keys: Keys, supervision_id: str) -> ResponseReturnValue:
    """What holds between the two, and what waits for a yes."""
    pair = pairing.pair_of(viewer.person_id, supervision_id)
    return _shown(viewer, keys, pair, YesForm(formdata=None))


@bp.post("/<id:supervision_id>/agreement")
@guard(UNLOCKED)
def agree(viewer: Viewer, keys: Keys, supervision_id: str) -> ResponseReturnValue:
    """Say yes to what the other proposed."""
    form = YesForm()
    pair = pairing.open_pair(keys, viewer.person_id, supervision_id, writes=True)
    try:
        with write_unit():
            agreements.agree(
                keys,
                pair,
                number(form.version.data),
                fingerprint=form.fingerprint.data or "",
                confirm_changed=form.confirm_changed.data,
            )
    except (Conflict, Refused) as refused:
        form.form_errors.append(refused.sentence)
        return _shown(viewer, keys, pair, form, status=409)
    flash(_("You and %(name)s have agreed.", name=pair.other.name))
    return redirect(url_for(".agreement", supervision_id=supervision_id), 303)


@bp.get("/<id:supervision_id>/agreement/propose")
@guard(UNLOCKED)
def proposal(viewer: Viewer, keys: Keys, supervision_id: str) -> ResponseReturnValue:
    """The page on which an agreement is written. It says who may read what before anything is typed."""
    pair = pairing.pair_of(viewer.person_id, supervision_id, writes=True)
    found = _readable(keys, pair)
    form = AgreementForm(formdata=None)
    latest = found.waits or found.holds
    form.show(latest.terms if latest else None, _address(latest))
    return _proposing(viewer, keys, pair, form, found)


@bp.post("/<id:supervision_id>/agreement/propose")
@guard(UNLOCKED)
def propose(viewer: Viewer, keys: Keys, supervision_id: str) -> ResponseReturnValue:
    """Propose it. Whatever is wrong, the page comes back with everything that was typed."""
    form = AgreementForm()
    pair = pairing.pair_of(viewer.person_id, supervision_id, writes=True)
    if not form.validate():
        return _proposing(viewer, keys, pair, form, _readable(keys, pair), status=400)
    try:
        third = _third_reader(form)
        with write_unit():
            agreements.propose(
                keys,
                viewer.person_id,
                supervision_id,
                form.terms(third),
                base=number(form.base.data),
                fingerprint=form.fingerprint.data or "",
                confirm_changed=form.confirm_changed.data,
            )
    except (BadInput, Conflict, Refused) as refused:
        if not form.errors:
            form.form_errors.append(refused.sentence)
        status = 400 if isinstance(refused, BadInput) else 409
        return _proposing(viewer, keys, pair, form, _readable(keys, pair), status=status)
    flash(_("Proposed. It holds once %(name)s says yes.", name=pair.other.name))
    return redirect(url_for(".agreement", supervision_id=supervision_id), 303)


def _third_reader(form: AgreementForm) -> str | None:
    try:
        return agreements.third_reader_at(form.third_reader.data or "")
    except BadInput as wrong:
        form.third_reader.errors = [wrong.sentence]
        raise


def _standing(keys: Keys, pair: Pair) -> Standing:
    if not pairing.has_key([pair.supervision_id]):
        return Standing(None, None)
    return agreements.standing(pairing.open_pair(keys, pair.me.person_id, pair.supervision_id))


def _readable(keys: Keys, pair: Pair) -> Standing:
    """The same; nothing where it was changed from outside, so that two people can agree anew."""
    try:
        return _standing(keys, pair)
    except Conflict:
        return Standing(None, None)


def _address(agreed: Agreed | None) -> str:
    third = agreed.terms.third_reader_id if agreed else None
    return contacts_of((third,))[third].email if third else ""


def _shown(viewer: Viewer, keys: Keys, pair: Pair, form: YesForm, status: int = 200) -> Response:
    found = _standing(keys, pair)
    mine = found.waits is not None and found.waits.proposed_by != viewer.person_id and pair.live
    return page(
        "supervision/agreement.html",
        status=status,
        title=_("How you and %(name)s work together", name=pair.other.name),
        pair=pair,
        holds=_in_words(found.holds),
        waits=_in_words(found.waits),
        mine_to_answer=mine,
        other=pairing.other_key(keys, pair) if mine else None,
        form=form,
        words=words_for(viewer.person_id),
    )


def _proposing(
    viewer: Viewer, keys: Keys, pair: Pair, form: AgreementForm, found: Standing, status: int = 200
) -> Response:
    form.practitioner_wants.label.text = _("What %(name)s wants from it, and will bring", name=pair.practitioner.name)
    form.supervisor_wants.label.text = _("What %(name)s wants from it, and will give", name=pair.supervisor.name)
    base, present = form.base.data, agreements.last_version(pair.supervision_id)
    form.base.data = str(present)
    other, words = pairing.other_key(keys, pair), words_for(viewer.person_id)
    form.fingerprint.data = other.fingerprint
    return page(
        "supervision/propose.html",
        status=status,
        title=_("Agree on %(supervision)s with %(name)s", supervision=words.supervision, name=pair.other.name),
        pair=pair,
        form=form,
        other=other,
        meanwhile=_in_words(found.waits or found.holds) if base is not None and number(base) != present else None,
        organisation=present_key(),
        words=words,
    )


def _in_words(agreed: Agreed | None) -> dict[str, object] | None:
    """One version for a page: its texts cleaned, its model by name."""
    if agreed is None:
        return None
    terms: Terms = agreed.terms
    return {
        "agreed": agreed,
        "terms": terms,
        "model": MODELS[terms.model],
        "practitioner_wants": to_html(terms.practitioner_wants),
        "supervisor_wants": to_html(terms.supervisor_wants),
        "confidentiality": to_html(terms.confidentiality),
    }
