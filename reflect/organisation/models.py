"""Units as a tree, people on the roster, their roles with dates, and supervision relations with dates."""

from typing import Literal, get_args

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from reflect.storage.about import DELETED, EMPTIED, UNLESS_NEEDED, about, stays
from reflect.storage.db import Model
from reflect.storage.types import Id, Utc, one_of

UnitKind = Literal["partnership", "agency", "service", "team"]
RoleName = Literal["practitioner", "supervisor", "team_lead", "service_lead", "administrator", "data_protection"]
HoldReason = Literal["legal-claim", "inquiry", "subject-access", "other"]
UNIT_KINDS: tuple[str, ...] = get_args(UnitKind)
ROLES: tuple[str, ...] = get_args(RoleName)
HOLD_REASONS: tuple[str, ...] = get_args(HoldReason)


class Unit(Model):
    """A place in the organisation: partnership, agency, service or team."""

    __tablename__ = "unit"
    __table_args__ = (
        one_of("kind", UNIT_KINDS),
        Index("ix_unit_parent_name", "parent_id", "name", unique=True),
        {
            "info": about(
                owner="the organisation",
                purpose="to say where people work and who leads whom",
                keep="as long as the organisation exists",
                export="not exported by itself: the names of a person’s own units stand beside them",
                erase="stays: it says nothing about a person",
            )
        },
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    parent_id: Mapped[Id | None] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(200))
    closed_at: Mapped[Utc | None]


class Person(Model):
    """Somebody on the roster, enrolled or not."""

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_unit", "unit_id"),
        # Of the few who have it: an index of all would be used to find those without, which is nearly everybody.
        Index(
            "ix_person_continued_as",
            "continued_as",
            sqlite_where=text("continued_as IS NOT NULL"),
            postgresql_where=text("continued_as IS NOT NULL"),
        ),
        {
            "info": about(
                owner="the person",
                purpose="to know who works here and to reach them",
                keep="until they are erased after leaving",
                export="name, address, unit and dates",
                erase="name and address are removed; id, unit and dates stay, for what stays and for headcounts",
                ties={
                    "id": stays("what stays refers to it, and nothing says any more whose it was"),
                    "name": EMPTIED,
                    "email": EMPTIED,
                    "continued_as": EMPTIED,
                },
                exported_by=("id",),
            )
        },
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    unit_id: Mapped[Id] = mapped_column(ForeignKey("unit.id"))
    joined_at: Mapped[Utc]
    left_at: Mapped[Utc | None]
    continued_as: Mapped[Id | None]  # the person that somebody is since they started again


class Role(Model):
    """A role that a person holds in a unit, from a day and perhaps until one."""

    __tablename__ = "role"
    __table_args__ = (
        one_of("role", ROLES),
        CheckConstraint("until IS NULL OR until > since", name="dates"),
        Index("ix_role_person", "person_id", "role"),  # with the role: otherwise everybody who has it is looked at
        Index("ix_role_role_unit", "role", "unit_id"),
        {
            "info": about(
                owner="the organisation",
                purpose="to decide which pages a person is shown",
                keep="until the person is erased",
                export="role, unit and dates",
                erase="deleted with the person",
                ties={"person_id": DELETED},
                exported_by=("person_id",),
            )
        },
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(16))
    unit_id: Mapped[Id] = mapped_column(ForeignKey("unit.id"))
    since: Mapped[Utc]
    until: Mapped[Utc | None]


