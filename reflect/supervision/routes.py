"""The first page of supervision: with whom, what has been agreed, and the records that one may read."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from reflect.library import sets
from reflect.organisation.words import words_for
from reflect.supervision import agreements, due, pairing, reading
from reflect.vault.keys import Keys
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

bp = Blueprint("supervision", __name__, url_prefix="/supervision")


@bp.get("/")
@guard(UNLOCKED)
def index(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """With whom one is in supervision, what waits for an answer, and the records one may read as a third reader."""
    pairs = pairing.pairs_of(viewer.person_id)
    rhythms = due.rhythms(pairs)
    return page(
        "supervision/index.html",
        title=_("Supervision"),
        pairs=sorted(pairs, key=lambda pair: due.urgency(pair, rhythms.get(pair.supervision_id))),
        summaries=agreements.summaries(pairs),
        waiting=reading.waiting_for(viewer.person_id),
        readable=reading.for_third_reader(viewer.person_id),
        rhythms=rhythms,
        prompts=sets.paths_for("supervisor") if "supervisor" in viewer.roles else (),
        words=words_for(viewer.person_id),
    )


@bp.get("/<id:supervision_id>/records")
@guard(UNLOCKED)
def records(viewer: Viewer, keys: Keys, supervision_id: str) -> ResponseReturnValue:
    """The records of one supervision, by date."""
    pair = pairing.pair_of(viewer.person_id, supervision_id)
    return page(
        "supervision/records.html",
        title=_("Records with %(name)s", name=pair.other.name),
        pair=pair,
        records=reading.of_pair(viewer.person_id, supervision_id),
        words=words_for(viewer.person_id),
    )
