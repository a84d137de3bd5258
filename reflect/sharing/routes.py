"""The reader's list. The pages behind it are in `review/routes.py`."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from reflect.core.errors import NotFound
from reflect.identity.keyring import public_key_of
from reflect.sharing import drafts
from reflect.sharing import inbox as listing
from reflect.vault.keys import Keys
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

# The parts of the list, and how many rows of each one page shows.
INBOX: dict[listing.State, int] = {"waiting": listing.PAGE, "read": 10, "discussed": 5}
bp = Blueprint("sharing", __name__, url_prefix="/shared")


@bp.get("/")
@guard(UNLOCKED)
def inbox(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """What waits, and the latest of what is read and discussed; or one of the three, page by page."""
    show, after = request.args.get("show"), request.args.get("before")
    if show is not None and show not in INBOX:
        raise NotFound
    shown = {
        state: listing.inbox(keys, viewer.person_id, state, after=after if show else None, rows=rows)
        for state, rows in INBOX.items()
        if show in (None, state)
    }
    public = public_key_of(viewer.person_id)
    return page(
        "sharing/inbox.html",
        title=_("Shared with me"),
        shown=shown,
        show=show,
        after=after,
        left=drafts.left_behind(viewer.person_id),
        fingerprint=public.fingerprint() if public else None,
    )
