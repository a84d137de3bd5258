"""Whether this process lives, and whether it can serve: for a load balancer, never for people."""

from collections.abc import Callable

from flask import Blueprint, Response, current_app, jsonify, make_response, request

from reflect.storage.versions import migrated, reachable
from reflect.web import assets
from reflect.web.errors import refusal
from reflect.web.guards import ANYONE, guard
from reflect.web.metrics import Metrics

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
readiness.add("assets", assets.complete)


@bp.get("/healthz")
@guard(ANYONE)
def healthz() -> Response:
    """Whether this process answers at all."""
    return jsonify(ok=True)


@bp.get("/metrics")
@guard(ANYONE)
def metrics() -> Response:
    """Figures of running, for who shows the token; without one in the settings there is no such page."""
    found: Metrics = current_app.extensions["reflect_metrics"]
    if not found.counting:
        return refusal(404)
    if not found.admits(request.headers.get("Authorization", "")):
        answer = Response("The token is not the one of REFLECT_METRICS_TOKEN.\n", 401, content_type="text/plain")
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    body, kind = found.text()
    return Response(body, content_type=kind)


@bp.get("/readyz")
@guard(ANYONE)
def readyz() -> Response:
    """Whether it can serve people; with the names of what it lacks."""
    failing = readiness.failing()
    return make_response(jsonify(ok=not failing, failing=failing), 503 if failing else 200)
