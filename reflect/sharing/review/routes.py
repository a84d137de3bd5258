"""The pages on which a reader reads what was shared, comments on it, and keeps a comment that is not sent."""

from flask import Response, current_app, flash, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import BadInput, NotFound
from reflect.library.signposts import duty_to_act, racism_at_work
from reflect.sharing import drafts, giving_back, reader
from reflect.sharing.anchors import anchored
from reflect.sharing.drafts import ChangedElsewhere, Draft
from reflect.sharing.reader import Opened
from reflect.sharing.remarks import Remark
from reflect.sharing.review.forms import CommentForm, from_json
from reflect.sharing.routes import bp
from reflect.sharing.starters import STARTERS
from reflect.sharing.threads import Thread
from reflect.storage.db import write_unit
from reflect.vault.keys import Keys
from reflect.web.forms import sent_json
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer


@bp.get("/<id:share_id>")
@guard(UNLOCKED)
def opened(viewer: Viewer, keys: Keys, share_id: str) -> ResponseReturnValue:
    try:
        return _reading(viewer, keys, share_id)
    except NotFound:
        later = reader.taken_over_by(viewer.person_id, share_id)
        if later is None:
            raise
        return redirect(url_for(".opened", share_id=later))


@bp.post("/<id:share_id>")
@guard(UNLOCKED)
def comment(viewer: Viewer, keys: Keys, share_id: str) -> ResponseReturnValue:
    form = CommentForm()
    if request.form.get("action") == "keep" or "keep" in request.form:  # by the button, or by a page that closes
        return _keep(viewer, keys, share_id, form)
    if not form.validate():
        return _reading(viewer, keys, share_id, form, status=400)
    remark, edit = form.remark, form.sent_by(request.form.get("number"))
    try:
        with write_unit():
            reader.comment(
                keys,
                viewer.person_id,
                share_id,
                remark.text,
                place=remark.place,
                quote=remark.quote,
                reply_to=remark.reply_to,
            )
            beside = reader.writing_place(keys, viewer.person_id, share_id)
            drafts.sent(keys, viewer.person_id, beside, remark, form.base, edit)
    except BadInput as refused:
        form.quote.errors = [refused.sentence]
        form.reply_to.data = ""
        return _reading(viewer, keys, share_id, form, status=400)
    except NotFound:
        return _shared_again(viewer, keys, share_id, form)
    flash(_("Your comment is sent."))
    return redirect(url_for(".opened", share_id=share_id, _anchor="comments"), 303)


@bp.put("/<id:share_id>/draft")
@guard(UNLOCKED)
def draft(viewer: Viewer, keys: Keys, share_id: str) -> ResponseReturnValue:
    remark, base, edit = from_json(sent_json(), request.headers.get("If-Match", ""))
    try:
        with write_unit():
            beside = reader.writing_place(keys, viewer.person_id, share_id)
            revision = drafts.keep(keys, viewer.person_id, beside, remark, base, edit)
    except ChangedElsewhere:
        return make_response(jsonify(sentence=_("Your draft was changed in another window.")), 412)
    response = make_response("", 204)
    response.headers["ETag"] = f'"{revision}"'
    return response


@bp.post("/<id:share_id>/discussed")
@guard(UNLOCKED)
def discussed(viewer: Viewer, keys: Keys, share_id: str) -> ResponseReturnValue:
    done = request.form.get("discussed")
    if done not in ("yes", "no"):
        raise BadInput(_("Something in what this page sent is missing or damaged, so nothing was changed."))
    with write_unit():
        reader.mark_discussed(viewer.person_id, share_id, discussed=done == "yes")
    flash(_("Marked as discussed.") if done == "yes" else _("No longer marked as discussed."))
    return redirect(url_for(".opened", share_id=share_id), 303)


@bp.post("/<id:share_id>/give-back")
@guard(UNLOCKED)
def give_back(viewer: Viewer, keys: Keys, share_id: str) -> ResponseReturnValue:
    with write_unit():
        giving_back.give_back(keys, viewer.person_id, share_id, request.form.get("fingerprint", ""))
    flash(_("A copy is given back."))
    return redirect(url_for(".opened", share_id=share_id), 303)


@bp.get("/drafts/<id:draft_id>")
@guard(UNLOCKED)
def left_draft(viewer: Viewer, keys: Keys, draft_id: str) -> ResponseReturnValue:
    kept = drafts.open_(keys, viewer.person_id, draft_id)
    return page(
        "sharing/left_draft.html",
        title=_("A comment you did not send"),
        draft=kept,
        share_id=reader.shared_now(viewer.person_id, kept.entry_id),
    )


