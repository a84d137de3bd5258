"""The settings page: what is set for everybody, in words. No secret, and nothing that a page could change."""

from flask import Response

from reflect.admin.routes import bp
from reflect.core.settings import Settings
from reflect.storage.db import deployment
from reflect.storage.retention import retention
from reflect.web.guards import ADMINISTRATOR, guard
from reflect.web.language import gettext as _
from reflect.web.language import ngettext
from reflect.web.pages import page
from reflect.web.viewer import Viewer


@bp.get("/settings")
@guard(ADMINISTRATOR)
def settings(viewer: Viewer) -> Response:
    """How signing in, mail and keeping are set; the environment of the server sets them."""
    return page("admin/settings.html", title=_("Settings"), rows=_in_words(deployment()), rules=retention.all())


def _in_words(present: Settings) -> list[tuple[str, str]]:
    provider = present.identity_provider
    factor = _("Required of everybody") if present.second_factor_required else _("Left to each person")
    return [
        (_("Address"), present.base_url),
        (_("Second factor"), factor),
        (_("Administrators"), _("Need a passkey") if present.administrators_need_passkey else _("Any second factor")),
        (_("Single sign-on"), provider.name if provider else _("Not set up: everybody signs in here")),
        (_("Mail"), _("Sent as %(sender)s", sender=present.mail_from) if present.mail_url else _("Not sent")),
        (_("“Exit this page” leads to"), present.exit_url),
        (_("Backups hold what was deleted"), ngettext("%(num)d day", "%(num)d days", present.backup_days)),
    ]
