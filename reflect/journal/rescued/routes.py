"""Words that could not be saved: kept for their author, offered back, and never shown to anybody else."""

from flask import Response, current_app, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.core.ids import new_id
from reflect.identity import sessions
from reflect.identity.routes.browser import UNLOCK, drop_half
from reflect.journal import rescuing, tokens
from reflect.journal.document import Words, split_tags
from reflect.journal.ordering import Edit
from reflect.journal.rescuing import Beside
from reflect.journal.routes import bp
from reflect.journal.saving import store
from reflect.journal.tokens import DraftToken
from reflect.library.themes import names_of_themes
from reflect.storage.db import write_unit
from reflect.vault.keys import Keys
from reflect.web.errors import refusal
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.language import when
from reflect.web.leaving import leave_page
from reflect.web.pages import page
from reflect.web.refused import Reason, typed_text
from reflect.web.viewer import Viewer, current_viewer, depart


@bp.get("/rescued")
@guard(UNLOCKED)
def rescued(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    waiting = rescuing.waiting(viewer.person_id)
    return page("journal/rescued.html", title=_("Words kept for you"), waiting=waiting)


@bp.get("/rescued/<id:rescue_id>")
@guard(UNLOCKED)
def rescued_words(viewer: Viewer, keys: Keys, rescue_id: str) -> ResponseReturnValue:
    opened = rescuing.open_(keys, viewer.person_id, rescue_id)
    themes = names_of_themes(opened.beside.themes)
    return page("journal/rescued_words.html", title=_("Words kept for you"), rescued=opened, themes=themes)


@bp.post("/rescued/<id:rescue_id>/keep")
@guard(UNLOCKED)
def keep_rescued(viewer: Viewer, keys: Keys, rescue_id: str) -> ResponseReturnValue:
    opened = rescuing.open_(keys, viewer.person_id, rescue_id)
    title = _("Kept from %(moment)s", moment=when(opened.arrived_at))
    document = rescuing.as_document(opened, title, _("What I wrote"))
    # First kept, then taken away: in between it may be there twice, never not at all.
    saved = store(keys, viewer.person_id, new_id(), 0, Edit(new_id()), Words(1), "draft", document)
    with write_unit():
        rescuing.discard(viewer.person_id, rescue_id)
    flash(_("Kept as a private draft."))
    return redirect(url_for("journal.entry", entry_id=saved.entry_id), 303)


@bp.post("/rescued/<id:rescue_id>/discard")
@guard(UNLOCKED)
def discard_rescued(viewer: Viewer, keys: Keys, rescue_id: str) -> ResponseReturnValue:
    with write_unit():
        rescuing.discard(viewer.person_id, rescue_id)
    flash(_("Deleted."))
    return redirect(url_for("journal.index"), 303)


def rescue_refused(reason: Reason) -> ResponseReturnValue | None:
    """Keep the words of a post that was refused before its page saw it; None gives them back on the error page."""
    token = tokens.read(current_app.config["SECRET_KEY"], request.form.get("token"))
    if token is None:
        return None
    viewer = current_viewer()
    if viewer is not None and viewer.person_id != token.person_id:
        return somebody_elses(token)
    if viewer is not None and reason == "csrf" and not tokens.made_in(token, viewer.session_id):
        return keep_words(viewer, token, "other-session")
    return keep_words(viewer, token, "locked" if reason == "unfinished" else reason, unfinished=reason == "unfinished")


def somebody_elses(token: DraftToken) -> ResponseReturnValue:
    """Keep words for the person whose page they came from. Who is signed in now sees nothing of them."""
    if _keep(token, "someone-else"):
        return page("journal/kept.html", status=202, title=_("Kept for somebody else"), for_whom="someone-else")
    return page("journal/kept.html", status=409, title=_("Not saved"), for_whom="nobody")


def keep_words(
    viewer: Viewer | None, token: DraftToken, reason: rescuing.Reason, *, unfinished: bool = False
) -> ResponseReturnValue:
    """Keep words for their author, who is signed in here, or for somebody while nobody is.

    Args:
        unfinished: they are signed in with an account that lacks something, and their journal is shut until it has it.
    """
    if not _keep(token, reason):
        return _not_kept()
    if "leave" in request.form:
        return leave_now(viewer) if viewer else leave_page()
    title = _("Your journal was locked") if reason == "locked" and not unfinished else _("Your words are kept")
    return page("journal/kept.html", status=202, title=title, for_whom="unfinished" if unfinished else reason)


def keep_and_leave(viewer: Viewer, token: DraftToken) -> ResponseReturnValue:
    """Somebody wants to be gone, and their words cannot be saved as they are: keep them sealed, then leave.

    A page that only went away says "keep" in the place of "leave", and nobody sees the answer.
    """
    if typed_text() and not _keep(token, "left"):
        return _not_kept()
    if "leave" in request.form:
        return leave_now(viewer)
    return page("journal/kept.html", status=202, title=_("Your words are kept"), for_whom="left")


def _not_kept() -> Response:
    sentence = _("Nothing was saved. Copy your words from this page.")
    return refusal(409, sentence, title=_("Your words could not be kept"))


def leave_now(viewer: Viewer) -> Response:
    """End this session and go to the neutral page."""
    response = make_response(leave_page())
    with write_unit():
        sessions.end(viewer.session_id)
    depart()
    drop_half(response, UNLOCK)
    return response


def _keep(token: DraftToken, reason: rescuing.Reason) -> bool:
    form = request.form
    if token.entry_id != (request.view_args or {}).get("entry_id"):
        return False  # another page's token: nothing is sealed to anybody
    text = "\n\n".join(words for words in (form.get("answer", ""), form.get("note", "")) if words.strip())
    beside = Beside(tuple(form.getlist("themes")), split_tags(form.get("tags", "")), form.get("wellbeing", ""))
    return rescuing.keep(token, form.get("title", ""), text, reason, beside)
