"""Doing what a form asks for; what stands against it is said beside the field, and nothing typed is lost."""

from collections.abc import Callable

from wtforms import Field

from reflect.core.errors import BadInput, Conflict, Refused
from reflect.storage.db import write_unit
from reflect.web.language import gettext as _
from reflect.web.viewer import Viewer


def attempt(field: Field, verb: Callable[[], object]) -> bool:
    """Run a verb in a write unit. A refusal becomes the field's error, and the answer is False."""
    try:
        with write_unit():
            verb()
    except (BadInput, Conflict) as refused:
        field.errors = (refused.sentence,)
        return False
    return True


def not_oneself(viewer: Viewer, person_id: str) -> None:
    """Keep an administrator from doing to their own account what another has to do: one always stays.

    Raises:
        Refused: it is their own.
    """
    if viewer.person_id == person_id:
        raise Refused(_("This is your own account. Ask another administrator."))
