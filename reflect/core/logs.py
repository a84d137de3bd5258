"""What is written down while Reflect runs: one line an event, of our own words and numbers.

No line holds a message of a library, an exception's message or a value: any of them may hold what somebody typed. Of
what fails, the kind and the place are written. structlog is imported where it is set up: what only reads the settings
does without it.
"""

import logging
import sys
import traceback
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import TracebackType
from typing import Any

# What our own lines may carry beside their event.
KEYS = ("request", "endpoint", "status", "ms", "reference", "kind", "where", "statement")
FRAMES = 6
PACKAGE = str(Path(__file__).parents[1])
OURS = "reflect"
present: ContextVar[str] = ContextVar("request", default="")  # the id of the request that is answered now
# The server's messages are about processes and sockets; its access log would hold addresses with ids.
SERVER, ACCESS = "_granian", "granian.access"
Event = MutableMapping[str, Any]


class Lines(logging.StreamHandler[Any]):
    """The one place where lines go: standard error."""


def configure(level: str, form: str) -> None:
    """Let everything that is logged in this process come out as our lines, to standard error.

    Args:
        level: from which level on our own lines are written. Libraries are heard from WARNING on.
        form: `json`, a JSON object a line, or `plain`, for who reads along.
    """
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each, Lines)]:
        root.removeHandler(handler)
    lines = Lines()
    lines.setFormatter(formatter(form))
    root.addHandler(lines)
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(level)
    server, access = logging.getLogger(SERVER), logging.getLogger(ACCESS)
    server.handlers, server.propagate = [], True
    access.handlers, access.propagate, access.disabled = [], False, True


def formatter(form: str = "json") -> logging.Formatter:
    """What turns a record of the standard library into one of our lines."""
    with _without_rich():
        import structlog

    last: Callable[..., Any] = structlog.processors.JSONRenderer(ensure_ascii=False)
    if form == "plain":
        last = structlog.processors.LogfmtRenderer(key_order=["time", "level", "event"], bool_as_flag=False)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            structlog.stdlib.add_log_level,
            structlog.stdlib.ExtraAdder(KEYS),
            _without_words,
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )


@contextmanager
def _without_rich() -> Iterator[None]:
    """Let structlog be imported without what prints tracebacks in colours, which takes as long as structlog itself.

    It is there only because the limits of requests have a command that prints with it. We have no use for either.
    """
    if "rich" in sys.modules:
        yield
        return
    sys.modules["rich"] = None  # type: ignore[assignment]  # Python's own way to say that a module is not there
    try:
        yield
    finally:
        del sys.modules["rich"]


def _without_words(_logger: object, _name: str, event: Event) -> Event:
    """Put the place where a line comes from in place of what a library says; and the kind in place of an error."""
    record: logging.LogRecord = event["_record"]
    if answered := present.get():
        event.setdefault("request", answered)
    failed = event.pop("exc_info", None)
    event.pop("stack_info", None)
    if isinstance(failed, tuple) and failed[1] is not None:
        event.update(failure(failed[1]))
    if record.name.partition(".")[0] not in (OURS, SERVER):  # its workers write as parts of it
        event["event"] = f"{record.name} at {record.funcName}:{record.lineno}"
    return event


def failure(error: BaseException) -> dict[str, str]:
    """What may be told of an error, to be added to a line: its kind, and where it happened."""
    inner = getattr(error, "orig", None)  # the driver's own error inside one of SQLAlchemy's
    kind = type(error).__name__ + (f" ({type(inner).__name__})" if inner is not None else "")
    return {"kind": kind, "where": where(error.__traceback__)}


def where(came_from: TracebackType | None) -> str:
    """The last functions of ours before an error, and their lines, without what they were given."""
    frames = traceback.extract_tb(came_from)
    own = [frame for frame in frames if frame.filename.startswith(PACKAGE)] or frames
    return " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(own[-FRAMES:]))
