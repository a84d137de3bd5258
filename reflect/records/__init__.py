"""What leaves or ends: exports, erasure, searches by the people who wrote, and what has had its time."""

from flask import Flask

from reflect.records import cpd, erasing_pages, exporting, keeping, officer, searches
from reflect.records.models import Erasure as Erasure
from reflect.records.searches.models import AskedToSearch as AskedToSearch


def register(app: Flask) -> None:
    """Add the pages of CPD and of copies of everything."""
    cpd.register(app)
    exporting.register(app)
    erasing_pages.register(app)
    keeping.register()
    searches.register(app)
    officer.register(app)
