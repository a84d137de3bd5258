"""Asking people to search their own journals; who has answered; and what somebody shared."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import BadInput
from reflect.privacy.sanitise import to_html
from reflect.records.officer.asking.forms import SearchForm, usual_day
from reflect.records.officer.routes import bp
from reflect.records.searches import asking, overview
from reflect.storage.db import write_unit
from reflect.vault.keys import Keys
from reflect.web.guards import DATA_PROTECTION, guard
from reflect.web.language import day, ngettext
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer


@bp.get("/searches/new")
@guard(DATA_PROTECTION)
def new_search(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """The page on which a search is asked for. It says who will see what before anything is typed."""
    form = SearchForm(formdata=None)
    form.answer_by.data = usual_day()
    return page("data_protection/new_search.html", title=_("Ask people to search their own journals"), form=form)


@bp.post("/searches/new")
@guard(DATA_PROTECTION)
def ask(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """Ask them. Whatever is wrong, the page comes back with everything that was typed."""
    form, search_id = SearchForm(), None
    if form.validate():
        try:
            with write_unit():
                people = asking.people_at(viewer.person_id, form.addresses.data or "")
                search_id = asking.ask(keys, viewer.person_id, people, form.asked(), form.answer_by.data)
        except BadInput as bad:
            form.addresses.errors = [bad.sentence]
    if search_id is None:
        title = _("Ask people to search their own journals")
        return page("data_protection/new_search.html", status=400, title=title, form=form)
    flash(_("Asked. They are told, and see what to look for once they have unlocked their journal."))
    return redirect(url_for(".one_search", search_id=search_id), 303)


@bp.get("/searches/<id:search_id>")
@guard(DATA_PROTECTION)
def one_search(viewer: Viewer, keys: Keys, search_id: str) -> ResponseReturnValue:
    """One search: what was asked, who has answered, and who could not be asked."""
    found = overview.search_of(keys, viewer.person_id, search_id)
    return page("data_protection/search.html", title=_("Search of %(day)s", day=day(found.asked_at)), search=found)


@bp.get("/searches/<id:search_id>/answers/<id:asked_id>")
@guard(DATA_PROTECTION)
def shared_extract(viewer: Viewer, keys: Keys, search_id: str, asked_id: str) -> ResponseReturnValue:
    """What one person chose to share, opened under the officer’s own keys and cleaned again."""
    found = overview.extract_of(keys, viewer.person_id, search_id, asked_id)
    return page(
        "data_protection/extract.html",
        title=_("What %(name)s shared", name=found.name),
        search_id=search_id,
        found=found,
        html=to_html(found.text),
    )


@bp.post("/searches/<id:search_id>/ask-others")
@guard(DATA_PROTECTION)
def ask_others(viewer: Viewer, keys: Keys, search_id: str) -> ResponseReturnValue:
    """Ask whoever could not be asked before and can be now."""
    with write_unit():
        asked = asking.ask_the_others(keys, viewer.person_id, search_id)
    flash(ngettext("%(num)d more person is asked.", "%(num)d more people are asked.", asked))
    return redirect(url_for(".one_search", search_id=search_id), 303)


@bp.route("/searches/<id:search_id>/close", methods=["GET", "POST"])
@guard(DATA_PROTECTION)
def close_search(viewer: Viewer, keys: Keys, search_id: str) -> ResponseReturnValue:
    """Ask once, then want no more answers."""
    found = overview.search_of(keys, viewer.person_id, search_id)
    if request.method == "GET":
        return page("data_protection/close_search.html", title=_("Close this search?"), search=found)
    with write_unit():
        asking.close(viewer.person_id, search_id)
    flash(_("The search is closed."))
    return redirect(url_for(".one_search", search_id=search_id), 303)
