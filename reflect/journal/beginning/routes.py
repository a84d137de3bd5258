"""Where a reflection begins: the starting points, the questions one by one, and the first page of words."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import NotFound
from reflect.core.ids import new_id
from reflect.identity import codes
from reflect.journal import entries, starting
from reflect.journal.beginning.forms import ChoosingForm, choosing_form
from reflect.journal.entries import OpenEntry
from reflect.journal.routes import bp
from reflect.journal.writing.forms import WritingForm
from reflect.journal.writing.pages.routes import show, step_asked
from reflect.library import sets
from reflect.library.report import about_questions
from reflect.library.signposts import beside_writing
from reflect.vault.keys import Keys
from reflect.web.addresses import id_in
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l
from reflect.web.pages import page
from reflect.web.viewer import Viewer

AUDIENCES = {
    "practitioner": _l("For your practice"),
    "supervisor": _l("For you as a supervisor"),
    "leader": _l("For you as a leader"),
    sets.EVERYONE: _l("A few minutes, or a blank page"),
}
# Links that stand one below the other, so each says which questions it leads to.
OWN_QUESTIONS = {
    "practitioner": _l("Choose your own questions for your practice"),
    "supervisor": _l("Choose your own questions as a supervisor"),
    "leader": _l("Choose your own questions as a leader"),
}


@bp.get("/new")
@guard(UNLOCKED)
def new(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    start = request.args.get("start")
    if start is None:
        return _starting_points(viewer, _earlier(viewer, keys, request.args.get("earlier")))
    if not starting.fits_an_address(start):
        raise NotFound
    start, document = starting.document_for(start)
    step = step_asked(document, 1)
    form = WritingForm(formdata=None).prepare(document, step, fill=True)
    return show(viewer, new_id(), 0, document, step, form, start=start)


@bp.get("/first")
@guard(UNLOCKED)
def first(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """While an account is set up: one question to write a few first words to, or to skip."""
    if codes.is_confirmed(viewer.person_id):
        return redirect(url_for("journal.new"))
    offered = starting.choices(viewer.roles)
    start, document = starting.document_for(offered[0].slug if offered else starting.BLANK)
    form = WritingForm(formdata=None).prepare(document, 1, fill=True)
    return show(viewer, new_id(), 0, document, 1, form, start=start, setting_up=True)


@bp.get("/choose")
@guard(UNLOCKED)
def choose(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """Every question for one audience, to pick a few."""
    earlier = _earlier(viewer, keys, request.args.get("earlier"))
    audience = _audience(viewer, request.args.get("audience"))
    return _questions(viewer, choosing_form(audience, formdata=None), audience, earlier)


@bp.post("/choose")
@guard(UNLOCKED)
def chosen(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """The first of the questions that somebody picked. Which ones stays in the page: no address names them."""
    earlier = _earlier(viewer, keys, request.form.get("earlier"))
    audience = _audience(viewer, request.form.get("audience"))
    form = choosing_form(audience)
    if not form.validate():
        return _questions(viewer, form, audience, earlier, status=400)
    start = starting.picked(form.questions.data)
    start, document = starting.document_for(starting.going_on_from(start, earlier.id) if earlier else start)
    writing = WritingForm(formdata=None).prepare(document, 1, fill=True)
    return show(viewer, new_id(), 0, document, 1, writing, start=start)


def _starting_points(viewer: Viewer, earlier: OpenEntry | None) -> ResponseReturnValue:
    paths = starting.choices(viewer.roles)
    groups = [
        (audience, AUDIENCES[audience], [(p, _start(p.slug, earlier)) for p in paths if p.audience == audience])
        for audience in (sets.EVERYONE, *sets.audiences_of(viewer.roles))
    ]
    return page(
        "journal/new.html",
        title=_("Make some space to think"),
        groups=groups,
        own_questions=OWN_QUESTIONS,
        blank=_start(starting.BLANK, earlier),
        earlier=earlier,
        questions=about_questions(),
        signposts=beside_writing(),
    )


def _questions(
    viewer: Viewer, form: ChoosingForm, audience: str, earlier: OpenEntry | None, status: int = 200
) -> ResponseReturnValue:
    others = [each for each in sets.audiences_of(viewer.roles) if each != audience]
    values: dict[str, Any] = {"others": [(each, AUDIENCES[each]) for each in others], "audience": audience}
    return page(
        "journal/choose.html",
        status=status,
        title=_("Choose your own questions"),
        form=form,
        most=starting.MOST_PICKED,
        earlier=earlier,
        questions=about_questions(),
        signposts=beside_writing(),
        **values,
    )


def _earlier(viewer: Viewer, keys: Keys, entry_id: str | None) -> OpenEntry | None:
    """The reflection of theirs that somebody goes on from.

    Raises:
        NotFound: they have no such reflection.
    """
    return entries.open_(keys, viewer.person_id, id_in(entry_id)) if entry_id else None


def _start(start: str, earlier: OpenEntry | None) -> str:
    return starting.going_on_from(start, earlier.id) if earlier else start


def _audience(viewer: Viewer, asked: str | None) -> str:
    """The audience whose questions somebody wants to see: one that they belong to.

    Raises:
        NotFound: they do not belong to it.
    """
    audiences = sets.audiences_of(viewer.roles)
    if asked is None:
        return audiences[0]
    if asked not in audiences:
        raise NotFound
    return asked
