"""What kinds of resources and questions are called."""

from reflect.web.language import lazy_gettext as _l

KINDS = {
    "briefing": _l("The report’s briefing"),
    "webinar": _l("Webinar"),
    "local": _l("Something local"),
}
AUDIENCES = {
    "practitioner": _l("For practice"),
    "supervisor": _l("For supervisors"),
    "leader": _l("For leaders"),
}
