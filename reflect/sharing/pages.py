"""All pages of the reader's door, on one blueprint."""

from reflect.sharing.review import routes as review
from reflect.sharing.routes import bp

__all__ = ["bp", "review"]
