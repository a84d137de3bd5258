"""Reading a CSV file of the roster. Every line that cannot be used is named, with what to mend."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from reflect.core.errors import BadInput
from reflect.organisation.models import ROLES, UNIT_KINDS
from reflect.organisation.names import tidy_address, tidy_name
from reflect.web.language import gettext as _

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 20_000
COLUMNS = ("name", "email", *UNIT_KINDS, "role", "supervisor_email")
TEMPLATE = (
    COLUMNS,
    ("Ana Silva", "ana.silva@example.org", "Northbridge", "Social care", "Assessment", "North team", "practitioner",
     "marcus.bell@example.org"),
    ("Marcus Bell", "marcus.bell@example.org", "Northbridge", "Social care", "Assessment", "North team", "supervisor",
     ""),
)  # fmt: skip


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend. Lines count from 1, the line of the column names."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return _("Line %(line)s: %(sentence)s", line=self.line, sentence=self.sentence)


@dataclass(frozen=True)
class Row:
    """One line of the file: somebody, where, what they do there, and one supervisor (empty for none)."""

    line: int
    name: str
    email: str
    path: tuple[str, ...]
    role: str
    supervisor_email: str


def template() -> str:
    """A file to begin with, two invented people in it."""
    written = io.StringIO()
    csv.writer(written).writerows(TEMPLATE)
    return written.getvalue()


def read_rows(data: bytes) -> tuple[list[Row], list[Problem]]:
    """The rows of a file that can be used, and what is wrong with the others."""
    problems: list[Problem] = []
    rows: list[Row] = []
    try:
        for line, values in _lines(_text(data)):
            try:
                rows.append(_row(line, values))
            except BadInput as bad:
                problems.append(Problem(line, bad.sentence))
    except _Unreadable as end:
        problems.append(end.problem)
    if not rows and not problems:
        problems.append(Problem(1, _("The file holds no people.")))
    return rows, problems


class _Unreadable(Exception):
    """From here on the file cannot be read."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.problem = Problem(line, sentence)


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise _Unreadable(1, _("The file is larger than 2 MB. Split it by agency."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        line = data.count(b"\n", 0, bad.start) + 1
        raise _Unreadable(line, _("This is not UTF-8. Save the file as “CSV UTF-8”.")) from None


def _lines(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The number of each line and its values by column. Empty lines are passed over."""
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns: list[str] | None = None
    number = 1
    read = 0
    try:
        for cells in reader:
            line, number = number, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if columns is None:
                columns = _columns(line, cells)
                continue
            read += 1
            if read > MOST_ROWS:
                raise _Unreadable(line, _("There are more than 20,000 people. Split the file by agency."))
            # One value too many or too few shows below as a row that does not fit its columns.
            yield line, dict(zip(columns, cells, strict=False)) | {"": str(len(cells) - len(columns))}
    except csv.Error:
        raise _Unreadable(number, _("This line cannot be read: look for a quotation mark too many.")) from None


def _columns(line: int, cells: list[str]) -> list[str]:
    found = [cell.strip().lower() for cell in cells]
    if sorted(found) != sorted(COLUMNS):
        raise _Unreadable(line, _("The first line has to be: %(columns)s.", columns=",".join(COLUMNS)))
    return found


def _row(line: int, values: dict[str, str]) -> Row:
    if values.pop("") != "0":
        raise BadInput(_("There are more or fewer values than columns. A comma in a name needs quotation marks."))
    supervisor = values["supervisor_email"].strip()
    return Row(
        line=line,
        name=tidy_name(values["name"]),
        email=tidy_address(values["email"]),
        path=_path([values[kind] for kind in UNIT_KINDS]),
        role=_role(values["role"]),
        supervisor_email=tidy_address(supervisor) if supervisor else "",
    )


def _path(names: list[str]) -> tuple[str, ...]:
    while names and not names[-1].strip():
        names.pop()
    if not names or not all(name.strip() for name in names):
        raise BadInput(_("Give the unit from the partnership down, without a gap."))
    return tuple(tidy_name(name) for name in names)


def _role(text: str) -> str:
    role = "_".join(text.lower().replace("_", " ").split()) or "practitioner"
    if role not in ROLES:
        raise BadInput(_("The role has to be one of: %(roles)s.", roles=", ".join(ROLES)))
    return role
