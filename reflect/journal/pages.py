"""All pages of the journal, on one blueprint."""

from reflect.journal.answering import routes as answering
from reflect.journal.my_sharing import routes as my_sharing
from reflect.journal.rescued import routes as rescued
from reflect.journal.routes import bp
from reflect.journal.sharing_pages import routes as sharing_pages
from reflect.journal.writing import routes as writing

__all__ = ["answering", "bp", "my_sharing", "rescued", "sharing_pages", "writing"]
