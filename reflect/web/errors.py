"""Pages for what goes wrong: a plain sentence, the typed words given back, a way out. Never a detail of the inside."""

import logging
from contextlib import suppress

from flask import Flask, Response, jsonify, make_response, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from reflect.core.errors import BadInput, Conflict, NotFound, ReflectError, Refused, TooManyTries
from reflect.core.logs import failure
from reflect.storage.db import end_read
from reflect.storage.trouble import Trouble, trouble
from reflect.vault.errors import Busy, CannotOpen
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l
from reflect.web.pages import page
from reflect.web.refused import typed_text
from reflect.web.viewer import looked_up, without_viewer
from reflect.web.watching import request_id

log = logging.getLogger("reflect")

STATUS = {NotFound: 404, Refused: 403, BadInput: 400, Conflict: 409, TooManyTries: 429, ReflectError: 400}
TITLES = {
    400: _l("We could not use that"),
    401: _l("Sign in to go on"),
    403: _l("You cannot do this"),
    404: _l("Page not found"),
    405: _l("This page cannot be opened like that"),
    409: _l("Changed somewhere else"),
    413: _l("That is too much at once"),
    415: _l("We could not read that"),
    429: _l("Too many tries"),
    500: _l("Something went wrong at our end"),
    503: _l("Reflect is busy"),
}
SENTENCES = {
    400: _l("Something in what was sent is missing or damaged. Go back and try again."),
    403: _l("You do not have permission for this page."),
    404: _l("There is nothing at this address, or it is not yours to see."),
    405: _l("Go back and use the links and buttons on the page."),
    413: _l("Nothing was saved. Go back, and save it in smaller parts, or choose a smaller file."),
    415: _l("Go back and try again."),
    429: _l("Wait a few minutes, then try again."),
    500: _l("It is not your fault. What was saved before is safe. Try again in a moment."),
    503: _l("Many people are unlocking their journals just now. Wait a few seconds, then try again."),
}
WHILE = {
    Trouble.AWAY: (
        _l("Reflect cannot reach its database"),
        _l("It is not your fault. What was saved before is safe. Wait a minute, then try again."),
    ),
    Trouble.FIXED: (
        _l("Reflect cannot save anything just now"),
        _l("It is not your fault. What was saved before is safe, and nothing was changed. Try again in some minutes."),
    ),
}
TROUBLE_PASSES = 30  # seconds, for a script that tries again


def init_app(app: Flask) -> None:
    """Answer every error with a page of ours, or with JSON where a script asked."""

    @app.errorhandler(ReflectError)
    def ours(error: ReflectError) -> Response:
        return refusal(next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), error.sentence)

    @app.errorhandler(TooManyTries)
    @app.errorhandler(Busy)
    def later(error: TooManyTries | Busy) -> Response:
        response = refusal(503) if isinstance(error, Busy) else ours(error)
        response.headers["Retry-After"] = str(error.retry_after)
        return response

    @app.errorhandler(CannotOpen)
    def shut(error: CannotOpen) -> Response:
        _log(error)
        sentence = _("This does not open: what is stored was changed, or your keys were replaced.")
        return refusal(409, sentence, title=_("This does not open"), reference=request_id())

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        if error.code is None or error.code < 400:
            return make_response(error.get_response())
        response = refusal(error.code)
        if allowed := getattr(error, "valid_methods", None):
            response.headers["Allow"] = ", ".join(sorted(allowed))
        return response

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        _log(error)
        what = trouble(error)
        with suppress(SQLAlchemyError):
            end_read()  # after a statement that failed PostgreSQL takes none until then, and a page may need one
        return refusal(500, reference=request_id()) if what is None else _in_trouble(what)


def _in_trouble(what: Trouble) -> Response:
    """The database or its disk is in trouble: it passes, so the words are given back and may be sent again."""
    if what is Trouble.AWAY or not looked_up():
        without_viewer()
    title, sentence = WHILE[what]
    response = refusal(503, str(sentence), title=str(title), reference=request_id())
    response.headers["Retry-After"] = str(TROUBLE_PASSES)
    return response


def _log(error: Exception) -> None:
    # Its kind and where it happened, never the message or a value: either may hold somebody's words.
    log.error("error", extra=failure(error))


def refusal(
    status: int,
    sentence: str = "",
    *,
    title: str = "",
    next_url: str = "",
    next_label: str = "",
    reference: str = "",
    why: str = "",
) -> Response:
    """An error answer with the person's own words given back.

    Args:
        sentence, title: what to tell them; the status's own when empty.
        next_url, next_label: the one thing to do next, if there is one.
        reference: the request's id, by which whoever runs Reflect finds it in the log.
        why: one word for a script of ours, which can then mend it in place.
    """
    said = sentence or str(SENTENCES.get(status, SENTENCES[400]))
    if wants_json():
        return make_response(jsonify(sentence=said, why=why), status)
    return page(
        "errors/error.html",
        status=status,
        title=title or str(TITLES.get(status, TITLES[400])),
        sentence=said,
        text=typed_text() if status != 413 else "",
        next_url=next_url or "/",
        next_label=next_label or _("Go to the home page"),
        reference=reference,
    )


def wants_json() -> bool:
    """Whether the request came from a script of ours and wants an answer it can read."""
    return request.method == "PUT" or request.mimetype == "application/json"
