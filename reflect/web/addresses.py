"""How ids look in addresses, and which addresses of ours we send people back to."""

from urllib.parse import urlsplit

from flask import Flask
from werkzeug.routing import BaseConverter

from reflect.core.ids import ID_PATTERN


class IdConverter(BaseConverter):
    """An id of ours. Anything else at its place is an address that does not exist."""

    regex = ID_PATTERN.pattern


def init_app(app: Flask) -> None:
    """Let routes say `<id:entry_id>`."""
    app.url_map.converters["id"] = IdConverter


def own_address(address: str | None, otherwise: str) -> str:
    """`address` when it is a path of this app, so that nobody can be sent elsewhere; else `otherwise`."""
    if (
        not address
        or not address.startswith("/")
        or address.startswith(("//", "/\\"))
        or not address.isprintable()
    ):
        return otherwise
    parts = urlsplit(address)
    return address if not parts.scheme and not parts.netloc else otherwise
