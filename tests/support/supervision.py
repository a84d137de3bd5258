"""Supervision for tests: a pair with an agreement, a session that was held, and its record, by the real verbs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from flask import Flask

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.storage.db import db, write_unit
from reflect.supervision import agreements, notes, pairing, reading, records
from reflect.supervision.models import Session
from reflect.supervision.terms import Terms
from reflect.supervision.words_of_session import SessionWords
from reflect.web.days import today
from tests.support.people import Enrolled, People

WELLBEING = "tired since the heron visit"
WORDS = SessionWords(
    model="4x4x4",
    wellbeing=WELLBEING,
    sections={"reflection": "I looked at the heron, not at him.", "plan": "Ask him what he likes to be called."},
    decisions="Priya rings the school.",
    learning="A course on working with interpreters.",
)


def terms(**changes: object) -> Terms:
    """What two people may well agree on."""
    usual = Terms(
        model="4x4x4",
        weeks=4,
        minutes=90,
        review_on=today() + timedelta(days=180),
        practitioner_wants="Time to think about a heron.",
        supervisor_wants="That we begin with how you are.",
        confidentiality="What we say stays here, unless a child may be at risk.",
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def propose(person: Enrolled, supervision_id: str, said: Terms | None = None, *, base: int = 0) -> int:
    """Propose an agreement with the other's key as it is now."""
    pair = pairing.pair_of(person.person_id, supervision_id)
    shown = pairing.other_key(person.keys, pair).fingerprint
    with write_unit():
        return agreements.propose(
            person.keys, person.person_id, supervision_id, said or terms(), base=base, fingerprint=shown
        )


def agree(person: Enrolled, supervision_id: str, version: int = 1) -> None:
    """Say yes to what the other proposed."""
    pair = pairing.open_pair(person.keys, person.person_id, supervision_id)
    shown = pairing.other_key(person.keys, pair).fingerprint
    with write_unit():
        agreements.agree(person.keys, pair, version, fingerprint=shown)


@dataclass
class Supervised:
    """Priya, whom Marcus supervises: they have agreed."""

    people: People
    priya: Enrolled
    marcus: Enrolled
    id: str

    @classmethod
    def begun(cls, app: Flask, said: Terms | None = None) -> Supervised:
        people = People(app)
        priya = people.enrol("Priya Nair")
        marcus = people.enrol("Marcus Bell", roles=("supervisor",))
        pair = cls(people, priya, marcus, people.supervise(priya, marcus))
        propose(priya, pair.id, said)
        agree(marcus, pair.id)
        return pair

    def agree_again(self, said: Terms, *, base: int = 1) -> None:
        agree(self.marcus, self.id, propose(self.priya, self.id, said, base=base))

    def opened(self, person: Enrolled | None = None) -> pairing.OpenPair:
        """The pair with its key, as one of the two sees it; Priya if nobody is named."""
        person = person or self.priya
        return pairing.open_pair(person.keys, person.person_id, self.id)

    def session(self, *, state: str = "held", words: SessionWords | None = WORDS) -> str:
        """A session that was held an hour ago, with notes of it. Returns its id."""
        session_id, at = new_id(), now() - timedelta(hours=1)
        with write_unit():
            held = at if state == "held" else None
            db.session.add(
                Session(
                    id=session_id,
                    supervision_id=self.id,
                    series_id=None,
                    planned_for=at,
                    minutes=90,
                    state=state,
                    changes=0,
                    changed_at=at,
                    cancelled_by=None,
                    held_at=held,
                )
            )
        if words is not None:
            pair = pairing.open_pair(self.priya.keys, self.priya.person_id, self.id)
            with write_unit():
                notes.save(pair, session_id, words, base=0)
        return session_id

    def written(self, session_id: str | None = None, *, by: Enrolled | None = None, replaces: str = "") -> str:
        """A session with its record, which waits for the other. Returns the session's id."""
        writer, session_id = by or self.priya, session_id or self.session()
        with write_unit():
            records.write(writer.keys, writer.person_id, session_id, WORDS, replaces=replaces)
        return session_id

    def acknowledged(self, session_id: str, *, by: Enrolled | None = None, version: int = 1) -> None:
        person = by or self.marcus
        digest = records.versions(session_id)[version - 1].digest
        with write_unit():
            records.acknowledge(person.keys, person.person_id, session_id, version, digest)

    def signed(self) -> str:
        """A session whose record both have acknowledged. Returns its id."""
        session_id = self.written()
        self.acknowledged(session_id)
        return session_id

    def added(self, session_id: str, text: str = "The school was rung.", *, by: Enrolled | None = None) -> int:
        person = by or self.priya
        with write_unit():
            return records.append(
                person.keys,
                person.person_id,
                session_id,
                records.Addition(text),
                base=len(records.versions(session_id)),
            )


def opened(person: Enrolled, session_id: str) -> reading.ReadRecord:
    """A record as its page shows it."""
    with write_unit(receipt=True):
        return reading.open_record(person.keys, person.person_id, session_id)
