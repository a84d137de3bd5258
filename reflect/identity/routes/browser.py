"""What the browser holds: the session's cookie, and its half of the unlocked journal's key."""

from flask import Response, current_app, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from reflect.core.errors import Conflict
from reflect.identity import sessions, unlocking
from reflect.storage.db import write_unit
from reflect.vault.keys import Keys
from reflect.web.language import gettext as _
from reflect.web.signals import unlocked
from reflect.web.viewer import Viewer, current_viewer, enter

UNLOCK = "unlock"
CODE = "code"


def keys_here(viewer: Viewer) -> Keys | None:
    """The viewer's keys when their journal is unlocked in this browser."""
    half = read_half(UNLOCK)
    return unlocking.keys_of(viewer.person_id, viewer.session_id, half) if half else None


def sign_in(keys: Keys, to: str) -> Response:
    """Start a session for the person whose lock just opened, their journal unlocked, and go on to `to`.

    A session that was open in this browser ends: nobody would be left to end it.

    Raises:
        KeysReplaced: the keys were replaced while the lock was opened.
        Conflict: the account was suspended meanwhile.
    """
    before = current_viewer()
    with write_unit():
        if before is not None:
            sessions.end(before.session_id)
        session_id, token = sessions.begin(keys.person)
        half = unlocking.open_here(keys, session_id)
    viewer = sessions.viewer_of(token)
    if viewer is None:
        with write_unit():
            sessions.end(session_id)
        raise Conflict(_("Your account was stopped a moment ago. Ask whoever looks after Reflect where you work."))
    enter(viewer)
    unlocked.send(keys.person, keys=keys)
    response = make_response(redirect(to))
    set_half(response, UNLOCK, half)
    return response


def set_half(response: BaseResponse, name: str, half: str) -> None:
    """Give the browser its half of a key. Strict: it never comes with a request that another site started."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.set_cookie(_cookie(name), half, secure=secure, httponly=True, samesite="Strict", path="/")


def read_half(name: str) -> str | None:
    """The browser's half of a key."""
    return request.cookies.get(_cookie(name))


def drop_half(response: BaseResponse, name: str) -> None:
    """Take the browser's half back."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.delete_cookie(_cookie(name), secure=secure, httponly=True, samesite="Strict", path="/")


def _cookie(name: str) -> str:
    return f"__Host-{name}" if current_app.config["SESSION_COOKIE_SECURE"] else name
