"""My journal: the list, and one reflection."""

from itertools import groupby

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

from reflect.journal import entries, pinning, ready, rescuing
from reflect.journal.around import around
from reflect.journal.continuing import NO_THREAD, thread
from reflect.journal.counting import counting
from reflect.journal.document import prompt_key
from reflect.journal.entries import Head
from reflect.journal.kept import kept_comments
from reflect.library.themes import names_of_themes, theme_names
from reflect.sharing.overview import OwnShare, readers_by_entry, receipts_of_entry, shares_of_entry
from reflect.vault.keys import Keys
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import ZONE, month
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

bp = Blueprint("journal", __name__, url_prefix="/journal")


@bp.get("/")
@guard(UNLOCKED)
def index(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    first_page = "before" not in request.args
    heads = entries.heads(keys, viewer.person_id, after=request.args.get("before"), unpinned=True)
    pinned = pinning.pinned(keys, viewer.person_id) if first_page else []
    return page(
        "journal/index.html",
        title=_("My journal"),
        heads=heads,
        pinned=pinned,
        months=[(month(each[0].updated_at), each) for each in _by_month(heads.rows)],
        readers=readers_by_entry(viewer.person_id) if heads.rows or pinned else {},
        first_page=first_page,
    )


@bp.get("/<id:entry_id>")
@guard(UNLOCKED)
def entry(viewer: Viewer, keys: Keys, entry_id: str) -> ResponseReturnValue:
    opened = entries.open_(keys, viewer.person_id, entry_id)
    author, names, there = viewer.person_id, theme_names(), around(viewer.person_id, entry_id)
    receipts = receipts_of_entry(author, entry_id) if there.receipts else []
    shares = shares_of_entry(keys, author, entry_id, receipts) if there.shares else []
    live = [share for share in shares if share.live]
    return page(
        "journal/entry.html",
        padded=True,
        title=opened.title,
        entry=opened,
        themes=names_of_themes(opened.document.themes, names=names),
        prompt_key=prompt_key,
        counting=counting(keys, opened.document, names),
        thread=thread(keys, author, entry_id) if there.thread else NO_THREAD,
        shares=live,
        ended=[share for share in shares if not share.live],
        receipts=receipts,
        kept=kept_comments(keys, author, entry_id) if there.kept else [],
        brings="supervision.bring" in current_app.view_functions,
        waiting=rescuing.waiting(author, entry_id) if there.rescued else [],
        ready=ready.ready_of(keys, author, entry_id) if there.ready else [],
        can_share=not viewer.earlier_journal and bool(entries.offered_parts(opened.document)),
        state=_state(live, draft=opened.document.draft),
    )


def _by_month(rows: list[Head]) -> list[list[Head]]:
    """Rows that lie in one month, where people are; what it is called is then asked once."""

    def of(head: Head) -> tuple[int, int]:
        there = head.updated_at.astimezone(ZONE)
        return there.year, there.month

    return [list(found) for _month, found in groupby(rows, key=of)]


def _state(live: list[OwnShare], *, draft: bool) -> str:
    """One of the four words: discussed, when everybody who can read it has talked about it with its author."""
    if live:
        return "discussed" if all(share.discussed_at for share in live) else "shared"
    return "draft" if draft else "private"
