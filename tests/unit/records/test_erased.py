"""The list of who was erased forgets nobody, whatever the machine did while it was written."""

from datetime import UTC, datetime
from pathlib import Path

from reflect.core.ids import new_id
from reflect.records import erased

AT = datetime(2026, 11, 22, 14, tzinfo=UTC)


def test_a_line_that_was_cut_short_takes_no_other_with_it(tmp_path: Path) -> None:
    file = tmp_path / "kept" / "erasures.txt"
    first, second, third = new_id(), new_id(), new_id()
    erased.append(file, first, AT)
    with file.open("ab") as opened:
        opened.write(second[:11].encode())  # the machine died here
    erased.append(file, third, AT)
    assert erased.listed(file) == [first, third]
    assert file.stat().st_mode & 0o777 == 0o600
