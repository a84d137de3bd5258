"""The pages of the reader's door."""

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import NotFound
from reflect.identity.keyring import public_key_of
from reflect.library.signposts import duty_to_act
from reflect.sharing import giving_back, reader
from reflect.sharing import inbox as listing
from reflect.sharing.forms import CommentForm
from reflect.storage.db import write_unit
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
        fingerprint=public.fingerprint() if public else None,
    )


@bp.get("/<id:share_id>")
@guard(UNLOCKED)
def opened(viewer: Viewer, keys: Keys, share_id: str) -> ResponseReturnValue:
    return _reading(viewer, keys, share_id, CommentForm(formdata=None))


@bp.post("/<id:share_id>/comments")
@guard(UNLOCKED)
def comment(viewer: Viewer, keys: Keys, share_id: str) -> ResponseReturnValue:
    form = CommentForm()
    if not form.validate():
        return _reading(viewer, keys, share_id, form, status=400)
    with write_unit():
        reader.comment(keys, viewer.person_id, share_id, form.text.data)
    flash(_("Your comment is sent."))
    return redirect(url_for(".opened", share_id=share_id, _anchor="comments"), 303)


@bp.post("/<id:share_id>/give-back")
@guard(UNLOCKED)
def give_back(viewer: Viewer, keys: Keys, share_id: str) -> ResponseReturnValue:
    with write_unit():
        giving_back.give_back(keys, viewer.person_id, share_id, request.form.get("fingerprint", ""))
    flash(_("A copy is given back."))
    return redirect(url_for(".opened", share_id=share_id), 303)


def _reading(viewer: Viewer, keys: Keys, share_id: str, form: CommentForm, status: int = 200) -> Response:
    """The page with somebody else's words on it, rendered only after the receipt is committed."""
    with write_unit(receipt=True):
        reflection = reader.open_share(keys, viewer.person_id, share_id)
    return page(
        "sharing/opened.html",
        status=status,
        title=_("Shared by %(name)s", name=reflection.owner_name),
        reflection=reflection,
        giving_back=giving_back.offered(viewer.person_id, share_id),
        form=form,
        duty=duty_to_act(),
    )
