"""A calendar file opens in the parser of the standard, says when, and says nothing of what."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from reflect.supervision.ics import calendar_of
from reflect.supervision.models import Session

AT = datetime(2026, 12, 4, 10, tzinfo=UTC)


def session(name: str, **changes: object) -> Session:
    usual = {
        "id": name * 26,
        "supervision_id": "s" * 26,
        "series_id": "r" * 26,
        "planned_for": AT,
        "minutes": 90,
        "state": "planned",
        "changes": 0,
        "changed_at": AT - timedelta(days=30),
    }
    return Session(**{**usual, **changes})


def read(*sessions: Session) -> Calendar:
    return Calendar.from_ical(calendar_of(sessions, "Supervision", lambda id_: f"https://reflect.example/{id_}"))


def test_each_session_is_an_event_that_the_parser_finds_nothing_wrong_with() -> None:
    calendar = read(session("a"), session("b", state="cancelled", changes=2), session("c", state="signed"))
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
    assert calendar["prodid"]
    assert calendar.errors == []
    events = calendar.events
    assert [str(event["status"]) for event in events] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    for event in events:
        assert event.errors == []
        assert event.DTSTART == AT
        assert timedelta(minutes=90) == event.DTEND - event.DTSTART
        assert event.DTSTAMP.tzinfo is not None
        assert all(name in event for name in event.required)
        assert {"SUMMARY": str(event["summary"]), "CLASS": str(event["class"])} == {
            "SUMMARY": "Supervision",
            "CLASS": "PRIVATE",
        }
        assert not {"DESCRIPTION", "LOCATION", "ATTENDEE", "ORGANIZER", "COMMENT"} & set(event)


def test_a_moved_session_keeps_its_uid_and_counts_its_changes() -> None:
    [before], [after] = (
        read(session("a", planned_for=AT + timedelta(days=days), changes=days)).events for days in (0, 1)
    )
    assert before["uid"] == after["uid"]
    assert int(after["sequence"]) > int(before["sequence"])
    assert before["uid"] != read(session("b")).events[0]["uid"]
