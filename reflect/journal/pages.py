"""All pages of the journal, on one blueprint."""

from reflect.journal.answering import routes as answering
from reflect.journal.beginning import routes as beginning
from reflect.journal.copying import routes as copying
from reflect.journal.deleting_pages import routes as deleting_pages
from reflect.journal.history import routes as history
from reflect.journal.identifying import routes as identifying
from reflect.journal.my_sharing import routes as my_sharing
from reflect.journal.reading import routes as reading
from reflect.journal.rescued import routes as rescued
from reflect.journal.routes import bp
from reflect.journal.sharing_pages import routes as sharing_pages
from reflect.journal.writing import routes as writing

__all__ = [
    "answering",
    "beginning",
    "bp",
    "copying",
    "deleting_pages",
    "history",
    "identifying",
    "my_sharing",
    "reading",
    "rescued",
    "sharing_pages",
    "writing",
]
