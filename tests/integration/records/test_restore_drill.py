"""The restore drill: what was written opens again, who was erased stays erased, and nothing is ever half restored."""

import os
import resource
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import mkstemp
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import func, inspect, select, text

from reflect import create_app
from reflect.audit import sealing, verifying
from reflect.audit.models import AuditEvent
from reflect.cli import main
from reflect.core.clock import now
from reflect.identity.models import KeySlot, SignInSession, UnlockSession
from reflect.journal.models import Entry
from reflect.organisation.models import Person
from reflect.records import backing_up, erased, erasing, restoring
from reflect.storage import leads
from reflect.storage.backups import container, scratch
from reflect.storage.backups.errors import BackupError
from reflect.storage.backups.manifest import LEFT_OUT, PARTITION, Manifest, counts
from reflect.storage.db import Model, db, deployment
from tests.conftest import BACKENDS
from tests.support.databases import Databases, prepare, programs, settings_for
from tests.support.keypairs import pair
from tests.support.people import Enrolled, People
from tests.support.sharing import shared, snapshot
from tests.support.windows import Windows
from tests.support.writing import enter, write

CANARY = "zirconwren"
SINCE = "Written after the backup."
PROGRAMS = programs()
AT_WORK = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'psql'"


@dataclass
class Drill:
    """A deployment with somebody's words in it, its backup, and what happened after that."""

    app: Flask
    folder: Path
    identity: Path
    backup: Path
    priya: Enrolled
    robin: Enrolled  # is erased after the backup
    entry_id: str
    manifest: Manifest

    @property
    def beside(self) -> Path:
        """Where the database lies, on SQLite."""
        return Path(str(db.engine.url.database)).parent

    def run(self, *arguments: str | Path) -> Result:
        words = [str(each) for each in arguments]
        return CliRunner().invoke(main, words, obj=ScriptInfo(create_app=lambda: self.app))

    def restore(self, *more: str, path: Path | None = None, identity: Path | None = None) -> Result:
        return self.run("restore", path or self.backup, "--identity", identity or self.identity, *more)

    def rows(self) -> dict[str, int]:
        db.session.rollback()
        with db.engine.connect() as connection:
            return counts(connection, inspect(connection).get_table_names())


@pytest.fixture(scope="module", params=BACKENDS)
def drill(
    request: pytest.FixtureRequest, databases_once: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Drill]:
    folder = tmp_path_factory.mktemp("drill")
    public, identity = pair(folder)
    settings = settings_for(
        folder,
        databases_once.new_url(request.param, "drill"),
        backup_public_keys=(public,),
        pg_bin=str(PROGRAMS),
        erasures=folder / "erasures.txt",
    )
    app = create_app(settings)
    app.testing = True
    with app.app_context():
        prepare()
        people = People(app)
        priya, robin = people.enrol("Priya Nair"), people.enrol("Robin Hart")
        marcus = people.enrol("Marcus Bell", roles=("supervisor",))
        people.supervise(priya, marcus)
        entry_id = write(priya, f"{CANARY} answer", title=f"{CANARY} title")
        write(robin, f"{CANARY} of Robin")
        shared(priya, marcus, snapshot(f"{CANARY} answer", entry_id=entry_id, title=f"{CANARY} title"))
        opens, closes = now() - timedelta(days=1), now() + timedelta(days=9)
        Windows(app, folder / "window-keys").open("quarter", opens, closes, plan="full")
        enter(app, priya)  # her journal is unlocked while the backup is made
        sealing.seal(settings.audit_key)
        drill = Drill(app, folder, identity, folder / "night.backup", priya, robin, entry_id, None)  # type: ignore[arg-type]
        made = drill.run("backup", drill.backup)
        assert made.exit_code == 0, made.output
        drill.manifest = container.read(drill.backup, container.identities(identity), len)
        since(drill)
        yield drill
        db.session.remove()
        db.engine.dispose()
        leads.engine().dispose()


def since(drill: Drill) -> None:
    """What happens after the backup."""
    erasing.erase(drill.robin.person_id)
    write(drill.priya, SINCE)


