"""Files for a spreadsheet: UTF-8 with its mark, comma separated, and no cell that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet would run (OWASP, CSV injection)
TYPE = "text/csv; charset=utf-8"


def file_of(rows: Iterable[Iterable[object]]) -> bytes:
    """Rows of cells as a file. None is an empty cell."""
    file = io.StringIO(newline="")
    write = csv.writer(file).writerow
    for row in rows:
        write([_safe(cell) for cell in row])
    return file.getvalue().encode("utf-8-sig")


def _safe(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
