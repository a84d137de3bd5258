"""What happens to words in a post that is refused before its page sees it: they come back, or they are kept sealed."""

from collections.abc import Callable
from typing import Literal

from flask import request
from flask.typing import ResponseReturnValue

Reason = Literal["signed-out", "locked", "csrf", "unfinished"]
Handler = Callable[[Reason], ResponseReturnValue | None]

# The names under which every form of ours carries what a person typed. Secrets never use these names.
TYPED_FIELDS = (
    *("title", "answer", "note", "quote", "text", "tags", "questions"),
    *("practitioner_wants", "supervisor_wants", "confidentiality", "reason", "what", "wellbeing"),
    *("experience", "reflection", "analysis", "plan"),
    *("management", "support", "development", "mediation", "discussion"),
    *("decisions", "learning", "disagreement"),
    *("cpd_type", "cpd_about", "cpd_date", "cpd_learned", "cpd_impact", "cpd_practice", "cpd_benefit"),
    *("cpd_themes", "cpd_code", "cpd_peers"),
    *("agreed_1", "agreed_2", "agreed_3"),
    *("terms", "explanation", "addresses", "extract"),
)


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


refused_posts = RefusedPosts()


def typed_text() -> str:
    """What the person typed into the form they just sent, to be given back on an error page."""
    if request.method != "POST":
        return ""
    values = (value for name in TYPED_FIELDS for value in request.form.getlist(name))
    return "\n\n".join(value for value in values if value.strip())