class TestTheBackup:
    def test_the_file_is_for_its_owner_alone_and_nothing_lies_beside_it(self, drill: Drill) -> None:
        assert drill.backup.stat().st_mode & 0o777 == 0o600
        assert not [path.name for path in drill.folder.iterdir() if path.name.startswith(".")]

    def test_no_word_or_address_can_be_read_in_the_file(self, drill: Drill) -> None:
        held = drill.backup.read_bytes()
        for secret in (CANARY, drill.priya.email, drill.priya.name, "reflect-backup"):
            assert secret.encode() not in held

    def test_what_was_sealed_stays_sealed_for_whoever_has_the_private_key(self, drill: Drill) -> None:
        held = readable(drill)
        assert drill.priya.email.encode() in held, "the search would find it"
        for form in (CANARY.encode(), CANARY.upper().encode(), CANARY.encode().hex().encode()):
            assert form not in held

    def test_the_server_halves_of_open_journals_are_not_in_it(self, drill: Drill) -> None:
        assert not [name for name in LEFT_OUT if name in drill.manifest.rows]
        for mark in unlock_rows(drill):
            assert mark not in readable(drill)

    def test_there_is_none_in_the_clear(self, drill: Drill, tmp_path: Path) -> None:
        with pytest.raises(BackupError, match="never written in the clear"):
            backing_up.back_up(tmp_path / "night.backup", [])
        with pytest.raises(BackupError, match="No backup was written"):
            backing_up.back_up(tmp_path / "no folder" / "night.backup", deployment().backup_public_keys)
        assert list(tmp_path.iterdir()) == []

    def test_what_is_not_encrypted_yet_never_lies_where_backups_go(
        self, drill: Drill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folders = []

        def made(**how: Any) -> tuple[int, str]:
            folders.append(how["dir"])
            return mkstemp(**how)

        monkeypatch.setattr(scratch, "mkstemp", made)
        backing_up.back_up(tmp_path / "night.backup", deployment().backup_public_keys)
        assert folders == ([drill.beside] if drill.manifest.kind == "sqlite" else [])

    def test_a_private_key_is_asked_for_only_to_look_into_one(self, drill: Drill) -> None:
        for arguments in (["--check"], ["--identity", drill.identity]):
            assert "belong together" in drill.run("backup", drill.folder / "x.backup", *arguments).output

    def test_no_window_key_is_in_it(self, drill: Drill) -> None:
        (key,) = (drill.folder / "window-keys").glob("*.key")
        private = key.read_text("ascii").strip()
        for form in (private.encode(), bytes.fromhex(private)):
            assert form not in readable(drill)

    def test_it_says_what_it_holds(self, drill: Drill) -> None:
        said = drill.run("backup", drill.backup, "--check", "--identity", drill.identity)
        assert said.exit_code == 0, said.output
        assert "3 people" in said.output
        assert "It is whole" in said.output
        assert drill.manifest.noted["audit"][0] > 0  # type: ignore[index]

    def test_every_left_out_table_is_one_of_ours_that_no_kept_row_refers_to(self, drill: Drill) -> None:
        kept = [table for table in Model.metadata.sorted_tables if table.name not in LEFT_OUT]
        assert set(LEFT_OUT) <= Model.metadata.tables.keys()
        assert not [
            key.target_fullname for table in kept for key in table.foreign_keys if key.column.table.name in LEFT_OUT
        ]
        assert not [table.name for table in kept if table.name.startswith(PARTITION)]

    def test_a_second_backup_takes_the_place_of_the_first_only_when_it_is_whole(self, drill: Drill) -> None:
        place = drill.folder / "again.backup"
        place.write_bytes(b"last night's")
        with pytest.raises(ValueError, match="cut short"):
            container.write(place, container.recipients(deployment().backup_public_keys), drill.manifest, broken())
        assert place.read_bytes() == b"last night's"
        assert sorted(path.name for path in drill.folder.iterdir() if "again" in path.name) == ["again.backup"]


class TestRefused:
    """Whatever is wrong with a backup is said, and the database is as it was."""

    @pytest.fixture(autouse=True)
    def nothing_changes(self, drill: Drill) -> Iterator[None]:
        before = drill.rows()
        yield
        assert drill.rows() == before

    def test_a_database_with_people_is_not_replaced_unasked(self, drill: Drill) -> None:
        done = drill.restore()
        assert (done.exit_code, "add --replace" in done.output) == (1, True)

    @pytest.mark.parametrize("kept", [0.0, 0.5, 0.999])
    def test_one_that_was_cut_short(self, drill: Drill, tmp_path: Path, kept: float) -> None:
        whole = drill.backup.read_bytes()
        done = drill.restore("--replace", path=changed(tmp_path, whole[: int(len(whole) * kept)]))
        assert done.exit_code == 1, done.output
        assert "damaged" in done.output

    @pytest.mark.parametrize("place", [5, 0.5, -3])
    def test_one_that_was_tampered_with(self, drill: Drill, tmp_path: Path, place: float) -> None:
        held = bytearray(drill.backup.read_bytes())
        held[int(len(held) * place) if isinstance(place, float) else int(place)] ^= 1
        done = drill.restore("--replace", path=changed(tmp_path, bytes(held)))
        assert done.exit_code == 1, done.output
        assert "damaged" in done.output

    def test_one_of_another_key(self, drill: Drill, tmp_path: Path) -> None:
        done = drill.restore("--replace", identity=pair(tmp_path)[1])
        assert (done.exit_code, "made for another key" in done.output) == (1, True)

    def test_a_file_that_is_no_private_key(self, drill: Drill) -> None:
        done = drill.restore("--replace", identity=drill.backup)
        assert (done.exit_code, "holds no private key" in done.output) == (1, True)

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"schema": "9999"}, "made by a newer Reflect"),
            ({"kind": "oracle"}, "is of a oracle database"),
            ({"noted": {"peppers": {"p1": "00" * 32}, "needed": ["p1"]}}, "another value"),
            ({"noted": {"peppers": {"p0": "00" * 32}, "needed": ["p0"]}}, "lacks the pepper p0"),
        ],
    )
    def test_one_that_does_not_fit_here(
        self, drill: Drill, tmp_path: Path, change: dict[str, object], says: str
    ) -> None:
        to = container.recipients(deployment().backup_public_keys)
        path = tmp_path / "other.backup"
        container.write(path, to, replace(drill.manifest, **change), iter([b"rows"]))  # type: ignore[arg-type]
        done = drill.restore("--replace", path=path)
        assert (done.exit_code, says in done.output) == (1, True), done.output

    def test_one_whose_rows_are_no_database(self, drill: Drill, tmp_path: Path) -> None:
        path = tmp_path / "other.backup"
        to = container.recipients(deployment().backup_public_keys)
        container.write(path, to, drill.manifest, iter([b"SQLite format 3\0 and nothing else"]))
        done = drill.restore("--replace", path=path)
        assert done.exit_code == 1, done.output
        assert "Traceback" not in done.output


