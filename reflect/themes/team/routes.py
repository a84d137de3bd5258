"""A unit's own page, its card, and raising a theme with one's own team."""

from hashlib import sha256

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import BadInput, Conflict
from reflect.privacy.identifying.finding import found_in
from reflect.storage.db import write_unit
from reflect.themes.actions.words import WORDS
from reflect.themes.belonging import people_of
from reflect.themes.public import public_themes
from reflect.themes.routes import bp
from reflect.themes.team import card, raising, reading
from reflect.themes.team.forms import CardForm, RaiseForm
from reflect.web.guards import SIGNED_IN, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer


@bp.get("/teams/<id:unit_id>")
@guard(SIGNED_IN)
def team(viewer: Viewer, unit_id: str) -> Response:
    """The own page of a team or unit: its card, its actions, what was raised openly, and the guide. No figures."""
    own = reading.of_unit(viewer.person_id, unit_id)
    return page("themes/team.html", title=own.here.name, own=own, words=WORDS)


@bp.get("/teams/<id:unit_id>/card")
@guard(SIGNED_IN)
def card_form(viewer: Viewer, unit_id: str) -> Response:
    """The card to fill in, in the meeting."""
    return _card(viewer, unit_id, CardForm(formdata=None))


@bp.post("/teams/<id:unit_id>/card")
@guard(SIGNED_IN)
def write_card(viewer: Viewer, unit_id: str) -> ResponseReturnValue:
    """Write down what the team agreed on."""
    card.lead_of(viewer.person_id, unit_id)
    form = CardForm()
    if not form.validate():
        return _card(viewer, unit_id, form, 400)
    try:
        with write_unit():
            card.write(viewer.person_id, unit_id, form.held_on.data, form.lines)
    except BadInput as refused:
        form.form_errors.append(refused.sentence)
        return _card(viewer, unit_id, form, 400)
    flash(_("The card is written. Your team finds it at the top of its themes."))
    return redirect(url_for(".team", unit_id=unit_id), 303)


@bp.get("/teams/<id:unit_id>/card/<id:card_id>/remove")
@guard(SIGNED_IN)
def removing_card(viewer: Viewer, unit_id: str, card_id: str) -> Response:
    """Ask once."""
    found = card.one(viewer.person_id, unit_id, card_id)
    return page("themes/remove_card.html", title=_("Delete this card?"), card=found, unit_id=unit_id)


@bp.post("/teams/<id:unit_id>/card/<id:card_id>/remove")
@guard(SIGNED_IN)
def remove_card(viewer: Viewer, unit_id: str, card_id: str) -> ResponseReturnValue:
    """Take it away for good."""
    with write_unit():
        card.remove(viewer.person_id, unit_id, card_id)
    flash(_("The card is gone."))
    return redirect(url_for(".team", unit_id=unit_id), 303)


@bp.get("/raise")
@guard(SIGNED_IN)
def raising_form(viewer: Viewer) -> Response:
    """Raise a theme with one's own team: nothing is chosen yet, and who will see it stands above the button."""
    return _raise(viewer, RaiseForm(formdata=None))


@bp.post("/raise")
@guard(SIGNED_IN)
def raise_theme(viewer: Viewer) -> ResponseReturnValue:
    """Raise it; where words may tell who somebody is, point at them once first."""
    form = RaiseForm()
    if not form.validate():
        return _raise(viewer, form, 400)
    found = [form.words[find.start : find.end] for find in found_in(form.words)]
    mark = sha256(form.words.encode()).hexdigest()
    if found and form.looked.data != mark:
        form.looked.data = mark
        return _raise(viewer, form, found=list(dict.fromkeys(found)))
    try:
        with write_unit():
            raising.raise_(viewer.person_id, form.team.data or "", form.theme.data, form.words)
    except (BadInput, Conflict) as refused:
        form.form_errors.append(refused.sentence)
        return _raise(viewer, form, 400 if isinstance(refused, BadInput) else 409)
    flash(_("Raised. Your team sees it here, with your name, until you withdraw it."))
    return redirect(url_for(".team", unit_id=form.team.data), 303)


@bp.post("/raised/<id:raised_id>/withdraw")
@guard(SIGNED_IN)
def withdraw(viewer: Viewer, raised_id: str) -> ResponseReturnValue:
    """Withdraw what one raised."""
    with write_unit():
        raising.withdraw(viewer.person_id, raised_id)
    flash(_("Withdrawn, and deleted. Nobody sees it any more."))
    return redirect(url_for(".raising_form"), 303)


def _card(viewer: Viewer, unit_id: str, form: CardForm, status: int = 200) -> Response:
    return page(
        "themes/card.html",
        status=status,
        title=_("What our team agreed to work on"),
        form=form,
        unit_id=unit_id,
        unit=card.lead_of(viewer.person_id, unit_id),
        readers=len(people_of(unit_id)),
    )


def _raise(viewer: Viewer, form: RaiseForm, status: int = 200, found: list[str] | None = None) -> Response:
    form.offer(public_themes())
    return page(
        "themes/raise.html",
        status=status,
        title=_("Raise something with my team"),
        form=form,
        team=raising.own_team(viewer.person_id),
        mine=raising.raised_by(viewer.person_id),
        found=found or [],
    )
