"""All pages of supervision, on one blueprint."""

from reflect.supervision.agreeing import routes as agreeing
from reflect.supervision.bringing import routes as bringing
from reflect.supervision.calendars import routes as calendars
from reflect.supervision.doing import routes as doing
from reflect.supervision.meeting import routes as meeting
from reflect.supervision.planning import routes as planning
from reflect.supervision.recording import routes as recording
from reflect.supervision.routes import bp

__all__ = ["agreeing", "bp", "bringing", "calendars", "doing", "meeting", "planning", "recording"]