def test_a_full_disk_leaves_no_half_of_a_backup(drill: Drill, tmp_path: Path) -> None:
    place = tmp_path / "night.backup"
    place.write_bytes(b"last night's")
    with no_file_above(100_000):
        done = drill.run("backup", place)
    assert (done.exit_code, "There is no room left" in done.output) == (1, True), done.output
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [(place.name, b"last night's")]


def test_a_full_disk_leaves_the_database_as_it_was(drill: Drill) -> None:
    before = drill.rows()
    with no_file_above(100_000):
        done = drill.restore("--replace")
    assert (done.exit_code, "The disk is full" in done.output) == (1, True), done.output
    assert drill.rows() == before


def test_a_kill_in_the_middle_leaves_the_database_as_it_was(drill: Drill) -> None:
    before = drill.rows()
    db.session.remove()
    child = os.fork()
    if child == 0:  # pragma: no cover - it is killed
        restored_until_killed(drill)
    if drill.manifest.kind == "postgresql":
        while not db.session.scalar(text(AT_WORK)):
            db.session.rollback()
        os.kill(child, signal.SIGKILL)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) in (signal.SIGKILL, signal.SIGXFSZ)
    if drill.manifest.kind == "postgresql":
        while db.session.scalar(text(AT_WORK)):
            db.session.rollback()
    assert drill.rows() == before
    assert drill.run("backup", drill.folder / "next.backup").exit_code == 0
    assert not [*drill.folder.glob(".*private*"), *drill.beside.glob(".*private*")], "what was left is swept away"


