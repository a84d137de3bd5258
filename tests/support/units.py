"""Outside a unit only reads are sent: on PostgreSQL each statement there is a transaction of its own."""

import re
import traceback
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

HERE = Path(__file__).parents[2]
READS = re.compile(r"\s*(SELECT|WITH|SHOW)\b(?!.*\bFOR (NO KEY UPDATE|UPDATE|KEY SHARE|SHARE)\b)", re.DOTALL)


def refuse_writes_outside() -> None:
    """Fail the test in which Reflect sends something else there. What a test sends itself is its own affair."""

    @event.listens_for(Engine, "before_cursor_execute")
    def look(connection: Connection, _cursor: object, statement: str, *_more: Any) -> None:
        alone = connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"
        assert not alone or READS.match(statement) or _by_a_test(), f"outside a unit: {statement}"


def _by_a_test() -> bool:
    ours = [Path(frame.filename) for frame in traceback.extract_stack()[:-2]]
    return next(
        path for path in reversed(ours) if path.is_relative_to(HERE) and ".venv" not in path.parts
    ).is_relative_to(HERE / "tests")
