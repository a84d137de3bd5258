"""Rendering a page with what every page needs."""

from flask import Flask, Response, g, make_response, render_template

from reflect.web.forms import Form
from reflect.web.navigation import navigation
from reflect.web.viewer import current_viewer

STEP = 64 * 1024  # bytes


def init_app(app: Flask) -> None:
    """Give templates the viewer, the navigation and the hidden field that every form carries."""
    app.jinja_env.globals["csrf_field"] = lambda: Form().csrf_token(id=False)
    app.jinja_env.globals["backup_days"] = app.extensions["reflect_settings"].backup_days
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def page(template: str, *, status: int = 200, padded: bool = False, **values: object) -> Response:
    """Answer with `template`, rendered with `values`.

    Args:
        padded: as long as the next full step. A proxy may write down how long an answer was, and what is counted of
            somebody’s themes is a few bytes on the pages that say it.
    """
    viewer = current_viewer()
    # How long the journal stays open after this page, in seconds; whoever opens it for a page notes that.
    times = g.get("times", {}) if viewer is not None else {}
    body = render_template(template, viewer=viewer, nav_items=navigation.items(viewer), **times, **values).encode()
    return make_response(body + b" " * (-len(body) % STEP) if padded else body, status)
