"""The first page of a data protection officer: what the role is for, its searches and its holds."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from reflect.organisation.holds import holds_seen_by
from reflect.records.searches.overview import searches_of
from reflect.vault.keys import Keys
from reflect.web.guards import DATA_PROTECTION, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

bp = Blueprint("data_protection", __name__, url_prefix="/data-protection")


@bp.get("/")
@guard(DATA_PROTECTION)
def index(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    return page(
        "data_protection/index.html",
        title=_("Data protection"),
        searches=searches_of(viewer.person_id),
        holds=holds_seen_by(viewer.person_id),
    )
