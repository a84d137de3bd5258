"""Ways to begin a comment. They only fill the box: whoever writes goes on in their own words."""

from reflect.web.language import lazy_gettext as _l

STARTERS = (
    _l("I noticed…"),
    _l("I wonder…"),
    _l("What helped you…"),
    _l("What might the child have seen…"),
    _l("I felt…"),
)
