"""Save a copy of one's reflections, of one, some or all; and bring copies in, after a look at what they hold."""

from collections.abc import Iterable

from flask import Response, flash, redirect, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from reflect.audit.trail import record
from reflect.core.errors import BadInput
from reflect.journal import entries
from reflect.journal.copying import exporting, importing
from reflect.journal.copying.forms import HINTS, AgainForm, ChosenForm, FileForm, FormatForm
from reflect.journal.copying.packing import MOST_FORM, pack, unpack
from reflect.journal.copying.portable import copy_of
from reflect.journal.routes import bp
from reflect.storage.db import write_unit
from reflect.vault.keys import Keys
from reflect.web.days import today
from reflect.web.guards import STEPPED_UP, UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.language import ngettext
from reflect.web.pages import page
from reflect.web.viewer import Viewer

ZIP = "application/zip"
SHOWN = 50  # titles of what a file holds; the rest is counted


@bp.route("/<id:entry_id>/copy", methods=["GET", "POST"])
@guard(UNLOCKED)
def copy(viewer: Viewer, keys: Keys, entry_id: str) -> ResponseReturnValue:
    """One reflection as a file."""
    entry = entries.open_(keys, viewer.person_id, entry_id)
    form = FormatForm()
    if not form.validate_on_submit():
        return page("journal/copy.html", status=_status(), title=_("Save a copy"), form=form, hints=HINTS, entry=entry)
    made = copy_of(entry.document, entry.created_at)
    return _download(
        [exporting.as_file(made, form.kind.data)],
        exporting.file_name(made, form.kind.data),
        exporting.TYPES[form.kind.data],
    )


@bp.route("/copies", methods=["GET", "POST"])
@guard(UNLOCKED)
def copies(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """Some reflections of one page of the list, as a zip."""
    heads = entries.heads(keys, viewer.person_id, after=request.args.get("before"))
    form = ChosenForm()
    form.entries.choices = [(head.id, head.shown_title) for head in heads.rows]
    if not form.validate_on_submit():
        return page(
            "journal/copies.html",
            status=_status(),
            title=_("Save copies"),
            form=form,
            hints=HINTS,
            heads=heads,
            first_page="before" not in request.args,
        )
    return _zip(keys, viewer, form.entries.data, form)


@bp.route("/copies/everything", methods=["GET", "POST"])
@guard(STEPPED_UP)
def copy_everything(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """All of one's reflections as a zip. One's own log says that it was made, and when."""
    form = FormatForm()
    entry_ids = exporting.ids_of(viewer.person_id)
    if not form.validate_on_submit():
        return page(
            "journal/copy_everything.html",
            status=_status(),
            title=_("Save a copy of everything"),
            form=form,
            hints=HINTS,
            number=len(entry_ids),
        )
    with write_unit():
        record("journal-copied", actor=viewer.person_id, about=viewer.person_id)
    return _zip(keys, viewer, entry_ids, form)


@bp.route("/import", methods=["GET", "POST"])
@guard(UNLOCKED, most_bytes=MOST_FORM)
def import_file(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """Choose a file, and see what would come of it. Nothing is written, here or on the server's disk."""
    form = FileForm()
    if not form.validate_on_submit():
        return _choose(form, _status())
    name, data = form.file.data.filename or "", form.file.data.read(importing.MOST_BYTES + 1)
    plan = importing.plan(keys, viewer.person_id, name, data)
    if plan.problems:
        return _refused(plan, 400)
    again = AgainForm(formdata=None)
    again.packed.data, again.name.data = pack(data), name
    return page("journal/import_plan.html", title=_("What would come in"), plan=plan, form=again, shown=SHOWN)


@bp.post("/import/confirm")
@guard(UNLOCKED, most_bytes=MOST_FORM)
def confirm_import(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """Bring in what was shown: all of it, or nothing."""
    form = AgainForm()
    data = unpack(form.packed.data or "")
    if not form.validate() or data is None:
        raise BadInput(_("The file did not arrive whole, so nothing came in. Choose it again."))
    plan = importing.plan(keys, viewer.person_id, form.name.data or "", data)
    if plan.problems:
        return _refused(plan, 400)
    number = importing.bring_in(keys, viewer.person_id, plan.new, plan.there)
    flash(
        ngettext(
            "%(num)d reflection came in. Only you can see it.",
            "%(num)d reflections came in. Only you can see them.",
            number,
        )
        if number
        else _("All of it was there already, so nothing came in.")
    )
    return redirect(url_for("journal.index"), 303)


def _choose(form: FileForm, status: int, problems: Iterable[importing.Problem] = ()) -> Response:
    return page(
        "journal/import.html",
        status=status,
        title=_("Bring in copies"),
        form=form,
        problems=problems,
        megabytes=importing.MOST_BYTES // (1024 * 1024),
        most=importing.MOST,
    )


def _refused(plan: importing.Plan, status: int) -> Response:
    form = FileForm(formdata=None)
    form.file.errors = (_("Nothing came in. Correct what is listed as wrong, then choose the file again."),)
    return _choose(form, status, plan.problems)


def _status() -> int:
    return 200 if request.method == "GET" else 400


def _zip(keys: Keys, viewer: Viewer, entry_ids: list[str], form: FormatForm) -> Response:
    pieces = exporting.as_zip(keys, viewer.person_id, entry_ids, form.kind.data)
    return _download(stream_with_context(pieces), f"reflections-{today():%Y-%m-%d}.zip", ZIP)


def _download(pieces: Iterable[bytes], name: str, kind: str) -> Response:
    disposition = f"attachment; filename={name}"
    return Response(pieces, content_type=kind, headers={"Content-Disposition": disposition})
