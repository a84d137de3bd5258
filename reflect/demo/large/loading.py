"""Putting the large organisation into an empty database: sealed in several processes, inserted by this one."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from sqlalchemy import Connection, insert

from reflect.core.ids import new_id
from reflect.demo.large.sealing import Lock, Rows, Units
from reflect.demo.large.shape import AGENCIES, Service, services
from reflect.demo.large.together import seal
from reflect.demo.large.words import Written, written
from reflect.demo.organisation import PLACES
from reflect.demo.people import COMMUNITY_HEALTH, PARTNERSHIP, PASSPHRASE, POLICE, SERVICE, SOCIAL_CARE, TEAM
from reflect.organisation.models import Unit
from reflect.storage.db import Model, db, writers_turn
from reflect.vault.derivation import Cost
from reflect.vault.keys import Keys
from reflect.vault.slots import Peppers, Slot, new_passphrase_slot, new_recovery_slot

AHEAD = 3  # services that wait, for each process
KINDS = SOCIAL_CARE[-1], COMMUNITY_HEALTH[-1], POLICE[-1]
WORK = "Assessment", "Family safeguarding", "Children looked after", "Early help"
CACHE_KIB = 400_000

Done = Callable[[int], None]


def load(people: int, peppers: Peppers, cost: Cost, done: Done, processes: int | None = None) -> Counter[str]:
    """Make units, people and what they wrote. Returns how many rows each table got.

    Args:
        done: is told how many people more are in.
        processes: how many seal beside this one; as many as there are cores when left out.
    """
    planned, tree = list(services(people)), _Tree()
    placed = [(service, tree.place(service)) for service in planned]
    texts, inserted = written(), Counter[str]()
    db.session.rollback()
    with _writing() as write:
        write({Unit: tree.rows}, inserted)
        (first, units), *others = placed
        write(seal(first, units, texts, _slots(peppers, cost)), inserted)
        done(first.people)
        for service, rows in _sealed(others, texts, processes or os.cpu_count() or 1):
            write(rows, inserted)
            done(service.people)
    return inserted


def _slots(peppers: Peppers, cost: Cost) -> Lock:
    def lock(keys: Keys) -> tuple[Slot, Slot]:
        _code, recovery = new_recovery_slot(keys)
        return new_passphrase_slot(keys, PASSPHRASE, peppers, cost), recovery

    return lock


class _Tree:
    """The units, each made when first asked for. The first of each kind has the name that the small demo gives it."""

    def __init__(self) -> None:
        self.rows: list[dict[str, object]] = []
        self._ids: dict[tuple[str, int], str] = {}

    def place(self, service: Service) -> Units:
        """The units of a service."""
        number, agency, partnership = service.number, service.agency, service.partnership
        of_all = self._unit(
            "partnership", partnership, None, PARTNERSHIP if not partnership else f"Partnership {partnership + 1}"
        )
        kind = KINDS[agency % AGENCIES]
        of_agency = self._unit("agency", agency, of_all, kind if not partnership else f"{kind} {partnership + 1}")
        name = SERVICE[-1] if not number else f"{WORK[number % len(WORK)]} {number + 1}"
        of_service = self._unit("service", number, of_agency, name)
        teams = [
            self._unit("team", number * 1000 + place, of_service, _team(number, place))
            for place in range(len(service.teams))
        ]
        return Units(of_all, of_agency, of_service, tuple(teams))

    def _unit(self, kind: str, number: int, parent: str | None, name: str) -> str:
        if (kind, number) not in self._ids:
            self._ids[kind, number] = new_id()
            self.rows.append({"id": self._ids[kind, number], "parent_id": parent, "kind": kind, "name": name})
        return self._ids[kind, number]


def _team(service: int, place: int) -> str:
    if service == place == 0:
        return TEAM[-1]
    return f"{PLACES[place % len(PLACES)]} team" + (f" {place // len(PLACES) + 1}" if place >= len(PLACES) else "")


def _sealed(placed: list[tuple[Service, Units]], texts: Written, processes: int) -> Iterator[tuple[Service, Rows]]:
    """The rows of each service as they come out of the other processes, a few ahead of what is inserted."""
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        waiting: deque[tuple[Service, Future[Rows]]] = deque()
        for service, units in placed:
            waiting.append((service, pool.submit(seal, service, units, texts)))
            if len(waiting) > processes * AHEAD:
                ready, rows = waiting.popleft()
                yield ready, rows.result()
        while waiting:
            ready, rows = waiting.popleft()
            yield ready, rows.result()


@contextmanager
def _writing() -> Iterator[Callable[[dict[type[Model], list[dict[str, object]]], Counter[str]], None]]:
    """A connection that inserts a service at a time. What is half in after a failure is only a demo's."""
    tables = {table: place for place, table in enumerate(Model.metadata.sorted_tables)}
    with db.engine.connect().execution_options(writes=True) as connection:
        _hurry(connection, synchronous="OFF", cache=CACHE_KIB)

        def write(rows: dict[type[Model], list[dict[str, object]]], inserted: Counter[str]) -> None:
            with writers_turn(), connection.begin():
                for model in sorted(rows, key=lambda each: tables[each.__table__]):  # type: ignore[index]
                    connection.execute(insert(model), rows[model])
                    inserted[model.__tablename__] += len(rows[model])

        yield write
        _hurry(connection, synchronous="FULL", cache=2_000)


def _hurry(connection: Connection, *, synchronous: str, cache: int) -> None:
    """How careful SQLite is with a database that can be made again."""
    if connection.dialect.name == "sqlite":
        raw = connection.connection.dbapi_connection
        assert raw is not None  # noqa: S101
        raw.execute(f"PRAGMA synchronous={synchronous}")
        raw.execute(f"PRAGMA cache_size=-{cache}")
        if synchronous == "FULL":
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
