"""Going along the whole chain: what was changed, is missing, was put in, or is not linked yet."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import func, select

from reflect.audit import chain
from reflect.audit.models import AuditEvent, AuditHead
from reflect.storage.db import db, end_read

STEP = 1000


@dataclass
class Findings:
    """What a walk along the chain found. `faults` are sentences; no faults and the trail is whole."""

    linked: int = 0
    unlinked: int = 0
    end: str = ""
    faults: list[str] = field(default_factory=list)


def verify(key: bytes) -> Findings:
    """Check every link and the signed head, as they are at one moment: the sealer goes on meanwhile. Only reads."""
    end_read()
    if db.session.get_bind().dialect.name == "postgresql":  # a transaction of SQLite's sees one moment by itself
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    found = Findings()
    end, last = chain.START, 0
    for event in _linked():
        assert event.position is not None  # noqa: S101
        assert event.link is not None  # noqa: S101
        if event.position != last + 1:
            found.faults.append(_missing(last + 1, event.position - 1))
        elif chain.link(end, event) != event.link:
            found.faults.append(f"Row {event.position} ({event.id}) was changed or put in afterwards.")
        end, last = event.link, event.position
        found.linked += 1
    found.end = end.hex()
    found.unlinked = db.session.scalar(select(func.count()).where(AuditEvent.position.is_(None))) or 0
    found.faults += _head_faults(key, last, end)
    end_read()  # whoever reads next sees the present again
    return found


def _linked() -> Iterator[AuditEvent]:
    """Every linked row in order, some at a time: a trail of years does not fit into memory."""
    last = 0
    while rows := db.session.scalars(
        select(AuditEvent).where(AuditEvent.position > last).order_by(AuditEvent.position).limit(STEP)
    ).all():
        yield from rows
        last = rows[-1].position or 0
        db.session.expunge_all()


def _head_faults(key: bytes, last: int, end: bytes) -> list[str]:
    head = db.session.get(AuditHead, 1)
    if head is None:
        return ["Rows are linked, but there is no signed head."] if last else []
    if not chain.signed(key, head.position, head.link, head.signature):
        return ["The head is not signed with this key."]
    if head.position > last:
        return [_missing(last + 1, head.position)]
    if (head.position, head.link) != (last, end):
        return [f"The end of the chain is not the signed one: rows up to {last} were rewritten or added."]
    return []


def _missing(first: int, last: int) -> str:
    return f"Row {first} is missing." if first == last else f"Rows {first} to {last} are missing."
