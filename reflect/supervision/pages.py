"""All pages of supervision, on one blueprint."""

from reflect.supervision.agreeing import routes as agreeing
from reflect.supervision.meeting import bringing, doing
from reflect.supervision.meeting import routes as meeting
from reflect.supervision.planning import calendars
from reflect.supervision.planning import routes as planning
from reflect.supervision.recording import routes as recording
from reflect.supervision.routes import bp

__all__ = ["agreeing", "bp", "bringing", "calendars", "doing", "meeting", "planning", "recording"]
