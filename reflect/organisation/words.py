"""What an agency calls reflection, supervision and record, so that people are spoken to in their own words."""

from dataclasses import dataclass

from sqlalchemy import literal, select

from reflect.audit.trail import record as record_event
from reflect.core.errors import BadInput
from reflect.organisation.models import AgencyWords, Person, Unit
from reflect.organisation.names import tidy_name
from reflect.storage.db import db
from reflect.web.language import gettext as _

MOST_WORD = 60


@dataclass(frozen=True)
class Words:
    """Three words, in the singular and in small letters, and whether the agency is a police force."""

    reflection: str
    supervision: str
    record: str
    police: bool = False

    @property
    def not_the_review_process(self) -> str:
        """What pages for police say, so that nobody takes them for the process of their regulations; else nothing."""
        return _("This is not the Reflective Practice Review Process.") if self.police else ""


def our_words() -> Words:
    """The words of an agency that has not chosen its own."""
    return Words(_("reflection"), _("supervision"), _("record"))


def words_for(person_id: str) -> Words:
    """The words of the nearest unit around a person that has its own; ours where none has. One statement."""
    tree = (
        select(Unit.id, Unit.parent_id, literal(0).label("up"))
        .join(Person, Person.unit_id == Unit.id)
        .where(Person.id == person_id)
        .cte("around", recursive=True)
    )
    tree = tree.union_all(select(Unit.id, Unit.parent_id, tree.c.up + 1).join(tree, Unit.id == tree.c.parent_id))
    found = db.session.scalar(
        select(AgencyWords).join(tree, tree.c.id == AgencyWords.unit_id).order_by(tree.c.up).limit(1)
    )
    return _words(found) or our_words()


def words_of_unit(unit_id: str) -> Words | None:
    """The words that this unit has chosen itself."""
    return _words(db.session.get(AgencyWords, unit_id))


def choose_words(unit_id: str, words: Words, *, actor: str) -> None:
    """Let everybody in an agency be spoken to in these words.

    Raises:
        BadInput: a word is missing or too long, or the unit is no agency.
    """
    # The lock makes two first choices follow each other.
    unit = db.session.get(Unit, unit_id, with_for_update=True)
    if unit is None or unit.kind != "agency":
        raise BadInput(_("Only an agency has words of its own."))
    db.session.merge(
        AgencyWords(
            unit_id=unit_id,
            reflection=tidy_name(words.reflection, MOST_WORD),
            supervision=tidy_name(words.supervision, MOST_WORD),
            record=tidy_name(words.record, MOST_WORD),
            police=words.police,
        )
    )
    record_event("settings-changed", actor=actor)


def _words(row: AgencyWords | None) -> Words | None:
    return Words(row.reflection, row.supervision, row.record, row.police) if row else None
