"""What a web worker loads: every worker pays for it in memory, and every start in time."""

import subprocess
import sys
from pathlib import Path

# Made and asked as a server is; then what was kept away while it was made can be imported as ever.
START = """
import sys
from pathlib import Path
from reflect import create_app
from reflect.core.settings import from_environment

app = create_app(from_environment({"REFLECT_BASE_URL": "http://localhost"}, Path(sys.argv[1])))
assert app.test_client().get("/readyz").json == {"ok": False, "failing": ["migrations", "pepper"]}
print(*{name.partition(".")[0] for name in sys.modules})
import rich.console
"""
# Tracebacks in colours; changes of tables; what is made for few, and seldom: PDF and Word files, calendars, codes to
# scan, passkeys, releases, what is read from files of ours, what is cleaned at save.
NOT_LOADED = {
    *("rich", "alembic", "typst", "docx", "icalendar", "segno", "webauthn", "opendp", "yaml", "bleach", "markdown_it"),
    *("phonenumbers", "simplemma", "zxcvbn", "pyrage", "psycopg", "redis", "authlib"),
}


def test_a_worker_that_says_whether_it_is_ready_has_loaded_only_what_most_pages_need(tmp_path: Path) -> None:
    started = subprocess.run([sys.executable, "-c", START, tmp_path], capture_output=True, text=True, check=True)
    loaded = set(started.stdout.split())
    assert "structlog" in loaded
    assert not loaded & NOT_LOADED
