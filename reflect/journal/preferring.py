"""How somebody wants the pages of their journal to behave."""

from sqlalchemy import select

from reflect.journal.models import WritingPreference
from reflect.storage.db import db, insert


def suggests_themes(person_id: str) -> bool:
    """Whether themes are suggested to somebody from what they wrote. Yes, until they switch it off."""
    found = db.session.scalar(select(WritingPreference.suggests_themes).where(WritingPreference.person_id == person_id))
    return found is not False


def suggest_themes(person_id: str, wanted: bool) -> None:
    """Switch the suggestions on or off for somebody. Runs inside the caller's write unit."""
    statement = insert(WritingPreference).values(person_id=person_id, suggests_themes=wanted)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["person_id"], set_={"suggests_themes": statement.excluded.suggests_themes}
        )
    )
