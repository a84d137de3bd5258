"""Doing what a form asks for; what stands against it is said beside the field, and nothing typed is lost."""

from collections.abc import Callable

from sqlalchemy import literal, select
from wtforms import Field

from reflect.core.errors import BadInput, Conflict, Refused
from reflect.organisation.scope import administered, looks_after_others
from reflect.storage.db import db, write_unit
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


def is_above(viewer: Viewer, person_id: str) -> bool:
    """Whether somebody looks after units that this administrator does not."""
    return bool(db.session.scalar(select(looks_after_others(administered(viewer.person_id), literal(person_id)))))


def nobody_above(viewer: Viewer, person_id: str) -> None:
    """Keep an administrator from a link of somebody who looks after more than they do, and from what reaches beyond.

    Raises:
        Refused: the person looks after units that this administrator does not.
    """
    if is_above(viewer, person_id):
        raise Refused(_("They look after units that you do not. Ask an administrator who looks after those too."))
