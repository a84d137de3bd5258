"""Everything I share: what, with whom, until when, who opened it; and stopping one, those of one entry, or all."""

from collections.abc import Mapping

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import NotFound
from reflect.journal import ready, stopping, titles
from reflect.journal.routes import bp
from reflect.sharing.everything import everything, opened_earlier, own_share_ids
from reflect.sharing.overview import OwnShare, readers_by_entry, shares_of_entry
from reflect.storage.db import write_unit
from reflect.vault.keys import Keys
from reflect.web.addresses import id_in
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.language import ngettext
from reflect.web.pages import page
from reflect.web.viewer import Viewer


@bp.get("/sharing")
@guard(UNLOCKED)
def sharing(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """What the viewer shares, what they keep ready, and who opened what they no longer share."""
    after = request.args.get("before")
    earlier = opened_earlier(viewer.person_id) if after is None else []
    return page(
        "journal/sharing.html",
        title=_("Everything I share"),
        shared=everything(keys, viewer.person_id, after=after),
        first_page=after is None,
        ready=ready.ready_of(keys, viewer.person_id) if after is None else [],
        earlier=earlier,
        titles=titles.titles_of(keys, viewer.person_id, {receipt.entry_id for receipt in earlier}),
    )


@bp.get("/sharing/stop")
@guard(UNLOCKED)
def stopping_all(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """What stopping means, for everything or for one entry, which the address names."""
    entry_id = _entry_named(request.args)
    readers = readers_by_entry(viewer.person_id)
    return page(
        "journal/stop_all.html",
        title=_("Stop sharing with everybody"),
        entry_id=entry_id,
        entry_title=_title(keys, viewer, entry_id) if entry_id else "",
        many=len(readers.get(entry_id, ())) if entry_id else sum(map(len, readers.values())),
    )


@bp.post("/sharing/stop")
@guard(UNLOCKED)
def stop_all(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    entry_id = _entry_named(request.form)
    left = stopping.stop_all(keys, viewer.person_id, own_share_ids(viewer.person_id, entry_id))
    if left:
        flash(
            ngettext(
                "Not everything could be stopped: %(num)d is shared still. Try again.",
                "Not everything could be stopped: %(num)d are shared still. Try again.",
                left,
            )
        )
    else:
        flash(_("Nobody else can open it any more.") if entry_id else _("You share nothing any more."))
    return redirect(url_for("journal.entry", entry_id=entry_id) if entry_id else url_for("journal.sharing"), 303)


@bp.get("/<id:entry_id>/shares/<id:share_id>/stop")
@guard(UNLOCKED)
def stop(viewer: Viewer, keys: Keys, entry_id: str, share_id: str) -> ResponseReturnValue:
    shown = _title(keys, viewer, entry_id)
    share = _own_share(keys, viewer, entry_id, share_id)
    return page("journal/stop.html", title=_("Stop sharing"), entry_id=entry_id, entry_title=shown, share=share)


@bp.post("/<id:entry_id>/shares/<id:share_id>/stop")
@guard(UNLOCKED)
def stop_sharing(viewer: Viewer, keys: Keys, entry_id: str, share_id: str) -> ResponseReturnValue:
    share = _own_share(keys, viewer, entry_id, share_id)
    with write_unit():
        stopping.stop_one(keys, viewer.person_id, share_id)
    flash(_("You stopped sharing with %(name)s.", name=share.reader_name))
    return redirect(url_for("journal.entry", entry_id=entry_id), 303)


@bp.post("/<id:entry_id>/ready/<id:ready_id>/discard")
@guard(UNLOCKED)
def discard_ready(viewer: Viewer, keys: Keys, entry_id: str, ready_id: str) -> ResponseReturnValue:
    """Keep it ready no longer. The reflection itself stays as it is."""
    choice = ready.choice_of(keys, viewer.person_id, entry_id, ready_id)
    with write_unit():
        ready.discard(viewer.person_id, entry_id, choice.reader_id)
    flash(_("It is not kept ready any more. Your reflection stays as it is."))
    return redirect(url_for("journal.entry", entry_id=entry_id), 303)


def _entry_named(values: Mapping[str, str]) -> str | None:
    """The entry that is meant; None for all of them."""
    return id_in(values["entry"]) if values.get("entry") else None


def _title(keys: Keys, viewer: Viewer, entry_id: str) -> str:
    """What the entry is called; also where it does not open: what is shared of it can be stopped all the same."""
    found = titles.titles_of(keys, viewer.person_id, [entry_id])
    if entry_id not in found:
        raise NotFound
    return found[entry_id]


def _own_share(keys: Keys, viewer: Viewer, entry_id: str, share_id: str) -> OwnShare:
    for share in shares_of_entry(keys, viewer.person_id, entry_id):
        if share.id == share_id:
            return share
    raise NotFound(_("This is not shared any more."))
