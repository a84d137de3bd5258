"""The guide for a team meeting: choose themes and minutes, read it, print it. Nothing but the address says which."""

from typing import Any

from flask import Response, request, url_for

from reflect.core.errors import BadInput
from reflect.library.signposts import SUPPORT, SignpostText, signpost_group
from reflect.library.themes import ThemeText
from reflect.themes import sentences
from reflect.themes.belonging import own_units
from reflect.themes.guides import agenda
from reflect.themes.guides.choosing import MINUTES, Offer, offer
from reflect.themes.guides.forms import GuideForm
from reflect.themes.guides.printing import as_pdf
from reflect.themes.routes import bp
from reflect.web.guards import SIGNED_IN, guard
from reflect.web.language import gettext as _
from reflect.web.language import ngettext
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
    made = _made(offered, slugs)
    if not isinstance(made, agenda.Guide):
        return made
    return page(
        "themes/guide.html",
        title=ngettext("A meeting of %(num)d minute", "A meeting of %(num)d minutes", made.minutes),
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
    made = _made(offered, slugs)
    if not isinstance(made, agenda.Guide):
        return made
    data = as_pdf(made, offered.source, _support())
    disposition = f'attachment; filename="guide-{made.minutes}-minutes.pdf"'
    return Response(data, content_type=PDF, headers={"Content-Disposition": disposition})


def _offer(viewer: Viewer) -> Offer:
    return offer(viewer.person_id, request.args.get("place", ""), request.args.get("window", ""))


def _support() -> list[SignpostText]:
    """Whom to call: what the others say is about writing."""
    return [row for row in signpost_group(SUPPORT).rows if row.contact]


def _made(offered: Offer, slugs: list[str]) -> agenda.Guide | Response:
    """The guide of these themes; or the page to choose them on, with what stops it beside its field."""
    minutes = _minutes()
    try:
        chosen = offered.chosen(slugs)
    except BadInput as refused:
        return _choose(offered, slugs, theme=refused.sentence)
    if minutes is None:
        return _choose(offered, slugs, minutes=_("Choose 20 or 45 minutes."))
    return agenda.guide(chosen, minutes)


def _minutes() -> int | None:
    asked = request.args.get("minutes", "")
    return next((minutes for minutes in MINUTES if str(minutes) == asked), None)


def _other(minutes: int) -> int:
    return next(each for each in MINUTES if each != minutes)


def _place(offered: Offer) -> dict[str, Any]:
    return {"place": offered.source.place_id, "window": offered.source.window_id} if offered.source else {}


def _asked(offered: Offer, slugs: list[str], minutes: int) -> dict[str, Any]:
    return {**_place(offered), "theme": slugs, "minutes": minutes}


def _choose(offered: Offer, slugs: list[str] | None = None, **problems: str) -> Response:
    form = GuideForm(offered, slugs or [], _minutes() or MINUTES[0])
    for name, problem in problems.items():
        form[name].errors = [problem]
    return page(
        "themes/guide_choose.html",
        status=400 if problems else 200,
        title=_("A guide for a team meeting"),
        offer=offered,
        form=form,
        hints={theme.slug: _hint(offered, theme) for theme in offered.themes},
        say=sentences,
    )


def _hint(offered: Offer, theme: ThemeText) -> str:
    said = offered.said.get(theme.slug)
    return f"{said}. {theme.definition}" if said else theme.definition
