"""How ids look in addresses, and which addresses of ours we send people back to."""

from urllib.parse import urlsplit

from flask import Flask, Response, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.routing import BaseConverter

from reflect.core.errors import NotFound
from reflect.core.ids import ID_PATTERN


class IdConverter(BaseConverter):
    """An id of ours. Anything else at its place is an address that does not exist."""

    regex = ID_PATTERN.pattern


def init_app(app: Flask) -> None:
    """Let routes say `<id:entry_id>`, and send who types 127.0.0.1 to localhost: passkeys need a name."""
    app.url_map.converters["id"] = IdConverter
    home = urlsplit(app.config["BASE_URL"])

    @app.before_request
    def by_name() -> ResponseReturnValue | None:
        if request.method == "GET" and home.hostname == "localhost" and request.host.startswith("127.0.0.1"):
            return redirect(f"{app.config['BASE_URL']}{request.full_path.rstrip('?')}")
        return None

    @app.after_request
    def without_host(response: Response) -> Response:
        # The router's own redirects (a missing slash at the end) name whatever host the request claimed.
        if response.status_code == 308 and response.location:
            response.location = urlsplit(response.location)._replace(scheme="", netloc="").geturl()
            response.set_data(b"")  # it names the host as well
        return response


def id_in(text: str) -> str:
    """An id that stands behind a question mark or in a hidden field, where no converter has looked at it.

    Raises:
        NotFound: it can be none. There are texts that PostgreSQL refuses to look for.
    """
    if not ID_PATTERN.fullmatch(text):
        raise NotFound
    return text


def own_address(address: str | None, otherwise: str) -> str:
    """`address` when it is a path of this app, so that nobody can be sent elsewhere; else `otherwise`."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")) or not address.isprintable():
        return otherwise
    parts = urlsplit(address)
    return address if not parts.scheme and not parts.netloc else otherwise
