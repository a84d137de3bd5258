"""What Priya and Marcus have agreed and met for, and the group that Priya and Sam belong to. Invented, about nobody."""

from datetime import time, timedelta

from reflect.core.clock import earlier
from reflect.organisation import groups
from reflect.storage.db import write_unit
from reflect.supervision import actions, agenda, agreements, notes, pairing, records, sessions
from reflect.supervision.terms import Terms
from reflect.supervision.words_of_session import SessionWords
from reflect.vault.keys import Keys
from reflect.web.days import today

AT, MINUTES, WEEKS = time(10, 0), 90, 4
MET, MEETS = 23, 5  # days ago, and days from now
BROUGHT = "The two sentences I did not say to mum. I would like to try them out loud."
ACTION = "Ask whether the school’s record of his identity came from him."
TALKED_ABOUT = SessionWords(
    model="4x4x4",
    wellbeing="Tired after two hard visits, and glad that they are over.",
    sections={
        "experience": "A visit in which everybody heard what mum meant, and the talk went on about attendance.",
        "reflection": "Relief, then shame about the relief. Nobody asked him anything.",
        "analysis": "Silence was easier for the adults in the room. It left him alone with it.",
        "plan": "Say it in plain words next time. Go back to it with mum, and ask him himself.",
    },
    learning="Practise such openings in the team meeting, with no names and no cases.",
)


def supervise(priya: Keys, marcus: Keys, supervision_id: str) -> None:
    """An agreement, a session with its signed record and an action, and the next session with something brought."""
    with earlier(timedelta(days=MET + 7)):
        _agree(priya, marcus, supervision_id)
        pair = pairing.open_pair(priya, priya.person, supervision_id)
        with write_unit():
            (met,) = sessions.plan(pair, today() + timedelta(days=7), AT, MINUTES)
    with earlier(timedelta(days=MET - 1)):
        _meet(priya, marcus, pair, met)
    with earlier(timedelta(days=2)), write_unit():
        (meets,) = sessions.plan(pair, today() + timedelta(days=MEETS + 2), AT, MINUTES)
        agenda.add(pair, meets, BROUGHT)


def reflect_together(asks: Keys, joins: Keys) -> None:
    """A group of two colleagues."""
    with earlier(timedelta(days=9)), write_unit():
        group_id = groups.make(asks.person, "Thursday reflection")
        groups.ask(asks.person, group_id, joins.person)
    with earlier(timedelta(days=8)), write_unit():
        (asked,) = groups.asked_into(joins.person)
        groups.accept(joins.person, asked.membership_id)


def _agree(priya: Keys, marcus: Keys, supervision_id: str) -> None:
    terms = Terms(
        model=TALKED_ABOUT.model,
        weeks=WEEKS,
        minutes=MINUTES,
        review_on=today() + timedelta(days=180),
        practitioner_wants="Time for one piece of work in depth each month, before thresholds and deadlines.",
        supervisor_wants="That we begin with how you are, and that race and identity come first, not last.",
        confidentiality="What we say stays between us, unless somebody may be at risk. Then I tell you what I pass on.",
    )
    shown = pairing.other_key(marcus, pairing.pair_of(marcus.person, supervision_id)).fingerprint
    with write_unit():
        version = agreements.propose(marcus, marcus.person, supervision_id, terms, base=0, fingerprint=shown)
    pair = pairing.open_pair(priya, priya.person, supervision_id)
    shown = pairing.other_key(priya, pair).fingerprint
    with write_unit():
        agreements.agree(priya, pair, version, fingerprint=shown)


def _meet(priya: Keys, marcus: Keys, pair: pairing.OpenPair, session_id: str) -> None:
    with write_unit():
        sessions.hold(pair, session_id, base=0)
        notes.save(pair, session_id, TALKED_ABOUT, base=0)
        actions.agree(pair, session_id, ACTION, priya.person, today() + timedelta(days=MET + MEETS))
    with write_unit():
        records.write(marcus, marcus.person, session_id, TALKED_ABOUT, replaces="")
    with write_unit():
        records.acknowledge(priya, priya.person, session_id, 1, records.versions(session_id)[0].digest)
