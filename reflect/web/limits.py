"""How often one browser may ask, in general. The only import of Flask-Limiter. Wrong tries are counted elsewhere.

Flask-Limiter brings the store and the counting; which limit holds is decided here. Its own check would do so from
decorated views, which hides the rule that a view declares, and sorts its lists anew for each request: that made every
page dearer by a twelfth, and this by less than a twentieth.
"""

import logging
import math
import time
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, current_app, request, session

from reflect.core.settings import Settings, UnsafeSettings
from reflect.web.errors import refusal
from reflect.web.guards import ANYONE, SAFE_METHODS, rule_of
from reflect.web.language import gettext as _

if TYPE_CHECKING:
    from limits.storage import MemoryStorage

# A person who reads and writes makes about thirty requests a minute; a script that runs wild makes thousands.
PER_SESSION = 600
# A council is one address, and on a Monday morning its people sign in together.
PER_ADDRESS = 1200
PUBLIC_POSTS = 300
EVERY = 60  # seconds
PATIENCE = 0.5  # seconds, with Redis
EXEMPT = frozenset({"assets", "health"})
log = logging.getLogger("reflect")


def init_app(app: Flask, settings: Settings) -> None:
    """Count requests where the settings say; nothing is counted when they name no place.

    Raises:
        UnsafeSettings: requests cannot be counted there.
    """
    if not settings.ratelimit_url:
        return
    from flask_limiter import Limiter
    from limits import RateLimitItemPerMinute
    from limits.errors import ConfigurationError
    from limits.storage import MemoryStorage

    limiter = Limiter(
        sender_address, storage_uri=settings.ratelimit_url, storage_options=_asking(settings.ratelimit_url)
    )
    limiter.request_filter(lambda: True)  # its own check finds nothing to do
    try:
        limiter.init_app(app)
    except (ConfigurationError, ValueError):
        raise UnsafeSettings("REFLECT_RATELIMIT_URL cannot be used. Set it to memory:// or redis://host.") from None
    if isinstance(limiter.storage, MemoryStorage):
        limiter.storage.timer = Sweeper(limiter.storage)  # type: ignore[assignment]
    most = {"session": PER_SESSION, "address": PER_ADDRESS, "post": PUBLIC_POSTS}
    items = {kind: RateLimitItemPerMinute(number) for kind, number in most.items()}

    @app.before_request
    def count() -> Response | None:
        if request.endpoint is None or request.blueprint in EXEMPT:
            return None
        kind, whose = _counted_as()
        try:
            if limiter.limiter.hit(items[kind], kind, whose):
                return None
            ends = limiter.limiter.get_window_stats(items[kind], kind, whose).reset_time
        except Exception as error:  # the store is away: people go on, and whoever runs Reflect is told
            log.error("requests are not counted: %s", type(error).__name__)
            return None
        return _too_many(max(1, math.ceil(ends - time.time())))


class Sweeper:
    """Forgets what ran out once a minute, in the place of the store's own timer: that starts a thread for each request
    and looks through everybody's counts in it, a twelfth of a page while one person reads, and more with each.
    """

    def __init__(self, storage: "MemoryStorage") -> None:
        self.storage = storage
        self.due = time.monotonic() + EVERY

    def is_alive(self) -> bool:
        """Asked before each count, of a timer that need not be started again."""
        if time.monotonic() >= self.due:
            self.due = time.monotonic() + EVERY
            for key in list(self.storage.expirations):
                self.storage.get(key)  # which forgets it, if it ran out
        return True


def _asking(url: str) -> dict[str, Any]:
    """How Redis is asked: once and not for long. By itself its client would try for many seconds, for each request."""
    if not url.startswith("redis"):
        return {}
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE, "retry": Retry(NoBackoff(), 0)}


def _too_many(seconds: int) -> Response:
    sentence = _("Very many pages were asked for in a minute from here. Wait a minute, then go on.")
    response = refusal(429, sentence, title=_("Wait a minute"))
    response.headers["Retry-After"] = str(seconds)
    return response


def _counted_as() -> tuple[str, str]:
    """Under which limit the present request falls, and whose count it is."""
    if request.method not in SAFE_METHODS and rule_of(current_app, request.endpoint or "") is ANYONE:
        return "post", sender_address()
    if "_user_id" in session:  # the token opens the session, so it is not handed on as it is
        return "session", sha256(session["_user_id"].encode()).hexdigest()
    return "address", sender_address()


def sender_address() -> str:
    """The sender's address; of IPv6 the network, because one household has billions of addresses."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    return address.exploded[:19] if isinstance(address, IPv6Address) else str(address)
