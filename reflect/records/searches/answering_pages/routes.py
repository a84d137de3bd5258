"""Being asked to search one's own journal: what for, looking, choosing what to share, and answering.

Looking writes nothing, and its page is padded: nobody learns whether somebody has looked, or how much there was.
"""

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import Conflict, Refused
from reflect.privacy.sanitise import to_html
from reflect.records.searches import answering
from reflect.records.searches.answering import Mine
from reflect.records.searches.answering_pages.forms import AnswerForm, ExtractForm
from reflect.records.searches.looking import chosen_text, look
from reflect.records.searches.overview import ANSWERS
from reflect.storage.db import write_unit
from reflect.vault.keys import Keys
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

bp = Blueprint("searches", __name__, url_prefix="/searches")


@bp.get("/")
@guard(UNLOCKED)
def index(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """What one was asked to look for: by whom, until when, and whether it is answered."""
    listed = answering.asked_of(viewer.person_id)
    return page("searches/index.html", title=_("Searches you were asked to make"), listed=listed, answers=ANSWERS)


@bp.get("/<id:search_id>")
@guard(UNLOCKED)
def asked(viewer: Viewer, keys: Keys, search_id: str) -> ResponseReturnValue:
    """What to look for, why, who would see what; and the button that looks."""
    mine = answering.open_(keys, viewer.person_id, search_id)
    return _asked(viewer, mine, AnswerForm(formdata=None))


@bp.post("/<id:search_id>/look")
@guard(UNLOCKED)
def search(viewer: Viewer, keys: Keys, search_id: str) -> ResponseReturnValue:
    """Look through one's own journal, and show what was found to oneself."""
    mine = _waiting(keys, viewer, search_id)
    chosen = list(dict.fromkeys(request.form.getlist("chosen")))
    found = look(keys, viewer.person_id, mine.what.terms, skip=_number(request.form.get("skip", "")))
    offered = {passage.mark for row in found.rows for passage in row.passages}
    return page(
        "searches/found.html",
        padded=True,
        title=_("What was found in your journal"),
        mine=mine,
        found=found,
        chosen=chosen,
        carried=[mark for mark in chosen if mark not in offered],
        first_page=not _number(request.form.get("skip", "")),
    )


@bp.post("/<id:search_id>/extract")
@guard(UNLOCKED)
def extract(viewer: Viewer, keys: Keys, search_id: str) -> ResponseReturnValue:
    """Put together what one chose, edit it down, and see it exactly as the officer will. Nothing is sent by it."""
    mine = _waiting(keys, viewer, search_id)
    form = ExtractForm()
    if request.form.get("action") == "begin":
        form.extract.data = chosen_text(keys, viewer.person_id, request.form.getlist("chosen"))
        return _editing(mine, form)
    if request.form.get("action") == "change":
        return _editing(mine, form)
    if not form.validate():
        return _editing(mine, form, status=400)
    return _preview(viewer, keys, mine, form)


@bp.post("/<id:search_id>/answer")
@guard(UNLOCKED)
def answer(viewer: Viewer, keys: Keys, search_id: str) -> ResponseReturnValue:
    """Answer, once and for good: without words, or with those that were previewed."""
    mine = _waiting(keys, viewer, search_id)
    if request.form.get("answer") == "extract":
        return _share(viewer, keys, mine)
    form = AnswerForm()
    if not form.validate():
        return _asked(viewer, mine, form, status=400)
    with write_unit():
        answering.answer(keys, viewer.person_id, search_id, form.answer.data)
    flash(_("Your answer is sent. Nothing of your journal went with it."))
    return redirect(url_for(".asked", search_id=search_id), 303)


def _share(viewer: Viewer, keys: Keys, mine: Mine) -> ResponseReturnValue:
    form = ExtractForm()
    if not form.validate():
        return _editing(mine, form, status=400)
    try:
        with write_unit():
            answering.answer(
                keys,
                viewer.person_id,
                mine.listed.id,
                "extract",
                extract=form.extract.data,
                fingerprint=form.fingerprint.data or "",
                confirm_changed=form.confirm_changed.data,
            )
    except Refused as refused:
        form.form_errors.append(refused.sentence)
        return _preview(viewer, keys, mine, form, status=409)
    flash(_("Shared with %(name)s.", name=mine.listed.by))
    return redirect(url_for(".asked", search_id=mine.listed.id), 303)


def _waiting(keys: Keys, viewer: Viewer, search_id: str) -> Mine:
    """A search that this person may still answer; what they typed comes back on the page of the refusal."""
    mine = answering.open_(keys, viewer.person_id, search_id)
    if not mine.waits:
        raise Conflict(_("This search is answered or over, so nothing was sent."))
    return mine


def _asked(viewer: Viewer, mine: Mine, form: AnswerForm, status: int = 200) -> Response:
    return page(
        "searches/asked.html",
        status=status,
        title=_("%(name)s asks you to search your own journal", name=mine.listed.by),
        mine=mine,
        form=form,
        answers=ANSWERS,
        shared=to_html(mine.what.extract) if mine.what.extract else "",
    )


def _editing(mine: Mine, form: ExtractForm, status: int = 200) -> Response:
    title = _("What you share with %(name)s", name=mine.listed.by)
    return page("searches/extract.html", status=status, title=title, mine=mine, form=form)


def _preview(viewer: Viewer, keys: Keys, mine: Mine, form: ExtractForm, status: int = 200) -> Response:
    return page(
        "searches/preview.html",
        status=status,
        title=_("As %(name)s will see it", name=mine.listed.by),
        mine=mine,
        form=form,
        officer=answering.officer_key(keys, viewer.person_id, mine),
        html=to_html(form.extract.data),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
