"""Windows, the sealed rows of their contributions, and the figures that were released. No row here names a person
beside what they contributed.
"""

from typing import Literal, get_args

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from reflect.storage.about import DELETED, about
from reflect.storage.db import Model
from reflect.storage.types import Id, Sealed, Utc, one_of
from reflect.vault.windows import CID_BYTES

Cadence = Literal["quarter", "half-year"]
Level = Literal["service", "agency", "partnership", "everybody"]
State = Literal["open", "released", "expired"]
TOOK_PART = "took-part"  # the one cell of a figure that is no theme; no slug of a theme may be this


def _figures(purpose: str) -> dict[str, object]:
    return {
        "info": about(
            owner="the organisation",
            purpose=purpose,
            keep="as long as the organisation exists",
            export="not exported: with the noise in it, it says nothing sure about a person",
            erase="stays: with the noise in it, it says nothing sure about a person",
        )
    }


class PlanLevel(Model):
    """One level of the release plan: how often its figures are released and what that costs. Changed by a command."""

    __tablename__ = "theme_plan_level"
    __table_args__ = (
        one_of("level", get_args(Level)),
        one_of("cadence", get_args(Cadence)),
        _figures("to know what the next windows release"),
    )
    level: Mapped[str] = mapped_column(String(16), primary_key=True)
    cadence: Mapped[str] = mapped_column(String(16))
    rho: Mapped[float]
    least: Mapped[int]


class Window(Model):
    """A quarter or half-year in which themes are contributed, to be released once after it closes."""

    __tablename__ = "theme_window"
    __table_args__ = (
        UniqueConstraint("cadence", "name"),
        one_of("cadence", get_args(Cadence)),
        one_of("state", get_args(State)),
        CheckConstraint("closes_at > opens_at", name="dates"),
        CheckConstraint("(state = 'released') = (released_at IS NOT NULL)", name="released"),
        _figures("to know from when until when themes are contributed, and how they are released"),
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    cadence: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(16))  # 2026-Q4, 2026-H2
    opens_at: Mapped[Utc]
    closes_at: Mapped[Utc]
    state: Mapped[str] = mapped_column(String(16))
    public_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    taxonomy: Mapped[int]  # the version of the themes when the window opened
    cells: Mapped[list[str]] = mapped_column(JSON)  # the slugs that rows of this window carry, in order
    levels: Mapped[list[dict[str, object]]] = mapped_column(JSON)  # the plan as it was then: level, rho, least
    released_at: Mapped[Utc | None]
    destroyed_at: Mapped[Utc | None]  # when key and rows were known to be gone


class Place(Model):
    """A unit, or a fixed cluster of small services, whose figures a window releases."""

    __tablename__ = "theme_place"
    __table_args__ = (
        Index("ix_theme_place_place", "place_id", "window_id"),
        Index("ix_theme_place_parent", "window_id", "parent_id"),
        one_of("level", get_args(Level)),
        _figures("to say whose figures they are, and how many work there"),
    )
    window_id: Mapped[Id] = mapped_column(ForeignKey("theme_window.id"), primary_key=True)
    place_id: Mapped[Id] = mapped_column(primary_key=True)  # a unit's id; of a cluster, an id of exactly its services
    level: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(400))
    parent_id: Mapped[Id | None]  # the place above it in the same window
    headcount: Mapped[int | None]  # people on the roster on the closing day, enrolled or not; None before the release
    members_id: Mapped[Id | None]  # another one as soon as other units count here: only windows with the same compare


class PlacedUnit(Model):
    """In which smallest place of a window a unit counts, fixed when the window opens."""

    __tablename__ = "theme_placed_unit"
    __table_args__ = (
        Index("ix_theme_placed_unit_unit", "unit_id"),
        # Where somebody’s services and teams count in another place, without reading those that are their own.
        Index(
            "ix_theme_placed_unit_elsewhere",
            "unit_id",
            "window_id",
            "place_id",
            sqlite_where=text("place_id != unit_id"),
            postgresql_where=text("place_id != unit_id"),
        ),
        _figures("to know where a contribution counts"),
    )
    window_id: Mapped[Id] = mapped_column(ForeignKey("theme_window.id"), primary_key=True)
    unit_id: Mapped[Id] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    place_id: Mapped[Id]


ELSEWHERE = PlacedUnit.place_id != PlacedUnit.unit_id  # a team in its service, a small service in a cluster


class Contribution(Model):
    """One sealed row a person and window, from everybody who unlocks, whether they take part or not.

    No person, no moment, no counter. On PostgreSQL each window is a partition of its own, which is dropped.
    """

    __tablename__ = "theme_contribution"
    __table_args__ = (
        CheckConstraint(f"length(cid) = {CID_BYTES}", name="cid"),
        {
            "sqlite_with_rowid": False,
            "postgresql_partition_by": "LIST (window_id)",
            "info": about(
                owner="the person, whom nothing here names",
                purpose="to count themes once, without the words and without the person",
                keep="until the window is released",
                export="never: what a person contributed is in their own envelope",
                erase="deleted with the window; nobody can tell which row is whose",
            ),
        },
    )
    window_id: Mapped[Id] = mapped_column(ForeignKey("theme_window.id"), primary_key=True)
    cid: Mapped[bytes] = mapped_column(LargeBinary(CID_BYTES), primary_key=True)
    sealed: Mapped[Sealed]


class Choices(Model):
    """What a person has contributed to the open windows, for themselves. Everybody has one, of the same length."""

    __tablename__ = "theme_choices"
    __table_args__ = {
        "info": about(
            owner="the person",
            purpose="to show a person what they contribute, and to let them change it",
            keep="as long as the account",
            export="the themes in the open windows",
            erase="deleted with the account",
            ties={"person_id": DELETED},
            exported_by=("person_id",),
        )
    }
    person_id: Mapped[Id] = mapped_column(ForeignKey("account.person_id"), primary_key=True)
    sealed: Mapped[Sealed]


class Charge(Model):
    """The ledger: what the release of a window cost at one level, once."""

    __tablename__ = "theme_charge"
    __table_args__ = (
        Index("ix_theme_charge_year", "year"),
        one_of("level", get_args(Level)),
        CheckConstraint("rho > 0", name="rho"),
        _figures("to keep what all releases of a year tell about a person below the cap"),
    )
    window_id: Mapped[Id] = mapped_column(ForeignKey("theme_window.id"), primary_key=True)
    level: Mapped[str] = mapped_column(String(16), primary_key=True)
    year: Mapped[int]  # in which the window opened
    rho: Mapped[float]
    sigma: Mapped[float]


class Figure(Model):
    """One released number: a count with noise in it, which may lie below nothing or above everybody."""

    __tablename__ = "theme_figure"
    __table_args__ = (_figures("to show what was on people’s minds in a place"),)
    window_id: Mapped[Id] = mapped_column(ForeignKey("theme_window.id"), primary_key=True)
    place_id: Mapped[Id] = mapped_column(primary_key=True)
    cell: Mapped[str] = mapped_column(String(40), primary_key=True)  # a theme's slug, or TOOK_PART
    value: Mapped[int]
