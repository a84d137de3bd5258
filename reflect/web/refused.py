"""What happens to words in a post that is refused before its page sees it: they come back, or they are kept sealed."""

from collections.abc import Callable
from typing import Literal

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

Reason = Literal["signed-out", "locked", "csrf", "unfinished"]
Handler = Callable[[Reason], ResponseReturnValue | None]


class RefusedPosts:
    """Per endpoint, the feature's way to rescue a refused post."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}

    def register(self, endpoint: str, handler: Handler) -> None:
        """Ask `handler` before a post to `endpoint` is turned away. It answers, or returns None to decline."""
        self._handlers[endpoint] = handler

    def answer(self, reason: Reason) -> ResponseReturnValue | None:
        """The feature's answer to the present request, refused for `reason`; None when it has none."""
        handler = self._handlers.get(request.endpoint or "")
        return handler(reason) if handler and request.method == "POST" else None


class TypedFields:
    """The names under which the features' forms carry what a person typed. Secrets never use these names."""

    def __init__(self) -> None:
        self._names: set[str] = set()

    def register(self, *names: str) -> None:
        """Give back what stands in fields of these names, whichever form they are of."""
        self._names.update(names)

    def __contains__(self, name: str) -> bool:
        return name in self._names


refused_posts = RefusedPosts()
typed_fields = TypedFields()


def typed_text() -> str:
    """What the person typed into the form they just sent, in its order, to be given back on an error page."""
    if request.method != "POST":
        return ""
    try:
        sent = request.form
    except HTTPException:  # too much, or cut short: the page that says so must not fail over it again
        return ""
    values = (value for name, value in sent.items(multi=True) if name in typed_fields)
    return "\n\n".join(value for value in values if value.strip())
