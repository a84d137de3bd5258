"""Putting the demo organisation into an empty database, through the same verbs as everybody."""

from datetime import timedelta

from reflect.core.clock import earlier, now
from reflect.core.ids import new_id
from reflect.demo import acting, organisation, supervising
from reflect.demo.people import DEMO_PEOPLE, MARCUS, PASSPHRASE, PRIYA, SAM, DemoPerson
from reflect.demo.reflections import REFLECTIONS, DemoReflection
from reflect.identity import codes, enrolment
from reflect.identity.keyring import public_key_of
from reflect.journal import entries, saving, starting
from reflect.journal.document import Words
from reflect.journal.ordering import Edit
from reflect.organisation import roster
from reflect.sharing import grants, reader
from reflect.storage.db import write_unit
from reflect.vault.derivation import Cost
from reflect.vault.keys import Keys
from reflect.vault.slots import Peppers

Opened = dict[DemoPerson, Keys]
EMPLOYED_FOR = timedelta(days=800)
ENROLLED_FOR = timedelta(days=60)
SHARED_FOR = timedelta(days=90)


def load(peppers: Peppers, cost: Cost) -> None:
    """Make units, people, supervision, reflections and plans. Takes two seconds, most of it for the passphrases."""
    with earlier(EMPLOYED_FOR), write_unit():
        organisation.found()
        for person in DEMO_PEOPLE:
            roster.place_person(person.name, person.email, roster.place_unit(person.unit))
    with earlier(ENROLLED_FOR):
        opened = {person: _enrol(person, peppers, cost) for person in DEMO_PEOPLE}
        with write_unit():
            supervision_id = roster.supervise(opened[PRIYA].person, opened[MARCUS].person, confirmed=True)
    for reflection in sorted(REFLECTIONS, key=lambda each: -each.days_ago):
        with earlier(_ago(reflection.days_ago)):
            entry_id = _write(opened[reflection.author], reflection)
            if reflection.shared:
                _share(opened, reflection, entry_id)
    supervising.supervise(opened[PRIYA], opened[MARCUS], supervision_id)
    supervising.reflect_together(opened[PRIYA], opened[SAM])
    acting.act({person: keys.person for person, keys in opened.items()})


def _ago(days: int) -> timedelta:
    """How long ago that day's early afternoon was."""
    return now() - (now() - timedelta(days=days)).replace(hour=14, minute=10 + 7 * days % 50)


def _enrol(person: DemoPerson, peppers: Peppers, cost: Cost) -> Keys:
    with write_unit():
        unit_id = roster.place_unit(person.unit)
        person_id = roster.place_person(person.name, person.email, unit_id)
        for role in person.roles:
            roster.give_role(person_id, role, unit_id)
    keys, _half = enrolment.enrol(person_id, PASSPHRASE, peppers, cost)
    with write_unit():
        codes.confirm_code(person_id)
    return keys


def _write(keys: Keys, reflection: DemoReflection) -> str:
    entry_id, base = new_id(), 0
    _start, first = starting.document_for(reflection.path or starting.BLANK)
    steps = [Words(step=step, answer=answer) for step, answer in enumerate(reflection.answers, start=1)]
    if not reflection.draft:
        steps.append(Words(step=first.last_step, title=reflection.title, themes=reflection.themes, finished=True))
    for words in steps:
        kind = "draft" if reflection.draft else "saved"
        saved = saving.store(keys, keys.person, entry_id, base, Edit(new_id()), words, kind=kind, first=first)
        base = saved.revision
    return entry_id


def _share(opened: Opened, reflection: DemoReflection, entry_id: str) -> None:
    author, supervisor = opened[reflection.author], opened[MARCUS]
    entry = entries.open_(author, author.person, entry_id)
    snapshot = entries.snapshot(entry, list(reflection.shared), reflection.note)
    public = public_key_of(supervisor.person)
    with write_unit():
        share_id = grants.grant(
            author,
            author.person,
            supervisor.person,
            snapshot,
            now() + SHARED_FOR,
            public.fingerprint() if public else "",
        ).share_id
    with write_unit():
        reader.open_share(supervisor, supervisor.person, share_id)
        reader.comment(supervisor, supervisor.person, share_id, reflection.comment)
