"""What it takes to look at a roster of a whole council, and to bring it in."""

import time

from bench.measure import report
from bench.organisation import app_on_disk
from reflect.organisation.importing import check_roster, import_roster
from reflect.organisation.roster_file import COLUMNS
from reflect.storage.db import write_unit

PEOPLE = 5_000
TO_A_TEAM, TO_A_SERVICE, TO_AN_AGENCY = 10, 100, 1_000
GOAL = 20  # seconds for each of the two


def run() -> None:
    """Seconds of the dry run, of the import, and of the same file again, which changes nothing."""
    data = _file()
    with app_on_disk() as app, app.app_context():
        begun = time.perf_counter()
        plan = check_roster(data)
        checked = time.perf_counter()
        _bring_in(data)
        imported = time.perf_counter()
        _bring_in(data)
        again = time.perf_counter()
        assert len(plan.people) == PEOPLE
        assert check_roster(data).nothing
    report(f"dry run of a roster of {PEOPLE}", checked - begun, "s", None, GOAL)
    report(f"import of a roster of {PEOPLE}", imported - checked, "s", None, GOAL)
    report(f"import of the same roster of {PEOPLE} again", again - imported, "s", None, GOAL)


def _bring_in(data: bytes) -> None:
    with write_unit():
        assert import_roster(data, enrolled=frozenset()).imported


def _file() -> bytes:
    """People in teams of ten, each team with a supervisor."""
    return "\r\n".join([",".join(COLUMNS), *(_line(n) for n in range(PEOPLE)), ""]).encode()


def _line(n: int) -> str:
    first = n - n % TO_A_TEAM
    unit = f"Anywhere,Agency {n // TO_AN_AGENCY},Service {n // TO_A_SERVICE},Team {n // TO_A_TEAM}"
    role = "supervisor," if n == first else f"practitioner,p{first}@bench.example"
    return f"Person {n},p{n}@bench.example,{unit},{role}"