def restored_until_killed(drill: Drill) -> None:
    """In a process of its own: begins a restore, and on SQLite is ended by the kernel while it writes into the log."""

    def said(phase: str) -> None:
        if "in place" in phase and drill.manifest.kind == "sqlite":
            log = Path(str(db.engine.url.database) + "-wal")
            resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size + 200_000, resource.RLIM_INFINITY))

    try:
        for engine in db.engines.values():
            engine.dispose(close=False)  # the connections are the parent's
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        restoring.restore(drill.backup, drill.identity, over_people=True, said=said)
    finally:
        os._exit(1)


@pytest.fixture(scope="module")
def restored(drill: Drill) -> Result:
    done = drill.restore("--replace")
    assert done.exit_code == 0, done.output
    return done


@pytest.mark.usefixtures("restored")
class TestRestored:
    def test_it_says_what_it_did_and_what_to_do_next(self, restored: Result) -> None:
        for said in (
            "3 people",
            "Erased again: 1 ",
            "The audit trail is whole",
            "Shares that were stopped",
            "reflect check",
        ):
            assert said in restored.output

    def test_a_journal_opens_with_its_passphrase_and_pepper(self, drill: Drill) -> None:
        page = enter(drill.app, drill.priya).get(f"/journal/{drill.entry_id}")
        assert f"{CANARY} answer" in page.text

    def test_who_was_erased_since_is_still_gone(self, drill: Drill) -> None:
        for table, column in ((KeySlot, KeySlot.person_id), (Entry, Entry.owner_id)):
            assert not db.session.scalar(select(func.count()).select_from(table).where(column == drill.robin.person_id))
        assert drill.robin.name not in db.session.scalars(select(Person.name)).all()

    def test_the_rows_of_an_open_window_are_as_they_were(self, drill: Drill) -> None:
        assert drill.rows()["theme_contribution"] == drill.manifest.rows["theme_contribution"] == 1

    def test_what_was_written_since_is_not_there(self, drill: Drill) -> None:
        assert db.session.scalars(select(Entry.id)).all() == [drill.entry_id]

    def test_the_trail_is_whole_and_tells_of_it(self, drill: Drill) -> None:
        sealing.seal(deployment().audit_key)
        assert verifying.verify(deployment().audit_key).faults == []
        assert db.session.scalars(select(AuditEvent.details).where(AuditEvent.event == "database-restored")).all()

    def test_who_had_a_journal_open_unlocks_it_again(self, drill: Drill) -> None:
        write(drill.priya, SINCE)
        deployment().erasures.unlink()  # the database that is replaced knows as well, and the list is made again
        assert drill.restore("--replace").exit_code == 0
        assert drill.robin.person_id in erased.listed(deployment().erasures)
        assert drill.robin.name not in db.session.scalars(select(Person.name)).all()
        assert db.session.scalars(select(UnlockSession.id)).all() == []
        assert db.session.scalars(select(SignInSession.id)).all() == []
        assert db.session.scalars(select(Entry.id)).all() == [drill.entry_id]


def unlock_rows(drill: Drill) -> list[bytes]:
    """The ids of the rows of who has their journal open, as they stand in a file of SQLite or a dump."""
    ids = db.session.scalars(select(UnlockSession.id)).all()
    assert ids
    return [each if drill.manifest.kind == "sqlite" else each.hex().encode() for each in ids]


def readable(drill: Drill) -> bytes:
    """Everything in the backup, as whoever has the private key can read it."""
    plain = drill.folder / "plain"
    with plain.open("wb") as file:
        container.read(drill.backup, container.identities(drill.identity), file.write)
    try:
        if drill.manifest.kind == "sqlite":
            return plain.read_bytes()
        return subprocess.run([PROGRAMS / "pg_restore", "--file=-", plain], capture_output=True, check=True).stdout
    finally:
        plain.unlink()


def changed(folder: Path, held: bytes) -> Path:
    path = folder / "changed.backup"
    path.write_bytes(held)
    return path


def broken() -> Iterator[bytes]:
    yield bytes(300_000)
    raise ValueError("cut short")


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """Let no file of this process grow further: to whoever writes, the disk is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