@bp.post("/drafts/<id:draft_id>/discard")
@guard(UNLOCKED)
def discard_draft(viewer: Viewer, keys: Keys, draft_id: str) -> ResponseReturnValue:
    with write_unit():
        drafts.discard(viewer.person_id, draft_id)
    flash(_("Deleted."))
    return redirect(url_for(".inbox"), 303)


def _keep(viewer: Viewer, keys: Keys, share_id: str, form: CommentForm) -> ResponseReturnValue:
    """Keep a comment without sending it, or show both where another window has kept other words."""
    remark, edit = form.remark, form.sent_by(request.form.get("number"))
    beside = reader.writing_place(keys, viewer.person_id, share_id)
    try:
        if remark.place is not None and beside.parts:
            anchored(beside.parts, remark.place, remark.quote)  # words that are not there would not be kept
        with write_unit():
            drafts.keep(keys, viewer.person_id, beside, remark, form.base, edit)
    except BadInput as refused:
        form.quote.errors = [refused.sentence]
        return _reading(viewer, keys, share_id, form, status=400)
    except ChangedElsewhere as changed:
        form.form_errors = [_("Your draft was changed in another window. Both are on this page: choose what to keep.")]
        return _reading(viewer, keys, share_id, form, status=409, theirs=changed.present)
    if "keep" in request.form:  # nobody sees the answer: the next page would say it of something else
        return make_response("", 204)
    flash(_("Kept as a draft. Only you can see it."))
    return redirect(url_for(".opened", share_id=share_id, _anchor="your-comment"), 303)


def _shared_again(viewer: Viewer, keys: Keys, share_id: str, form: CommentForm) -> ResponseReturnValue:
    """A comment on a copy that is not there any more: the words come back beside the one that took its place.

    Raises:
        NotFound: nothing took its place. The error page gives the words back.
    """
    later = reader.taken_over_by(viewer.person_id, share_id)
    if later is None:
        raise NotFound(_("This reflection is not shared with you any more."))
    form.form_errors = [_("It was shared again while you were writing, so nothing was sent. Look at what is new.")]
    return _reading(viewer, keys, later, form, status=409)


def _reading(
    viewer: Viewer,
    keys: Keys,
    share_id: str,
    form: CommentForm | None = None,
    *,
    status: int = 200,
    theirs: Draft | None = None,
) -> Response:
    """The page with somebody else's words on it, rendered only after the receipt is committed.

    Args:
        form: what was sent and comes back; without one, the draft that was kept.
        theirs: the draft that another window has kept in the meantime.
    """
    with write_unit(receipt=True):
        reflection = reader.open_share(keys, viewer.person_id, share_id)
    kept = drafts.find(keys, viewer.person_id, reflection.entry_id)
    unsaved = form is not None
    if form is None:
        form = CommentForm(formdata=None)
        form.fill(kept.revision if kept else 0, kept.remark(share_id, reflection.parts) if kept else Remark(""))
        _as_asked(form)
    elif theirs:
        form.revision.data = str(theirs.revision)
    answered = _answered(reflection, form.reply_to.data)
    if answered:
        form.text.label.text = _("Your answer") if answered.heard else _("What you add")
    form.offer([part.question for part in reflection.parts])
    return page(
        "sharing/opened.html",
        status=status,
        title=_("Shared by %(name)s", name=reflection.owner_name),
        reflection=reflection,
        giving_back=giving_back.offered(viewer.person_id, share_id),
        form=form,
        answered=answered,
        kept=kept,
        theirs=theirs,
        unsaved=unsaved,
        starters=STARTERS,
        duty=duty_to_act(),
        racism=racism_at_work(),
        brings=reflection.basis == "supervision" and "supervision.bring" in current_app.view_functions,
    )


def _as_asked(form: CommentForm) -> None:
    """What a link on the page asked for: to comment on one answer, to answer a comment, or neither any more."""
    if "answer" in request.args:
        if form.place.data != request.args["answer"]:
            form.quote.data = ""  # words of another answer
        form.place.data, form.reply_to.data = request.args["answer"], ""
    elif "reply" in request.args:
        form.reply_to.data = request.args["reply"]


def _answered(reflection: Opened, comment_id: str | None) -> Thread | None:
    """The comment that the form answers."""
    return next((thread for thread in reflection.threads if thread.first.id == comment_id), None)
