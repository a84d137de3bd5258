"""All pages of supervision, on one blueprint."""

from reflect.supervision.agreeing import routes as agreeing
from reflect.supervision.recording import routes as recording
from reflect.supervision.routes import bp

__all__ = ["agreeing", "bp", "recording"]
