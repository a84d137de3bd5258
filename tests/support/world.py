"""A small organisation in which everybody has one of each thing that an address can name, for walking all addresses."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import delete, select

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.identity import sessions
from reflect.identity.factor_models import Factor
from reflect.journal import deleting, ready, rescuing, tokens
from reflect.library.models import Edition
from reflect.notices.models import Notice
from reflect.notices.telling import tell
from reflect.organisation import groups, roster
from reflect.organisation.models import Person, Role, Supervision
from reflect.sharing import drafts, reader
from reflect.sharing.remarks import Remark
from reflect.storage.db import db, write_unit
from reflect.supervision import actions, agenda
from reflect.supervision.pairing import has_key
from reflect.themes.actions.models import Action as PlannedAction
from reflect.themes.learning.models import Resource
from reflect.themes.team.models import RaisedTheme, TeamCard
from reflect.web.days import today
from tests.support import figures, searches
from tests.support.people import Enrolled, People
from tests.support.sharing import shared, snapshot
from tests.support.supervision import Supervised, agree, propose
from tests.support.writing import write

AGENCY = ("Northbridge", "Social care")
TEAM = (*AGENCY, "Assessment", "Riverside team")
ELSEWHERE = ("Northbridge", "Police", "Protection", "Child abuse team")
RELEASED = "2025-Q4"
ROLES = {
    "practitioner": TEAM,
    "supervisor": TEAM,
    "team_lead": TEAM,
    "service_lead": TEAM[:3],
    "administrator": AGENCY,  # of one agency, so that there is another
    "data_protection": AGENCY,
}


@dataclass
class World:
    """The people: one of each role, a colleague of their team, and somebody of another agency."""

    app: Flask
    people: People
    actors: dict[str, Enrolled] = field(default_factory=dict)
    colleague: Enrolled = field(init=False)
    stranger: Enrolled = field(init=False)
    boss: Enrolled = field(init=False)  # of the other agency: the stranger's supervisor
    number: int = 0
    released: set[str] = field(default_factory=set)
    elsewhere: Enrolled | None = None  # the data protection officer of the other agency
    held: list[Enrolled] = field(default_factory=list)

    def __post_init__(self) -> None:
        for role, unit in ROLES.items():
            self.actors[role] = self.people.enrol(f"{role.replace('_', '-').title()} Actor", roles=(role,), unit=unit)
        self.colleague = self.people.enrol("Colleague Nair", unit=TEAM)
        self.stranger = self.people.enrol("Stranger Bell", unit=ELSEWHERE)
        self.boss = self.people.enrol("Boss Okafor", roles=("supervisor",), unit=ELSEWHERE)
        for author, supervisor in self._pairs():
            self.people.supervise(author, supervisor)

    def new_colleague(self) -> None:
        """Somebody else in the place of the team's colleague, to whom something was done."""
        self.number += 1
        self.colleague = self.people.enrol(f"Colleague{self.number} Nair", unit=TEAM)
        self.people.supervise(self.colleague, self.actors["supervisor"])

    def _pairs(self) -> list[tuple[Enrolled, Enrolled]]:
        """Who shares with whom: the team with its supervisor, the others with the supervisor elsewhere."""
        team = [self.colleague, *(actor for role, actor in self.actors.items() if role != "supervisor")]
        elsewhere = [self.actors["supervisor"], self.stranger]
        return [(one, self.actors["supervisor"]) for one in team] + [(one, self.boss) for one in elsewhere]

    def things_of(self, person: Enrolled, names: set[str]) -> dict[str, object]:
        """One new thing of this person’s for each name of an address, by that name."""
        made: dict[str, object] = {}
        while self.held:  # a hold is in the way of what comes next
            searches.let_go(self.held.pop())
        if names & {"entry_id", "share_id", "rescue_id", "ready_id"}:
            made["entry_id"] = write(person, "An answer of mine.", title="Of mine")
        if "share_id" in names:
            by = {author.person_id: other for author, other in self._pairs()}[person.person_id]
            made["share_id"] = shared(person, by, snapshot(entry_id=str(made["entry_id"])))
        if "asked_id" in names:
            made["search_id"], made["asked_id"] = searches.shared(self._officer_of(person), person)
        if "comment_id" in names:
            made["comment_id"] = self._comment(str(made["share_id"]), by)
        if "rescue_id" in names:
            made["rescue_id"] = self._rescue(person, str(made["entry_id"]))
        if "ready_id" in names:
            made["ready_id"] = self._ready(person, str(made["entry_id"]))
        for name in names - made.keys():
            made[name] = getattr(self, f"_{name}")(person)
        return {name: made[name] for name in names}

    def _rescue(self, person: Enrolled, entry_id: str) -> str:
        key = self.app.config["SECRET_KEY"]
        token = tokens.read(key, tokens.issue(key, person.person_id, new_id(), entry_id, 1))
        assert token is not None
        assert rescuing.keep(token, "", "Words while it was locked.", "locked")
        return rescuing.waiting(person.person_id)[0].id

    def _comment(self, share_id: str, by: Enrolled) -> str:
        with write_unit():
            return reader.comment(by.keys, by.person_id, share_id, "I noticed the pause.")

    def _draft_id(self, person: Enrolled) -> str:
        beside = reader.WritingPlace(new_id(), new_id(), self.boss.person_id, ())
        with write_unit():
            drafts.keep(person.keys, person.person_id, beside, Remark("Not sent."), 0, drafts.Edit(new_id(), 1))
        draft = drafts.find(person.keys, person.person_id, beside.entry_id)
        assert draft is not None
        return draft.id

    def _ready(self, person: Enrolled, entry_id: str) -> str:
        with write_unit():
            ready.keep_ready(person.keys, person.person_id, entry_id, self.boss.person_id, [0], "", today())
        return ready.ready_of(person.keys, person.person_id, entry_id)[0].id

    def _deleted_id(self, person: Enrolled) -> str:
        entry_id = write(person, "An answer that was deleted.", title="Deleted visit")
        deleting.put_aside(person.keys, person.person_id, entry_id)
        return entry_id

    def _notice_id(self, person: Enrolled) -> str:
        with write_unit():
            tell(person.person_id, "commented", address=None, name="Somebody")
        mine = select(Notice.id).where(Notice.person_id == person.person_id).order_by(Notice.made_at.desc())
        return db.session.scalars(mine).first() or ""

    def _supervision_id(self, person: Enrolled) -> str:
        return self._supervised(person).id

    def _meeting_id(self, person: Enrolled) -> str:
        """A session of theirs whose record is signed."""
        return self._supervised(person).signed()

    def _item_id(self, person: Enrolled) -> str:
        """Something that they brought to a session to come."""
        pair = self._supervised(person)
        session_id, opened = pair.session(state="planned", words=None), pair.opened(person)
        with write_unit():
            return agenda.add(opened, session_id, "The pause.")

    def _action_id(self, person: Enrolled) -> str:
        pair = self._supervised(person)
        session_id, opened = pair.session(state="planned", words=None), pair.opened(person)
        with write_unit():
            return actions.agree(opened, session_id, "Ring the school.", person.person_id, today())

    def _supervised(self, person: Enrolled) -> Supervised:
        """Them and their supervisor, who have agreed."""
        other = {author.person_id: reader for author, reader in self._pairs()}[person.person_id]
        wanted = select(Supervision.id).where(
            Supervision.practitioner_id == person.person_id,
            Supervision.supervisor_id == other.person_id,
            Supervision.confirmed_at.is_not(None),
        )
        pair = Supervised(self.people, person, other, db.session.scalars(wanted).one())
        if not has_key([pair.id]):
            propose(person, pair.id)
            agree(other, pair.id)
        return pair

    def _search_id(self, person: Enrolled) -> str:
        """What they were asked to look for, and have not answered: by their agency's officer, or by another one."""
        return searches.ask(self._officer_of(person), person)

    def _hold_id(self, person: Enrolled) -> str:
        self.held.append(person)
        return searches.hold(self._officer_of(person), person)

    def _officer_of(self, person: Enrolled) -> Enrolled:
        if person not in (self.stranger, self.boss):
            return self.actors["data_protection"]
        if self.elsewhere is None:
            self.elsewhere = searches.an_officer(self.people, "Elsewhere Officer", ELSEWHERE[:2])
        return self.elsewhere

    def _resource_id(self, person: Enrolled) -> str:
        """Something to learn from for their unit, added as the administrator of their agency would."""
        values = {"kind": "local", "title": "Lunch talk", "note": "", "themes": [], "changed_at": now()}
        resource_id, unit_id = new_id(), self._unit_id(person)
        with write_unit():
            db.session.add(Resource(id=resource_id, unit_id=unit_id, **values))
        return resource_id

    def _session_id(self, person: Enrolled) -> str:
        with write_unit():
            return sessions.begin(person.person_id)[0]

    def _factor_id(self, person: Enrolled) -> str:
        factor = new_id()
        with write_unit():
            values = {"credential_id": factor.encode(), "public_key": b"x", "sign_count": 0, "confirmed_at": now()}
            row = Factor(
                id=factor, person_id=person.person_id, kind="passkey", name="A phone", created_at=now(), **values
            )
            db.session.add(row)
        return factor

    def forget_factors(self, person: Enrolled) -> None:
        """Let somebody sign in with their passphrase alone again."""
        with write_unit():
            for row in db.session.scalars(select(Factor).where(Factor.person_id == person.person_id)):
                db.session.delete(row)

    def _relation_id(self, person: Enrolled) -> str:
        reader = self.boss if person.person_id != self.boss.person_id else self.stranger
        with write_unit():
            return roster.supervise(person.person_id, reader.person_id, confirmed=False)

    def _group_id(self, person: Enrolled) -> str:
        with write_unit():
            return groups.make(person.person_id, "Tuesday")

    def _membership_id(self, person: Enrolled) -> str:
        """Where they are asked into a group of somebody else's."""
        keeper = self.boss if person.person_id != self.boss.person_id else self.stranger
        with write_unit():
            groups.ask(keeper.person_id, groups.make(keeper.person_id, "Tuesday"), person.person_id)
        return groups.asked_into(person.person_id)[0].membership_id

    def _person_id(self, person: Enrolled) -> str:
        return person.person_id

    def _role_id(self, person: Enrolled) -> str:
        return db.session.scalars(select(Role.id).where(Role.person_id == person.person_id)).first() or ""

    def _unit_id(self, person: Enrolled) -> str:
        return db.session.scalars(select(Person.unit_id).where(Person.id == person.person_id)).one()

    def _card_id(self, person: Enrolled) -> str:
        """A card of their unit."""
        card = TeamCard(id=new_id(), unit_id=self._unit_id(person), held_on=today(), agreed=["Ask every child."])
        card.written_at = now()
        with write_unit():
            db.session.add(card)
            return card.id

    def _raised_id(self, person: Enrolled) -> str:
        unit_id = self._unit_id(person)
        with write_unit():
            db.session.execute(delete(RaisedTheme).where(RaisedTheme.person_id == person.person_id))
            raised = RaisedTheme(id=new_id(), unit_id=unit_id, person_id=person.person_id, theme="naming-racism")
            raised.words, raised.raised_at = "", now()
            db.session.add(raised)
            return raised.id

    def _planned_id(self, person: Enrolled) -> str:
        """An action in the plan of their unit, which they are to do."""
        action = PlannedAction(id=new_id(), unit_id=self._unit_id(person), what="Book an interpreter.", answers="R2")
        action.owner_id, action.due_on, action.progress = person.person_id, today(), "planned"
        action.made_at = action.changed_at = now()
        with write_unit():
            db.session.add(action)
            return action.id

    def _edition_id(self, _person: Enrolled) -> str:
        published = select(Edition.id).where(Edition.kind == "questions", Edition.status == "published")
        return db.session.scalars(published).first() or ""

    def _place_id(self, person: Enrolled) -> str:
        """Their agency, of which figures about themes are released."""
        with write_unit():
            agency = roster.place_unit(ELSEWHERE[:2] if person in (self.stranger, self.boss) else AGENCY)
        if agency not in self.released:
            figures.release(figures.a_window(RELEASED), agency, level="agency", headcount=300, sigma=8.0)
            self.released.add(agency)
        return agency

    def _window_id(self, _person: Enrolled) -> str:
        return figures.a_window(RELEASED)

    # What is nobody's: a link's token that was never made, and words that an address may hold.
    def _token(self, _person: Enrolled) -> str:
        return "t" * 43

    def _name(self, _person: Enrolled) -> str:
        return "nothing.css"

    def _key(self, _person: Enrolled) -> str:
        return "samaritans"

    def _action(self, _person: Enrolled) -> str:
        return "suspend"

    def _year(self, _person: Enrolled) -> int:
        return 2026