class Supervision(Model):
    """Who supervises whom. It opens nothing before the practitioner has confirmed it."""

    __tablename__ = "supervision"
    __table_args__ = (
        CheckConstraint("practitioner_id <> supervisor_id", name="two_people"),
        CheckConstraint("until IS NULL OR until > since", name="dates"),
        Index("ix_supervision_practitioner", "practitioner_id"),
        Index("ix_supervision_supervisor", "supervisor_id"),
        {
            "info": about(
                owner="both people",
                purpose="to know with whom a practitioner may share",
                keep="until one of them is erased, and as long as anything of their supervision is kept",
                export="name and dates",
                erase="deleted with either person, unless something of their supervision stays",
                ties={"practitioner_id": UNLESS_NEEDED, "supervisor_id": UNLESS_NEEDED},
                exported_by=(
                    "practitioner_id",
                    "supervisor_id",
                ),
            )
        },
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    practitioner_id: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    supervisor_id: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    since: Mapped[Utc]
    until: Mapped[Utc | None]
    confirmed_at: Mapped[Utc | None]
    declined_at: Mapped[Utc | None]


class PeerGroup(Model):
    """Colleagues who reflect together. Belonging lets its members share with each other; it opens nothing by itself."""

    __tablename__ = "peer_group"
    __table_args__ = {
        "info": about(
            owner="its members",
            purpose="to know with whom a member may share",
            keep="until it has been closed for a year",
            export="not exported by itself: its name and dates stand beside each membership",
            erase="stays until nobody belongs to it",
            ties={"made_by": stays("the group is its members’")},
        )
    }
    id: Mapped[Id] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    made_by: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[Utc]
    closed_at: Mapped[Utc | None]


class GroupMember(Model):
    """Somebody who was asked into a peer group, and belongs to it from their own yes until they or it go."""

    __tablename__ = "peer_group_member"
    __table_args__ = (
        CheckConstraint("until IS NULL OR since IS NULL OR until >= since", name="dates"),
        Index("ix_peer_group_member_group", "group_id"),
        Index("ix_peer_group_member_person", "person_id"),
        {
            "info": about(
                owner="the person",
                purpose="to know who belongs to a peer group, and since when",
                keep="until the person is erased",
                export="name of the group and dates",
                erase="deleted with the person",
                ties={"person_id": DELETED, "asked_by": stays("it is how somebody else came to belong")},
                exported_by=("person_id",),
            )
        },
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    group_id: Mapped[Id] = mapped_column(ForeignKey("peer_group.id"))
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    asked_by: Mapped[Id]
    asked_at: Mapped[Utc]
    since: Mapped[Utc | None]  # their yes
    until: Mapped[Utc | None]  # they left, were let go, or said no


class AgencyWords(Model):
    """What an agency calls reflection, supervision and record. Missing: our own words."""

    __tablename__ = "agency_words"
    __table_args__ = {
        "info": about(
            owner="the organisation",
            purpose="to speak to people in their own profession’s words",
            keep="as long as the agency",
            export="not exported: it says nothing about a person",
            erase="stays",
        )
    }
    unit_id: Mapped[Id] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    reflection: Mapped[str] = mapped_column(String(60))
    supervision: Mapped[str] = mapped_column(String(60))
    record: Mapped[str] = mapped_column(String(60))
    police: Mapped[bool]


class ServiceCluster(Model):
    """Small services that are counted together for a calendar year, as an administrator has put them together."""

    __tablename__ = "service_cluster"
    __table_args__ = {
        "info": about(
            owner="the organisation",
            purpose="to give small services figures that say something",
            keep="as long as the units exist",
            export="not exported: it says nothing about a person",
            erase="stays",
        )
    }
    year: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[Id] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    cluster: Mapped[str] = mapped_column(String(80))


class Hold(Model):
    """A data protection officer has asked that nothing of a person is destroyed for now. It opens nothing."""

    __tablename__ = "hold"
    __table_args__ = (
        one_of("reason", HOLD_REASONS),
        CheckConstraint("lifted_at IS NULL OR lifted_at >= placed_at", name="dates"),
        Index("ix_hold_person", "person_id"),
        {
            "info": about(
                owner="the organisation",
                purpose="to keep what a court or an inquiry may ask for, and to tell the person so",
                keep="until the person is erased",
                export="reason and dates",
                erase="deleted with the person, whom no hold keeps any more",
                ties={
                    "person_id": DELETED,
                    "placed_by": stays("the organisation has to be able to say who decided"),
                    "lifted_by": stays("the organisation has to be able to say who decided"),
                },
                exported_by=("person_id",),
            )
        },
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(16))
    placed_by: Mapped[Id]
    placed_at: Mapped[Utc]
    lifted_by: Mapped[Id | None]
    lifted_at: Mapped[Utc | None]
