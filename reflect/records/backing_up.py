"""Making a backup of the present database, and looking into one."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, inspect, select

from reflect.audit.models import AuditHead
from reflect.identity.models import KeySlot, PepperCheck
from reflect.storage.backups import container, postgresql, scratch, sqlite
from reflect.storage.backups.manifest import Manifest, describe
from reflect.storage.db import db
from reflect.themes.models import Window


def back_up(path: Path, public_keys: Sequence[str]) -> Manifest:
    """Write an encrypted backup of the present database while it is in use. All of it or nothing.

    Raises:
        BackupError: why there is none; what was there before is as it was.
    """
    to = container.recipients(public_keys)
    on_file = db.engine.dialect.name == "sqlite"
    # What is not encrypted yet stays beside the database: a backup may go to a share, or be copied away every night.
    folder = Path(str(db.engine.url.database)).parent if on_file else path.parent
    try:
        if on_file:
            with scratch.private_file(folder) as copy, sqlite.copied(copy) as connection:
                manifest = describe(connection, noted(connection))
                with copy.open("rb") as file:
                    container.write(path, to, manifest, container.pieces_of(file))
        else:
            with postgresql.snapshot() as (connection, seen):
                manifest = describe(connection, noted(connection))
                container.write(path, to, manifest, postgresql.dump(seen))
    except OSError as error:
        raise container.not_written(error, folder) from None
    return manifest


def look_into(path: Path, identity: Path) -> Manifest:
    """Decrypt a backup to its end without keeping anything of it.

    Raises:
        BackupError: it does not open with this key, is damaged or was cut short.
    """
    return container.read(path, container.identities(identity), len)


def noted(connection: Connection) -> dict[str, object]:
    """What a restore wants to know of a database before it touches anything."""
    tables = set(inspect(connection).get_table_names())
    said: dict[str, object] = {}
    if PepperCheck.__tablename__ in tables:
        checks = connection.execute(select(PepperCheck.pepper_id, PepperCheck.check_value))
        said["peppers"] = {pepper: value.hex() for pepper, value in checks}
        needed = select(KeySlot.pepper_id).where(KeySlot.pepper_id.is_not(None)).distinct()
        said["needed"] = sorted(str(each) for each in connection.scalars(needed))
    if Window.__tablename__ in tables:
        said["windows"] = dict(connection.execute(select(Window.id, Window.state)).all())
    if AuditHead.__tablename__ in tables:
        head = connection.execute(select(AuditHead.position, AuditHead.link)).first()
        said["audit"] = [head.position, head.link.hex()] if head else [0, ""]
    return said
