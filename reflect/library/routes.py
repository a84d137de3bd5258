"""The page of signposts, open to everybody: nobody should have to sign in to find help."""

from flask import Blueprint, Response

from reflect.library.signposts import signposts
from reflect.web.guards import ANYONE, guard
from reflect.web.pages import page

bp = Blueprint("library", __name__)


@bp.get("/help/")
@guard(ANYONE)
def help_() -> Response:
    """Where to turn for a child and for oneself, the same for everybody."""
    return page("library/help.html", groups=signposts())
