"""What leaves or ends: a reflection used for a professional record, and what has had its time (docs/operating.md)."""

from flask import Flask

from reflect.records import cpd


def register(app: Flask) -> None:
    """Add the pages of CPD."""
    cpd.register(app)
