"""What a start loads to write lines."""

import subprocess
import sys
from pathlib import Path

# Made as a server makes it; then what was kept away while it was made can be imported as ever.
START = """
import sys
from pathlib import Path
from reflect import create_app
from reflect.core.settings import from_environment

create_app(from_environment({"REFLECT_BASE_URL": "http://localhost"}, Path(sys.argv[1])))
print("structlog" in sys.modules, any(name.partition(".")[0] == "rich" for name in sys.modules))
import rich.console
"""


def test_an_app_starts_without_what_prints_in_colours(tmp_path: Path) -> None:
    started = subprocess.run([sys.executable, "-c", START, tmp_path], capture_output=True, text=True, check=True)
    assert started.stdout.split() == ["True", "False"]
