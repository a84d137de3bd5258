"""All of Reflect, imported, with what it imports when a server starts: for processes that are forked from this one."""

from importlib import import_module
from pkgutil import walk_packages

import reflect

# Alembic is asked by each server for its newest migration.
LATER = ("alembic.command", "flask_limiter", "flask_migrate")

for module in (*(found.name for found in walk_packages(reflect.__path__, "reflect.")), *LATER):
    if ".migrations." not in module:
        import_module(module)
