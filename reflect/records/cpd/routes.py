"""Use a reflection for CPD: choose a form and what it begins with, write, look for identifying details, take it along.

The pages carry the words on, and nothing of them is stored: closing the page is enough to be rid of them.
"""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from reflect.core.clock import now
from reflect.core.errors import BadInput, Refused
from reflect.journal import entries
from reflect.journal.entries import OpenEntry
from reflect.journal.identifying.checking import checked
from reflect.journal.identifying.forms import NOTHING, Chosen, chosen
from reflect.journal.identifying.roles import called, roles_for
from reflect.privacy.identifying.replacing import replaced
from reflect.records.cpd import beginning
from reflect.records.cpd.fields import Piece, Written, begun, mark_of, sheet, written
from reflect.records.cpd.forms import BeginForm, CpdForm, begin_form, cpd_form, texts
from reflect.records.cpd.pdf import as_pdf
from reflect.records.cpd.regulators import Regulator, regulators
from reflect.records.word import TYPE as WORD
from reflect.records.word import as_word
from reflect.vault.keys import Keys
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.pdf import TYPE as PDF
from reflect.web.viewer import Viewer

MOST_BYTES = 4 * 1024 * 1024  # of a page that begins with several long answers
CHECKED = ("line", "long")  # what somebody types; a date and a theme are asked for as they are

bp = Blueprint("cpd", __name__, url_prefix="/journal")


@bp.get("/<id:entry_id>/cpd")
@guard(UNLOCKED)
def begin(viewer: Viewer, keys: Keys, entry_id: str) -> ResponseReturnValue:
    """Whose form; and when that is said, what its fields begin with."""
    entry = entries.open_(keys, viewer.person_id, entry_id)
    offered = regulators()
    regulator = offered.get(request.args.get("form", ""))
    if regulator is None:
        return page(
            "records/cpd_choose.html",
            title=_("Use for professional development"),
            entry=entry,
            regulators=offered.values(),
        )
    answers, comments = _pieces(viewer, keys, entry)
    form = begin_form(regulator, answers + comments, entry.revision)
    return _begin(entry, regulator, form, answers, comments)


@bp.post("/<id:entry_id>/cpd")
@guard(UNLOCKED, most_bytes=MOST_BYTES)
def make(viewer: Viewer, keys: Keys, entry_id: str) -> ResponseReturnValue:
    """Every step after that, by the button that was pressed. None of them writes anything."""
    entry = entries.open_(keys, viewer.person_id, entry_id)
    regulator = regulators().get(request.form.get("regulator", ""))
    if regulator is None:
        raise BadInput(_("Something in what this page sent is missing or damaged. Open it again."))
    action = request.form.get("action", "check")
    if action == "begin":
        return _begun(viewer, keys, entry, regulator)
    form = cpd_form(regulator)
    if not form.validate():
        return _write(entry, regulator, form, 400)
    if action == "write":
        return _write(entry, regulator, form)
    return _take(entry, regulator, form, action)


def _begun(viewer: Viewer, keys: Keys, entry: OpenEntry, regulator: Regulator) -> Response:
    answers, comments = _pieces(viewer, keys, entry)
    form = begin_form(regulator, answers + comments)
    if form.revision.data != str(entry.revision):
        form = begin_form(regulator, answers + comments, entry.revision)
        form.form_errors.append(_("This reflection was changed somewhere else. Look again at what you use."))
        return _begin(entry, regulator, form, answers, comments, 409)
    wanted = {name: value for name, value in request.form.items() if name.startswith(("answer-", "comment-"))}
    try:
        first = begun(regulator, answers + comments, wanted)
    except Refused as refused:
        form.form_errors.append(refused.sentence)
        return _begin(entry, regulator, form, answers, comments, 400)
    return _write(entry, regulator, cpd_form(regulator, first))


def _take(entry: OpenEntry, regulator: Regulator, form: CpdForm, action: str) -> Response:
    """Look through the words first; of words that were looked through, the page to copy from and the files."""
    fields = written(regulator, texts(form, regulator))
    if not any(field.name in _checked_names(regulator) for field in fields):
        form.form_errors.append(_("Write something in at least one field."))
        return _write(entry, regulator, form, 400)
    choice = chosen(request.form, asked=action == "replace")
    if choice.others:
        for name in _checked_names(regulator):
            form[name].data = replaced(form[name].data or "", choice.others)
        fields = written(regulator, texts(form, regulator))
        return _check(entry, regulator, form, fields, changed=True)
    if choice.error or action in ("check", "replace") or form.looked.data != mark_of(fields):
        return _check(entry, regulator, form, fields, choice, status=400 if choice.error else 200)
    if action not in ("word", "pdf"):
        return _ready(entry, regulator, form, fields)
    try:
        return _file(regulator, fields, action)
    except BadInput as refused:
        form.form_errors.append(refused.sentence)
        return _ready(entry, regulator, form, fields, 409)


def _pieces(viewer: Viewer, keys: Keys, entry: OpenEntry) -> tuple[list[Piece], list[Piece]]:
    return beginning.answers(entry), beginning.comments(keys, viewer.person_id, entry.id)


def _checked_names(regulator: Regulator) -> list[str]:
    return [field.name for field in regulator.fields if field.kind in CHECKED]


def _file(regulator: Regulator, fields: list[Written], action: str) -> Response:
    note = _("Written by the person who hands it in. Not an official form.")
    if action == "word":
        data, kind, ending = as_word(sheet(regulator.title, note, fields), now()), WORD, "docx"
    else:
        data, kind, ending = as_pdf(regulator.title, note, fields), PDF, "pdf"
    disposition = f"attachment; filename=cpd-{now():%Y-%m-%d}.{ending}"
    return Response(data, content_type=kind, headers={"Content-Disposition": disposition})


def _begin(
    entry: OpenEntry,
    regulator: Regulator,
    form: BeginForm,
    answers: list[Piece],
    comments: list[Piece],
    status: int = 200,
) -> Response:
    parts = entry.document.parts
    return page(
        "records/cpd_begin.html",
        status=status,
        title=regulator.title,
        entry=entry,
        regulator=regulator,
        form=form,
        answers=answers,
        comments=comments,
        held_back=[part.question for part in parts if part.private and part.answer.strip()],
    )


def _write(entry: OpenEntry, regulator: Regulator, form: CpdForm, status: int = 200) -> Response:
    return page(
        "records/cpd_write.html", status=status, title=regulator.title, entry=entry, regulator=regulator, form=form
    )


def _check(
    entry: OpenEntry,
    regulator: Regulator,
    form: CpdForm,
    fields: list[Written],
    choice: Chosen = NOTHING,
    *,
    changed: bool = False,
    status: int = 200,
) -> Response:
    form.looked.data = mark_of(fields)
    if choice.error:
        form.form_errors.append(choice.error)
    typed = _checked_names(regulator)
    return page(
        "records/cpd_check.html",
        status=status,
        title=_("Look through it once"),
        entry=entry,
        regulator=regulator,
        form=form,
        fields=fields,
        found=checked((field.label, field.text) for field in fields if field.name in typed),
        called=called,
        roles_for=roles_for,
        choice=choice,
        changed=changed,
    )


def _ready(entry: OpenEntry, regulator: Regulator, form: CpdForm, fields: list[Written], status: int = 200) -> Response:
    return page(
        "records/cpd_ready.html",
        status=status,
        title=regulator.title,
        entry=entry,
        regulator=regulator,
        form=form,
        fields=fields,
    )
