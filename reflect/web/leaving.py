"""The page that quick exit ends on. A redirect out of a posted form would be stopped by `form-action 'self'`."""

from flask import Response, current_app

from reflect.web.pages import page


def leave_page() -> Response:
    """A page with nothing of ours on it, which goes on to the neutral site at once."""
    return page("web/leave.html", exit_url=current_app.config["EXIT_URL"])
