"""Looking back: search, all answers to one question, what is pinned, and paper. No word of it stands in an address."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import BadInput
from reflect.journal import entries, pinning
from reflect.journal.reading.extracts import extract
from reflect.journal.reading.folding import pieces
from reflect.journal.reading.forms import PROMPT, SearchForm
from reflect.journal.reading.question import Question, answers_to
from reflect.journal.reading.searching import asked_as, search, ways_back
from reflect.journal.routes import bp
from reflect.library.themes import names_of_themes
from reflect.storage.db import write_unit
from reflect.vault.keys import Keys
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer


@bp.get("/search")
@guard(UNLOCKED)
def look(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    tags, asked = ways_back(keys, viewer.person_id)
    form = SearchForm(formdata=None).prepare()
    return page("journal/search.html", title=_("Search my journal"), form=form, tags=tags, asked=asked)


@bp.post("/search")
@guard(UNLOCKED)
def find(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    form = SearchForm().prepare()
    if not form.validate():
        return page("journal/search.html", status=400, title=_("Search my journal"), form=form)
    question = form.question()
    after = request.form.get("after")
    found = search(keys, viewer.person_id, question, after=after)
    return page(
        "journal/search.html",
        padded=True,
        title=_("Search my journal"),
        form=form,
        found=found,
        rows=[(hit, pieces(hit.title, question.folded), extract(hit.document, question)) for hit in found.rows],
        asked_as=asked_as(found.rows, question.prompt) if question.prompt else "",
        first_page=not after,
    )


@bp.post("/answers")
@guard(UNLOCKED)
def answers(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """All of one's own answers to one question, across time."""
    key = request.form.get("prompt", "")
    if not PROMPT.fullmatch(key):
        raise BadInput(_("There is no such question."))
    after = request.form.get("after")
    found = search(keys, viewer.person_id, Question(prompt=key), after=after)
    return page(
        "journal/answers.html",
        padded=True,
        title=_("My answers to one question"),
        key=key,
        question=asked_as(found.rows, key),
        found=found,
        rows=[(hit, [hit.document.parts[place] for place in answers_to(hit.document, key)]) for hit in found.rows],
        first_page=not after,
    )


@bp.post("/<id:entry_id>/pin")
@guard(UNLOCKED)
def pin(viewer: Viewer, keys: Keys, entry_id: str) -> ResponseReturnValue:
    with write_unit():
        pinning.pin(viewer.person_id, entry_id)
    flash(_("Pinned to the top of your journal. Nobody else sees that."))
    return redirect(url_for("journal.entry", entry_id=entry_id), 303)


@bp.post("/<id:entry_id>/unpin")
@guard(UNLOCKED)
def unpin(viewer: Viewer, keys: Keys, entry_id: str) -> ResponseReturnValue:
    with write_unit():
        pinning.unpin(viewer.person_id, entry_id)
    flash(_("No longer pinned. It stands at its place by date."))
    return redirect(url_for("journal.entry", entry_id=entry_id), 303)


@bp.get("/<id:entry_id>/print")
@guard(UNLOCKED)
def on_paper(viewer: Viewer, keys: Keys, entry_id: str) -> ResponseReturnValue:
    opened = entries.open_(keys, viewer.person_id, entry_id)
    return page(
        "journal/print.html",
        padded=True,
        title=opened.title,
        entry=opened,
        themes=names_of_themes(opened.document.themes),
    )
