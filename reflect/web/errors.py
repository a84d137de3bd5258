"""Pages for what goes wrong: a plain sentence, the typed words given back, a way out. Never a detail of the inside."""

import logging
import secrets
import traceback

from flask import Flask, Response, jsonify, make_response, request
from werkzeug.exceptions import HTTPException

from reflect.core.errors import BadInput, Conflict, NotFound, ReflectError, Refused, TooManyTries
from reflect.vault.errors import Busy, CannotOpen
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l
from reflect.web.pages import page
from reflect.web.refused import typed_text

log = logging.getLogger("reflect")

STATUS = {NotFound: 404, Refused: 403, BadInput: 400, Conflict: 409, TooManyTries: 429, ReflectError: 400}
TITLES = {
    400: _l("We could not use that"),
    401: _l("Sign in to go on"),
    403: _l("You cannot do this"),
    404: _l("Page not found"),
    405: _l("That is not how this page works"),
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
    413: _l("Split it into smaller parts and save each one."),
    415: _l("Go back and try again."),
    429: _l("Wait a few minutes, then try again."),
    500: _l("It is not your fault. What was saved before is safe. Try again in a moment."),
    503: _l("Many people are unlocking their journals just now. Wait a few seconds, then try again."),
}


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
        _log(error, secrets.token_hex(4))
        return refusal(409, _("This does not open: what is stored was changed, or your keys were replaced."))

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
        reference = secrets.token_hex(4)
        _log(error, reference)
        return refusal(500, reference=reference)


def _log(error: Exception, reference: str) -> None:
    # Where it happened, never the message or a value: either may hold somebody's words.
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-6:]))
    log.error("error %s: %s at %s", reference, type(error).__name__, where)


def refusal(
    status: int, sentence: str = "", *, next_url: str = "", next_label: str = "", reference: str = "", why: str = ""
) -> Response:
    """An error answer with the person's own words given back.

    Args:
        sentence: what to tell them; the status's own sentence when empty.
        next_url, next_label: the one thing to do next, if there is one.
        reference: what an operator can look up in the log.
        why: one word for a script of ours, which can then mend it in place.
    """
    said = sentence or str(SENTENCES.get(status, SENTENCES[400]))
    if wants_json():
        return make_response(jsonify(sentence=said, why=why), status)
    return page(
        "errors/error.html",
        status=status,
        title=str(TITLES.get(status, TITLES[400])),
        sentence=said,
        text=typed_text() if status != 413 else "",
        next_url=next_url,
        next_label=next_label or _("Go to the first page"),
        reference=reference,
    )


def wants_json() -> bool:
    """Whether the request came from a script of ours and wants an answer it can read."""
    return request.method == "PUT" or request.mimetype == "application/json"
