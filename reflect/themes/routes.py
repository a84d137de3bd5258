"""What was on people's minds: the released figures of one's own places."""

from flask import Blueprint

bp = Blueprint("themes", __name__, url_prefix="/themes")
