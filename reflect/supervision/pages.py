"""All pages of supervision, on one blueprint."""

from reflect.supervision.routes import bp

__all__ = ["bp"]
