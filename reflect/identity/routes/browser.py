"""What the browser holds: the session's cookie, and its half of the unlocked journal's key."""

from dataclasses import replace
from datetime import datetime, timedelta

from flask import Response, current_app, g, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from reflect.core.clock import now
from reflect.core.errors import Conflict
from reflect.identity import known_devices, sessions, unlocking
from reflect.identity.browsers import in_words
from reflect.identity.factors import pending, resets
from reflect.identity.having import has_factor
from reflect.organisation.relations import has_role
from reflect.storage.db import deployment, write_unit
from reflect.vault.keys import Keys
from reflect.web.language import gettext as _
from reflect.web.signals import unlocked
from reflect.web.viewer import Viewer, current_viewer, enter, go_on

UNLOCK = "unlock"
CODE = "code"
PENDING = "pending"
DEVICE = "device"


def keys_here(viewer: Viewer) -> Keys | None:
    """The viewer's keys when their journal is unlocked in this browser. The page then says for how long."""
    half = read_half(UNLOCK)
    keys = unlocking.keys_of(viewer.person_id, viewer.session_id, half) if half else None
    if keys is not None and viewer.ends_at is not None:
        # Use is noted once a minute, so the row may be a minute older than this page.
        idle = unlocking.JOURNAL_IDLE - unlocking.USED_EVERY
        g.times = {"locks_in": int(idle.total_seconds()), "ends_in": int((viewer.ends_at - now()).total_seconds())}
    return keys


def after_passphrase(keys: Keys, to: str) -> Response:
    """Go on after somebody's lock has opened: to their second factor, or straight in when they have none.

    Raises:
        KeysReplaced, Conflict: as `sign_in` does.
    """
    resets.apply_due(keys.person)
    return _ask_for_factor(keys.person, keys, to) if has_factor(keys.person) else sign_in(keys, to)


def after_provider(person_id: str, to: str, *, second_factor: bool) -> Response:
    """Go on after the organisation's provider has said who somebody is. Their journal stays locked.

    The provider's page leads here, so this is a GET that writes.

    Args:
        second_factor: whether they showed one there; if not, their own is asked for. Of administrators it is in any
            case where they need a passkey, or whoever runs the provider could administer.

    Raises:
        Conflict: the account was suspended meanwhile.
    """
    resets.apply_due(person_id)
    own_too = deployment().administrators_need_passkey and has_role(person_id, "administrator")
    if (not second_factor or own_too) and has_factor(person_id):
        return _ask_for_factor(person_id, None, to)
    return _begin(person_id, None, to, second_factor_at=now() if second_factor else None)


def _ask_for_factor(person_id: str, keys: Keys | None, to: str) -> Response:
    with write_unit(receipt=True):
        half = pending.wait(person_id, keys)
    response = make_response(redirect(url_for("second_step.show", next=to)))
    set_half(response, PENDING, half)
    return response


def after_second_factor(waiting: pending.Waiting, to: str) -> Response:
    """Sign somebody in who has shown a second factor.

    Raises:
        KeysReplaced, Conflict: as `sign_in` does.
    """
    response = _begin(waiting.person_id, waiting.keys, to, second_factor_at=now(), pending_row=waiting.row_id)
    drop_half(response, PENDING)
    return response


def sign_in(keys: Keys, to: str, *, second_factor_at: datetime | None = None) -> Response:
    """Start a session for the person whose lock just opened, their journal unlocked, and go on to `to`.

    A session that was open in this browser ends: nobody would be left to end it.

    Args:
        second_factor_at: when they showed one; None when they have none.

    Raises:
        KeysReplaced: the keys were replaced while the lock was opened.
        Conflict: the account was suspended meanwhile.
    """
    return _begin(keys.person, keys, to, second_factor_at=second_factor_at)


def _begin(
    person_id: str,
    keys: Keys | None,
    to: str,
    *,
    second_factor_at: datetime | None,
    pending_row: bytes | None = None,
) -> Response:
    """Start a session. Without keys the journal stays locked. `pending_row`: the pending sign-in that this ends."""
    before = current_viewer()
    browser = in_words(request.headers.get("User-Agent", ""))
    with write_unit(receipt=True):
        if before is not None:
            sessions.end(before.session_id)
        if pending_row is not None and not pending.end(pending_row):
            raise Conflict(_("You were signed in from this page already. Sign in again."))
        session_id, token = sessions.begin(
            person_id, browser=browser, passphrase_at=now() if keys else None, second_factor_at=second_factor_at
        )
        half = unlocking.open_here(keys, session_id) if keys else None
        device = known_devices.greet(person_id, read_half(DEVICE), browser)
    viewer = sessions.viewer_of(token)
    if viewer is None:
        with write_unit(receipt=True):
            sessions.end(session_id)
        raise Conflict(_("Your account was stopped a moment ago. Ask whoever looks after Reflect where you work."))
    enter(viewer)
    if keys and half:
        unlocked.send(keys.person, keys=keys)
        response = make_response(redirect(to))
        set_half(response, UNLOCK, half)
    else:
        response = make_response(redirect(url_for("identity.unlock", next=to)))
    set_half(response, DEVICE, device, keep=known_devices.KEPT)
    return response


def confirmed(viewer: Viewer, keys: Keys, to: str) -> Response:
    """Go on to `to` after somebody typed their passphrase once more: a new session token, the journal under a new S.

    Raises:
        KeysReplaced, Conflict: the keys were replaced, or the session ended, meanwhile.
    """
    with write_unit():
        token = sessions.renew(viewer.session_id)
        half = unlocking.open_here(keys, viewer.session_id)
    go_on(replace(viewer, token=token))
    unlocked.send(keys.person, keys=keys)
    response = make_response(redirect(to))
    set_half(response, UNLOCK, half)
    return response


def set_half(response: BaseResponse, name: str, half: str, *, keep: timedelta | None = None) -> None:
    """Give the browser its half of a key. Strict: it never comes with a request that another site started.

    Args:
        keep: for how long; None for until the browser is closed.
    """
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.set_cookie(
        cookie_name(name), half, max_age=keep, secure=secure, httponly=True, samesite="Strict", path="/"
    )


def read_half(name: str) -> str | None:
    """The browser's half of a key."""
    return request.cookies.get(cookie_name(name))


def drop_half(response: BaseResponse, name: str) -> None:
    """Take the browser's half back."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.delete_cookie(cookie_name(name), secure=secure, httponly=True, samesite="Strict", path="/")


def cookie_name(name: str) -> str:
    """What a cookie is called in this deployment: over HTTPS it is bound to this host."""
    return f"__Host-{name}" if current_app.config["SESSION_COOKIE_SECURE"] else name
