"""Whether a signed record is as it was signed. Each digest covers the one before; the trail keeps the last word.

Whoever can write the database can also write a new digest. What was acknowledged by both therefore stands in the audit
trail, which is chained and signed itself: a row that is not as the trail says, or is gone, is found.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select

from reflect.audit.models import AuditEvent
from reflect.storage.db import db
from reflect.supervision.models import Record, Session
from reflect.vault.records import link
from reflect.web.language import gettext as _

START = "00" * 32


def digest(before: str, supervision_id: str, row: Record) -> str:
    """The digest of one version after the one whose digest is `before`; `START` before the first."""
    facts = {
        "session": row.session_id,
        "supervision": supervision_id,
        "version": row.version,
        "by": row.written_by,
        "at": _moment(row.written_at),
    }
    return link(before, _canonical(facts), row.sealed)


def frozen_digest(row: Record) -> str:
    """What the trail keeps once both have acknowledged a version: its digest with both acknowledgements in it."""
    said = {"practitioner": _moment(row.practitioner_at), "supervisor": _moment(row.supervisor_at)}
    return link(row.digest, _canonical(said), b"")


def whole(supervision_id: str, rows: Sequence[Record]) -> bool:
    """Whether the versions of one record, in order, follow each other with nothing changed or missing between them."""
    before = START
    for version, row in enumerate(rows, 1):
        if row.version != version or row.digest != digest(before, supervision_id, row):
            return False
        before = row.digest
    return True


def verify() -> list[str]:
    """What is wrong with the signed records, in sentences that name sessions by their id; nothing when all is well.

    Needs no key. That the trail itself is whole is asked by `reflect audit verify`.
    """
    signed = _signed_in_trail()
    found: defaultdict[str, list[Record]] = defaultdict(list)
    pairs: dict[str, str] = {}
    rows = select(Record, Session.supervision_id).join(Session, Session.id == Record.session_id)
    for row, supervision_id in db.session.execute(rows.order_by(Record.session_id, Record.version)):
        found[row.session_id].append(row)
        pairs[row.session_id] = supervision_id
    problems = [
        _("The record of session %(session)s was changed, or part of it is missing.", session=session_id)
        for session_id, versions in found.items()
        if not whole(pairs[session_id], versions)
    ]
    for row in (row for versions in found.values() for row in versions):
        acknowledged = row.practitioner_at is not None and row.supervisor_at is not None
        said = signed.pop((row.session_id, row.version), set())
        if said != ({frozen_digest(row)} if acknowledged else set()):
            problems.append(_not_as_signed(row.session_id, row.version))
    deleted = _deleted_in_trail()
    return problems + [_not_as_signed(*gone) for gone in sorted(signed) if gone[0] not in deleted or gone[0] in found]


def _not_as_signed(session_id: str, version: int) -> str:
    return _(
        "Version %(version)s of the record of session %(session)s is not as both acknowledged it.",
        version=version,
        session=session_id,
    )


def _signed_in_trail() -> dict[tuple[str, int], set[str]]:
    said = select(AuditEvent.details).where(AuditEvent.event == "record-frozen")
    found: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for details in db.session.scalars(said):
        found[str(details["session"]), int(details["version"])].add(str(details["digest"]))
    return dict(found)


def _deleted_in_trail() -> set[str]:
    """The sessions whose records went because their years were over."""
    said = select(AuditEvent.details).where(AuditEvent.event == "record-deleted")
    return {str(details["session"]) for details in db.session.scalars(said)}


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="microseconds") if moment else None


def _canonical(said: dict[str, object]) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
