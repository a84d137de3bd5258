"""The pages that somebody writes on: one question, what is asked before they finish, and a choice of two versions."""

from flask import Response, current_app, request, url_for

from reflect.core.errors import NotFound
from reflect.core.ids import new_id
from reflect.journal import preferring, starting, tokens
from reflect.journal.document import Document
from reflect.journal.saving import ChangedElsewhere
from reflect.journal.writing.forms import WritingForm, asks_title
from reflect.journal.writing.sent import Sent
from reflect.library.signposts import beside_writing
from reflect.library.themes import names_of_themes
from reflect.organisation.words import words_for
from reflect.storage.db import deployment
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer


def show(
    viewer: Viewer,
    entry_id: str,
    revision: int,
    document: Document,
    step: int,
    form: WritingForm,
    *,
    start: str = "",
    status: int = 200,
    unsaved: bool = False,
    setting_up: bool = False,
) -> Response:
    """The page on which one writes: this step of this document, with what the form holds."""
    closing = step == document.last_step
    suggests = closing and preferring.suggests_themes(viewer.person_id)
    if closing:
        form.show_themes(document, suggests=suggests)
    return page(
        "journal/write.html",
        status=status,
        padded=closing,
        title=_caption(document, step),
        form=form,
        entry_id=entry_id,
        document=document,
        step=step,
        start=start,
        part=document.parts[step - 1] if step <= len(document.parts) else None,
        asks_title=asks_title(document, step),
        unsaved=unsaved,
        setting_up=setting_up,
        second_factor=deployment().second_factor_required,
        words=words_for(viewer.person_id),
        hidden=hidden_fields(viewer, entry_id, revision, step, start),
        back=_back(entry_id, revision, step, start),
        suggests=suggests,
        signposts=beside_writing(),
    )


def conflict(viewer: Viewer, changed: ChangedElsewhere, sent: Sent, then: str) -> Response:
    """The page of both versions.

    Args:
        then: the button that was pressed first; whichever version is kept, the choice goes on from there.
    """
    present = changed.present
    return page(
        "journal/conflict.html",
        status=409,
        padded=True,
        title=_("Changed somewhere else"),
        entry_id=present.id,
        theirs=present.document,
        saved_at=present.saved_at,
        mine=changed.mine,
        my_themes=names_of_themes(changed.mine.themes),
        their_themes=names_of_themes(present.document.themes),
        step=sent.step,
        asks_title=asks_title(present.document, sent.step),
        then=then,
        hidden=hidden_fields(viewer, present.id, present.revision, sent.step, sent.start),
        signposts=beside_writing(),
    )


def hidden_fields(viewer: Viewer, entry_id: str, revision: int, step: int, start: str) -> dict[str, object]:
    """What a writing page says about itself. Each page load gets an edit id of its own."""
    secret = current_app.config["SECRET_KEY"]
    token = tokens.issue(secret, viewer.person_id, viewer.session_id, entry_id, revision)
    return {"revision": revision, "edit": new_id(), "token": token, "step": step, "start": start}


def _caption(document: Document, step: int) -> str:
    """What the page is called, in the browser's history too: so it holds no private word."""
    if step > len(document.parts):
        return _("Before you finish")
    if document.kind == "blank":
        return _("Blank page")
    return _("Guided reflection · %(step)d of %(steps)d", step=step, steps=len(document.parts))


def _back(entry_id: str, revision: int, step: int, start: str) -> str | None:
    """The page before this one; None where no address may name it, so that the form leads back."""
    if step > 1 and revision:
        return url_for("journal.edit", entry_id=entry_id, step=step - 1)
    if revision:
        return url_for("journal.entry", entry_id=entry_id)
    if step > 1:
        return url_for("journal.new", start=start, step=step - 1) if starting.fits_an_address(start) else None
    return url_for("journal.new", earlier=starting.earlier(start))


def step_asked(document: Document, otherwise: int) -> int:
    """The step that the address asks for.

    Raises:
        NotFound: there is no such step.
    """
    text = request.args.get("step", str(otherwise))
    if not text.isascii() or not text.isdigit() or len(text) > 4 or not 1 <= int(text) <= document.last_step:
        raise NotFound
    return int(text)
