"""Sessions in somebody’s own calendar: one as a file, or all of theirs at a secret address."""

from flask import Response, current_app, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from reflect.organisation.words import words_for
from reflect.storage.db import write_unit
from reflect.supervision import feeds, sessions
from reflect.supervision.ics import MIME_TYPE, calendar_of
from reflect.supervision.models import Session
from reflect.supervision.routes import bp
from reflect.vault.keys import Keys
from reflect.web.guards import ANYONE, UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer


@bp.get("/<id:meeting_id>/session.ics")
@guard(UNLOCKED)
def session_file(viewer: Viewer, keys: Keys, meeting_id: str) -> ResponseReturnValue:
    """One session as a file that a calendar takes in."""
    _pair, session = sessions.open_session(keys, viewer.person_id, meeting_id)
    response = _calendar([session], viewer.person_id)
    response.headers["Content-Disposition"] = 'attachment; filename="session.ics"'
    return response


@bp.get("/calendar")
@guard(UNLOCKED)
def calendar(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """What an address for one’s calendar shows, and whether there is one."""
    return _page(viewer)


@bp.post("/calendar")
@guard(UNLOCKED)
def begin_feed(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """Make an address; it is shown this once."""
    with write_unit():
        token = feeds.begin(viewer.person_id)
    return _page(viewer, address=current_app.config["BASE_URL"] + url_for(".feed", token=token))


@bp.post("/calendar/end")
@guard(UNLOCKED)
def end_feed(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """Let it stop working."""
    with write_unit():
        feeds.end(viewer.person_id)
    return redirect(url_for(".calendar"), 303)


@bp.get("/calendar/<token>.ics")
@guard(ANYONE)
def feed(token: str) -> ResponseReturnValue:
    """What a calendar program gets, which cannot sign in."""
    found = feeds.feed(token)
    return _calendar(found.sessions, found.person_id)


def _page(viewer: Viewer, address: str | None = None) -> Response:
    return page(
        "supervision/calendar.html",
        title=_("Sessions in your own calendar"),
        address=address,
        has_feed=feeds.has_feed(viewer.person_id),
        words=words_for(viewer.person_id),
    )


def _calendar(shown: list[Session], person_id: str) -> Response:
    word = words_for(person_id).supervision
    base = current_app.config["BASE_URL"]
    response = make_response(
        calendar_of(shown, word[:1].upper() + word[1:], lambda id_: base + url_for(".session", meeting_id=id_))
    )
    response.content_type = MIME_TYPE
    return response
