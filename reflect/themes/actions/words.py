"""What pages and files call the recommendations and how far an action is."""

from reflect.library.report import FINDINGS
from reflect.web.language import lazy_gettext as _l

RECOMMENDATIONS = ("R1", "R2", "R3")
# Our short names for the report's three lead recommendations; they stand for no words of the Panel.
ANSWERS = {**{code: FINDINGS[code] for code in RECOMMENDATIONS}, "local": _l("Something of our own")}
PROGRESS = {
    "planned": _l("Planned"),
    "begun": _l("Begun"),
    "done": _l("Done"),
    "dropped": _l("Dropped"),
}
OVERDUE = "overdue"  # in the address of the list: no progress of its own, but what is not done and past its day
WORDS = {"answers": ANSWERS, "progress": PROGRESS}  # for a template
