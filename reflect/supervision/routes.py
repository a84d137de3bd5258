"""The first page of supervision: with whom, what has been agreed, and the records that one may read."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from reflect.organisation.words import words_for
from reflect.supervision import pairing
from reflect.vault.keys import Keys
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

bp = Blueprint("supervision", __name__, url_prefix="/supervision")


@bp.get("/")
@guard(UNLOCKED)
def index(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """With whom one is in supervision, as practitioner and as supervisor."""
    return page(
        "supervision/index.html",
        title=_("Supervision"),
        pairs=pairing.pairs_of(viewer.person_id),
        words=words_for(viewer.person_id),
    )
