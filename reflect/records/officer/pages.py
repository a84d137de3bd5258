"""The pages of a data protection officer, gathered on one blueprint."""

from reflect.records.officer.asking import routes as _asking
from reflect.records.officer.holding import routes as _holding
from reflect.records.officer.routes import bp as bp

PARTS = (_asking, _holding)
