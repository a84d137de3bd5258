"""What somebody takes along of the searches that they were asked to make: what for, and what they answered."""

from collections.abc import Iterator
from typing import Any

from reflect.core.errors import Conflict
from reflect.records.searches.answering import asked_of, open_
from reflect.vault.keys import Keys

Item = dict[str, Any]


def asked_of_me(keys: Keys, person_id: str) -> Iterator[Item]:
    """Each search, with the words that were asked for, and the words that were shared in answer."""
    for row in reversed(asked_of(person_id)):
        item = {
            "id": row.id,
            "opens": True,
            "by": row.by,
            "asked_at": row.asked_at,
            "answer_by": row.answer_by,
            "closed_at": row.closed_at,
            "answer": row.answer,
            "answered_at": row.answered_at,
            "look_for": [],
            "explanation": "",
            "extract": "",
        }
        try:
            what = open_(keys, person_id, row.id).what
        except Conflict:
            yield item | {"opens": False}
        else:
            yield item | {"look_for": list(what.terms), "explanation": what.explanation, "extract": what.extract}
