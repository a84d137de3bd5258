"""Bringing a backup back: all of it or nothing, and what was promised since is kept.

What is checked first changes nothing: whether the backup opens to its end, is of this kind of database and no newer,
and whether this server has its peppers. On SQLite everything else happens to a copy, which then takes the database's
place in one transaction. On PostgreSQL the rows come back in one transaction and the rest follows; when that is cut
short, the command is run again.
"""

import hmac
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import cast

from sqlalchemy import func, inspect, select

from reflect.audit import verifying
from reflect.audit.models import AuditHead
from reflect.audit.trail import record
from reflect.identity import peppers
from reflect.organisation.models import Person
from reflect.records import erased
from reflect.records.models import Erasure
from reflect.storage import serving
from reflect.storage.backups import container, postgresql, scratch, sqlite
from reflect.storage.backups.errors import BackupError
from reflect.storage.backups.manifest import Manifest, counts
from reflect.storage.db import app_of, db, deployment, write_unit
from reflect.storage.versions import known, migrate, migrated
from reflect.themes import carried
from reflect.vault.slots import check_value

Said = Callable[[str], None]


@dataclass
class Restored:
    """What was brought back, and what was found."""

    manifest: Manifest
    erased: int = 0  # people who were erased since, and are again
    windows: list[str] = field(default_factory=list)  # of themes, which had ended since and have again
    linked: int = 0
    faults: list[str] = field(default_factory=list)  # sentences; none and everything is as it must be


@dataclass(frozen=True)
class _Since:
    """What happened since the backup was made and stays so."""

    people: list[str]
    windows: Sequence[carried.Ended]
    faults: list[str]


def restore(path: Path, identity: Path, *, over_people: bool, said: Said = lambda phase: None) -> Restored:
    """Bring a backup back into the present database, and keep who was erased and which windows ended since.

    Args:
        identity: the file of the private key.
        over_people: also when there are people in the database, whom it then replaces.
        said: is told each phase as it begins.

    Raises:
        BackupError: it was not restored, and the database is as it was.
    """
    if not over_people and _people_here():
        raise BackupError("There are people in this database. To put the backup in their place, add --replace.")
    using = container.identities(identity)
    on_file = db.engine.dialect.name == "sqlite"
    database = Path(str(db.engine.url.database))
    with scratch.private_file(database.parent if on_file else Path(tempfile.gettempdir())) as copy:
        said("Unpacking, and checking that it is whole.")
        with copy.open("wb") as file:
            manifest = container.read(path, using, file.write)
        _refuse(manifest)
        since = _since(manifest)
        if on_file:
            _refuse_unsound(copy, manifest)
            said("Erasing again who was erased since.")
            done = _finished_in_copy(copy, manifest, since)
            said("Putting it in place.")
            if not sqlite.put_back(copy):
                done.faults.append(
                    "Something reads the database, so its log still holds what was replaced. Restart it."
                )
        else:
            said("Putting it in place.")
            postgresql.put_back(copy)
            with db.engine.begin() as connection:
                serving.renew(connection)
            short = (
                [] if _rows_here() == manifest.rows else ["Not every table has as many rows as when it was backed up."]
            )
            said("Erasing again who was erased since.")
            done = _finished(manifest, since)
            done.faults += short
    return done


def _people_here() -> bool:
    here = inspect(db.engine).has_table(Person.__tablename__)
    return here and bool(db.session.scalar(select(func.count()).select_from(Person)))


def _rows_here() -> dict[str, int]:
    with db.engine.connect() as connection:
        return counts(connection, inspect(connection).get_table_names())


def _refuse(manifest: Manifest) -> None:
    if manifest.kind != db.engine.dialect.name:
        raise BackupError(
            f"This backup is of a {manifest.kind} database, and REFLECT_DATABASE_URL is {db.engine.dialect.name}."
        )
    if manifest.schema not in known():
        raise BackupError(
            f"This backup was made by a newer Reflect: its database is at {manifest.schema}, and this code knows up to "
            f"{known()[-1]}. Install version {manifest.reflect} or newer, then restore."
        )
    given = deployment().peppers
    for pepper, value in cast(dict[str, str], manifest.noted.get("peppers", {})).items():
        if pepper not in given:
            if pepper in cast(list[str], manifest.noted["needed"]):
                raise BackupError(f"REFLECT_PEPPER lacks the pepper {pepper}, which journals in this backup need.")
        elif not hmac.compare_digest(check_value(pepper, given[pepper]).hex(), value):
            raise BackupError(f"REFLECT_PEPPER gives {pepper} another value than this backup was made with.")


def _refuse_unsound(copy: Path, manifest: Manifest) -> None:
    if sqlite.sound(copy):
        with sqlite.opened(copy) as connection:
            if counts(connection, inspect(connection).get_table_names()) == manifest.rows:
                return
    raise BackupError("What is in this backup is not what it says. Nothing was changed.")


def _since(manifest: Manifest) -> _Since:
    """What the database that is replaced, and the list beside it, know of since. The list is complete afterwards."""
    listed = erased.listed(deployment().erasures)
    here: dict[str, datetime] = {}
    tables = set(inspect(db.engine).get_table_names())
    if Erasure.__tablename__ in tables:
        rows = db.session.execute(select(Erasure.person_id, Erasure.erased_at))
        here = dict(rows.all())
    for person in sorted(here.keys() - set(listed)):  # so that a restore that is cut short knows them as well
        erased.append(deployment().erasures, person, here[person])
    windows: Sequence[carried.Ended] = []
    faults = []
    if tables and migrated():
        windows = carried.ended_beside(cast(dict[str, str], manifest.noted.get("windows", {})))
    elif "theme_window" in tables:
        faults.append(
            "The database that was replaced was at another version, so windows of themes that were released since the "
            "backup are not taken over."
        )
    db.session.rollback()
    return _Since(sorted({*listed, *here}), windows, faults)


def _finished_in_copy(copy: Path, manifest: Manifest, since: _Since) -> Restored:
    url = f"sqlite:///{copy}"
    other = app_of(replace(deployment(), database_url=url, leads_database_url=url))
    with other.app_context():
        try:
            return _finished(manifest, since)
        finally:
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()


def _finished(manifest: Manifest, since: _Since) -> Restored:
    """Bring what was restored up to this version, and to what was promised since."""
    from reflect.records.erasing import erase_again

    migrate()
    peppers.accept(peppers.from_settings(deployment()))
    done = Restored(manifest, faults=[*since.faults])
    found = verifying.verify(deployment().audit_key)
    done.linked, done.faults = found.linked, done.faults + found.faults + _head_faults(manifest)
    db.session.rollback()
    done.erased = erase_again(since.people)
    with write_unit():
        done.windows = carried.carry(since.windows)
        record("database-restored", taken=manifest.taken.strftime("%Y-%m-%dT%H:%M"), erased=done.erased)
    return done


def _head_faults(manifest: Manifest) -> list[str]:
    """Whether the trail ends where it ended when the backup was made."""
    head = db.session.get(AuditHead, 1)
    ends = [head.position, head.link.hex()] if head else [0, ""]
    said = manifest.noted.get("audit", ends)
    return [] if ends == said else ["The audit trail does not end where it did when the backup was made."]
