"""Sessions for somebody’s own calendar, as RFC 5545 has it: when, and that it is supervision. No name, no other word.

Each session is an event of its own, whose UID is made of the session’s id: it stays the same when the session is moved,
alone or out of a row. SEQUENCE counts its changes, so that a calendar knows which is the latest.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from reflect.supervision.models import Session

if TYPE_CHECKING:  # it takes longer to load than a page to make, so it is loaded where it is used
    from icalendar import Event

MIME_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Reflect//Supervision//EN"
STATUS = {"planned": "CONFIRMED", "held": "CONFIRMED", "signed": "CONFIRMED", "cancelled": "CANCELLED"}


def calendar_of(sessions: Iterable[Session], summary: str, address: Callable[[str], str]) -> bytes:
    """A calendar with these sessions.

    Args:
        summary: what each is called: the agency’s word for supervision.
        address: of a session’s page by its id, for whoever may open it.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", summary)
    for session in sessions:
        calendar.add_component(_event(session, summary, address(session.id)))
    return calendar.to_ical()


def _event(session: Session, summary: str, url: str) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", f"{session.id}@reflect")
    event.add("dtstamp", session.changed_at)
    event.add("last-modified", session.changed_at)
    event.add("dtstart", session.planned_for)
    event.add("dtend", session.planned_for + timedelta(minutes=session.minutes))
    event.add("summary", summary)
    event.add("status", STATUS[session.state])
    event.add("sequence", session.changes)
    event.add("class", "PRIVATE")
    event.add("url", url)
    return event
