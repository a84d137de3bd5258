"""Whether this process lives, and whether it can serve: for a load balancer, never for people."""

from collections.abc import Callable

from flask import Blueprint, Response, jsonify, make_response

from reflect.storage.versions import migrated, reachable
from reflect.web.guards import ANYONE, guard

bp = Blueprint("health", __name__)
Check = Callable[[], bool]


class Readiness:
    """What must be true before requests are sent here, each by a name that gives nothing away."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}

    def add(self, name: str, check: Check) -> None:
        """Ask `check` at every readiness request."""
        self._checks[name] = check

    def failing(self) -> list[str]:
        """The names of the checks that fail now."""
        return [name for name, check in self._checks.items() if not _holds(check)]


def _holds(check: Check) -> bool:
    try:
        return check()
    except Exception:
        return False


readiness = Readiness()
readiness.add("database", reachable)
readiness.add("migrations", migrated)


@bp.get("/healthz")
@guard(ANYONE)
def healthz() -> Response:
    return jsonify(ok=True)


@bp.get("/readyz")
@guard(ANYONE)
def readyz() -> Response:
    failing = readiness.failing()
    return make_response(jsonify(ok=not failing, failing=failing), 503 if failing else 200)
