"""The author's side of the conversation: a page for one comment and the answer to it, and the mark “discussed”."""

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import BadInput, NotFound
from reflect.journal import entries
from reflect.journal.answering.forms import ReplyForm
from reflect.journal.routes import bp
from reflect.sharing import replies
from reflect.sharing.overview import shares_of_entry
from reflect.storage.db import write_unit
from reflect.vault.keys import Keys
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer


@bp.get("/<id:entry_id>/shares/<id:share_id>/comments/<id:comment_id>")
@guard(UNLOCKED)
def answer(viewer: Viewer, keys: Keys, entry_id: str, share_id: str, comment_id: str) -> ResponseReturnValue:
    return _page(viewer, keys, entry_id, share_id, comment_id, ReplyForm(formdata=None))


@bp.post("/<id:entry_id>/shares/<id:share_id>/comments/<id:comment_id>")
@guard(UNLOCKED)
def send_answer(viewer: Viewer, keys: Keys, entry_id: str, share_id: str, comment_id: str) -> ResponseReturnValue:
    form = ReplyForm()
    if not form.validate():
        return _page(viewer, keys, entry_id, share_id, comment_id, form, status=400)
    with write_unit():
        replies.reply(keys, viewer.person_id, share_id, comment_id, form.text.data)
    flash(_("Your answer is sent."))
    return redirect(url_for("journal.entry", entry_id=entry_id, _anchor="comments"), 303)


@bp.post("/<id:entry_id>/shares/<id:share_id>/discussed")
@guard(UNLOCKED)
def discussed(viewer: Viewer, keys: Keys, entry_id: str, share_id: str) -> ResponseReturnValue:
    done = request.form.get("discussed")
    if done not in ("yes", "no"):
        raise BadInput(_("Something in what this page sent is missing or damaged, so nothing was changed."))
    with write_unit():
        replies.mark_discussed(viewer.person_id, share_id, discussed=done == "yes")
    flash(_("Marked as discussed.") if done == "yes" else _("No longer marked as discussed."))
    return redirect(url_for("journal.entry", entry_id=entry_id), 303)


def _page(
    viewer: Viewer,
    keys: Keys,
    entry_id: str,
    share_id: str,
    comment_id: str,
    form: ReplyForm,
    status: int = 200,
) -> Response:
    entry = entries.open_(keys, viewer.person_id, entry_id)
    shares = shares_of_entry(keys, viewer.person_id, entry_id)
    found = [
        (share, thread)
        for share in shares
        for thread in share.threads
        if share.live and share.id == share_id and thread.first.id == comment_id
    ]
    if not found:
        raise NotFound(_("This comment is not here any more."))
    share, thread = found[0]
    return page(
        "journal/answer.html",
        status=status,
        title=_("Answer %(name)s", name=share.reader_first_name),
        entry=entry,
        share=share,
        thread=thread,
        form=form,
    )
