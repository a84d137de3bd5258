"""All pages of administration, on one blueprint."""

from reflect.admin.changing import routes as changing
from reflect.admin.deployment import routes as deployment
from reflect.admin.importing import routes as importing
from reflect.admin.inviting import routes as inviting
from reflect.admin.learning import routes as learning
from reflect.admin.people import routes as people
from reflect.admin.routes import bp
from reflect.admin.signposting import routes as signposting
from reflect.admin.units import routes as units

__all__ = ["bp", "changing", "deployment", "importing", "inviting", "learning", "people", "signposting", "units"]
