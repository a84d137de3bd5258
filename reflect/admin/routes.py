"""Pages for administrators: what there is to run, and question sets to publish and retire."""

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.admin.forms import PanelForm
from reflect.core.ids import ID_PATTERN
from reflect.library import editions, panel, report, sets
from reflect.storage.db import write_unit
from reflect.web.guards import ADMINISTRATOR, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.get("/")
@guard(ADMINISTRATOR)
def index(viewer: Viewer) -> Response:
    """What there is to run."""
    return page("admin/index.html", title=_("Administration"))


@bp.get("/questions/")
@guard(ADMINISTRATOR)
def questions(viewer: Viewer) -> Response:
    """Every version of every question set."""
    return page(
        "admin/questions.html",
        title=_("Question sets"),
        sets=editions.all_sets(),
        about=report.about_questions(),
    )


@bp.route("/questions/panel", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def panel_questions(viewer: Viewer) -> ResponseReturnValue:
    """Paste the Panel's own questions, or say where its report is."""
    form = PanelForm()
    if request.method == "GET":
        _go_on_with(form)
        return _panel_page(form)
    if request.form.get("do") == "link":
        if not form.link.validate(form, [PanelForm.validate_link]):
            return _panel_page(form, status=400)
        with write_unit():
            report.give_report_link(form.link.data)
        flash(_("The address of the report is saved. Pages that name the report now link to it."))
        return redirect(url_for(".questions"), 303)
    if not form.validate():
        return _panel_page(form, status=400)
    with write_unit():
        report.give_report_link(form.link.data)
        draft = panel.draft_panel_questions(form.typed())
    return redirect(url_for(".question_set", edition_id=draft), 303)


@bp.get("/questions/<id:edition_id>")
@guard(ADMINISTRATOR)
def question_set(viewer: Viewer, edition_id: str) -> Response:
    """One version as people see it, and what may be done with it."""
    return _edition_page("admin/question_set.html", edition_id)


@bp.post("/questions/<id:edition_id>/publish")
@guard(ADMINISTRATOR)
def publish(viewer: Viewer, edition_id: str) -> ResponseReturnValue:
    with write_unit():
        editions.publish(editions.question_set(edition_id).id, actor=viewer.person_id)
    flash(_("The questions are published. People are offered them first."))
    return redirect(url_for(".questions"), 303)


@bp.post("/questions/<id:edition_id>/discard")
@guard(ADMINISTRATOR)
def discard(viewer: Viewer, edition_id: str) -> ResponseReturnValue:
    with write_unit():
        editions.discard(editions.question_set(edition_id).id)
    flash(_("The draft is deleted."))
    return redirect(url_for(".questions"), 303)


@bp.route("/questions/<id:edition_id>/retire", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def retire(viewer: Viewer, edition_id: str) -> ResponseReturnValue:
    """Ask once, then stop offering a version."""
    if request.method == "GET":
        return _edition_page("admin/retire.html", edition_id)
    with write_unit():
        editions.retire(editions.question_set(edition_id).id, actor=viewer.person_id)
    flash(_("The questions are retired. Reflections that answered them keep them."))
    return redirect(url_for(".questions"), 303)


def _go_on_with(form: PanelForm) -> None:
    """Fill in what is known: the draft that somebody wants to change, or only where the report is."""
    draft = request.args.get("draft", "")
    if ID_PATTERN.fullmatch(draft):
        form.process(data=vars(panel.typed_before(draft)))
    else:
        form.link.data = report.report_link() or ""


def _panel_page(form: PanelForm, status: int = 200) -> Response:
    return page("admin/panel.html", status=status, title=_("The Panel’s own questions"), form=form)


def _edition_page(template: str, edition_id: str) -> Response:
    edition = editions.question_set(edition_id)
    return page(template, title=edition.title, edition=edition, sections=sets.sections_of(edition_id))
