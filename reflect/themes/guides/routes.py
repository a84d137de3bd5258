"""The guide for a team meeting: choose themes and minutes, read it, print it. Nothing but the address says which."""

from typing import Any

from flask import Response, request, url_for

from reflect.core.errors import BadInput
from reflect.library.signposts import SUPPORT, SignpostText, signpost_group
from reflect.themes import sentences
from reflect.themes.belonging import own_units
from reflect.themes.guides import agenda
from reflect.themes.guides.choosing import MINUTES, MOST, Offer, offer
from reflect.themes.guides.printing import as_pdf
from reflect.themes.routes import bp
from reflect.web.forms import Form
from reflect.web.guards import SIGNED_IN, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.pdf import TYPE as PDF
from reflect.web.viewer import Viewer


@bp.get("/guide")
@guard(SIGNED_IN)
def guide(viewer: Viewer) -> Response:
    """Choose themes; when they are chosen, the plan of the meeting."""
    offered, slugs = _offer(viewer), request.args.getlist("theme")
    if not slugs and "minutes" not in request.args:
        return _choose(offered)
    try:
        made = agenda.guide(offered.chosen(slugs), _minutes())
    except BadInput as refused:
        return _choose(offered, slugs, refused.sentence)
    return page(
        "themes/guide.html",
        title=_("A meeting of %(minutes)s minutes", minutes=made.minutes),
        guide=made,
        source=offered.source,
        say=sentences,
        support=_support(),
        leads=[unit for unit in own_units(viewer.person_id) if unit.leads],
        pdf=url_for(".guide_pdf", **_asked(offered, slugs, made.minutes)),
        other=url_for(".guide", **_asked(offered, slugs, _other(made.minutes))),
        again=url_for(".guide", **_place(offered)),
    )


@bp.get("/guide.pdf")
@guard(SIGNED_IN)
def guide_pdf(viewer: Viewer) -> Response:
    """The same as a tagged PDF. A choice that cannot be is answered as on the page."""
    offered, slugs = _offer(viewer), request.args.getlist("theme")
    try:
        made = agenda.guide(offered.chosen(slugs), _minutes())
    except BadInput as refused:
        return _choose(offered, slugs, refused.sentence)
    data = as_pdf(made, offered.source, _support())
    disposition = f'attachment; filename="guide-{made.minutes}-minutes.pdf"'
    return Response(data, content_type=PDF, headers={"Content-Disposition": disposition})


def _offer(viewer: Viewer) -> Offer:
    return offer(viewer.person_id, request.args.get("place", ""), request.args.get("window", ""))


def _support() -> list[SignpostText]:
    """Whom to call: what the others say is about writing."""
    return [row for row in signpost_group(SUPPORT).rows if row.contact]


def _minutes() -> int:
    asked = request.args.get("minutes", "")
    found = next((minutes for minutes in MINUTES if str(minutes) == asked), None)
    if found is None:
        raise BadInput(_("Choose 20 or 45 minutes."))
    return found


def _other(minutes: int) -> int:
    return next(each for each in MINUTES if each != minutes)


def _place(offered: Offer) -> dict[str, Any]:
    return {"place": offered.source.place_id, "window": offered.source.window_id} if offered.source else {}


def _asked(offered: Offer, slugs: list[str], minutes: int) -> dict[str, Any]:
    return {**_place(offered), "theme": slugs, "minutes": minutes}


def _choose(offered: Offer, slugs: list[str] | None = None, problem: str | None = None) -> Response:
    form = Form(formdata=None, meta={"csrf": False})
    if problem is not None:
        form.form_errors.append(problem)
    asked = request.args.get("minutes", "")
    return page(
        "themes/guide_choose.html",
        status=200 if problem is None else 400,
        title=_("A guide for a team meeting"),
        offer=offered,
        form=form,
        picked=slugs or [],
        minutes=MINUTES,
        chosen_minutes=int(asked) if asked in map(str, MINUTES) else MINUTES[0],
        most=MOST,
        say=sentences,
    )
