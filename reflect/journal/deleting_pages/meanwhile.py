"""Words that arrive for a reflection that was deleted from another page: they stay on the page, with a way back."""

from flask import Response, request

from reflect.web.language import gettext as _
from reflect.web.pages import page

PUT_BACK = "put-back"  # what the button says that has the reflection back and saves into it
SHOWN = frozenset({"answer", "title"})
NOT_SENT_AGAIN = SHOWN | {"csrf_token", "action", "leave", "then"}


def deleted_meanwhile(entry_id: str) -> Response:
    """The page again with all that was typed. Nothing is saved until its author has the reflection back."""
    form = request.form
    action = form.get("action", "")
    return page(
        "journal/deleted_meanwhile.html",
        status=409,
        title=_("This reflection was deleted"),
        entry_id=entry_id,
        shown={name: form[name] for name in ("title", "answer") if name in form},
        hidden=[(name, value) for name, value in form.items(multi=True) if name not in NOT_SENT_AGAIN],
        then=form.get("then") or (action if action != PUT_BACK else ""),
        put_back=PUT_BACK,
    )
