"""`verify` finds what is wrong with a window, and finishes what may be finished."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import delete, func, insert, select, update

from reflect.audit.models import AuditEvent
from reflect.audit.trail import record
from reflect.core.errors import Conflict, NotFound
from reflect.core.ids import new_id
from reflect.storage.db import db, write_unit
from reflect.themes import destruction, window_keys
from reflect.themes.models import Charge, Contribution, Figure, Place, Window
from reflect.themes.published import digest
from reflect.themes.verifying import verify
from reflect.themes.windows import EXPIRES_AFTER
from tests.support.roster import Roster
from tests.support.windows import Windows

OPENS = datetime(2026, 7, 1, 9, tzinfo=UTC)
CLOSES = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
def window_id(windows: Windows) -> str:
    """An open window with one row."""
    unit = Roster(joined=OPENS - timedelta(days=1)).service("Assessment", 60)
    with time_machine.travel(OPENS, tick=False):
        opened = windows.open("half-year", OPENS, CLOSES, plan="full")
        windows.contribute(opened, unit, ["own-lens"])
    return opened


def released(windows: Windows, window_id: str) -> None:
    with time_machine.travel(CLOSES, tick=False):
        windows.release(window_id)


def verified(windows: Windows, moment: datetime, cap: float = 0.5) -> str:
    with time_machine.travel(moment, tick=False):
        return "\n".join(verify(windows.keys, cap))


def test_good_windows_have_no_problem(windows: Windows, window_id: str) -> None:
    assert verified(windows, OPENS) == ""
    released(windows, window_id)
    assert verified(windows, CLOSES) == ""


def test_a_window_that_nobody_released_expires_after_ninety_days_unopened(windows: Windows, window_id: str) -> None:
    assert verified(windows, CLOSES + EXPIRES_AFTER - timedelta.resolution) == ""
    assert db.session.get_one(Window, window_id).state == "open"
    assert verified(windows, CLOSES + EXPIRES_AFTER) == ""
    window = db.session.get_one(Window, window_id)
    assert window.state == "expired"
    assert window.destroyed_at == CLOSES + EXPIRES_AFTER
    assert not destruction.remains(window_id, windows.keys)
    assert db.session.scalar(select(func.count()).select_from(Contribution)) == 0
    assert db.session.scalar(select(func.count()).select_from(Figure)) == 0
    assert db.session.scalar(select(func.count()).select_from(Charge)) == 0
    assert verified(windows, CLOSES + EXPIRES_AFTER) == ""


def test_an_open_window_without_its_key_is_reported_loudly(windows: Windows, window_id: str) -> None:
    window_keys.destroy(windows.keys, window_id)
    assert "2026-H2: THE KEY IS MISSING" in verified(windows, OPENS)


@pytest.mark.parametrize("damaged", [b"", bytes(65), bytes(32).hex().encode()])
def test_a_key_that_does_not_open_an_open_window_is_reported(windows: Windows, window_id: str, damaged: bytes) -> None:
    (windows.keys / f"{window_id}.key").write_bytes(damaged)
    assert "The key of 2026-H2 cannot be read" in verified(windows, OPENS)


def test_a_key_that_came_back_is_destroyed_again(windows: Windows, window_id: str) -> None:
    key = window_keys.read(windows.keys, window_id)
    released(windows, window_id)
    window_keys.write(windows.keys, window_id, key)
    assert verified(windows, CLOSES) == ""
    assert window_keys.kept(windows.keys) == set()


def test_a_key_whose_destruction_was_cut_short_opens_nothing_and_goes(windows: Windows, window_id: str) -> None:
    released(windows, window_id)
    (windows.keys / f"{window_id}.key").write_bytes(bytes(65))
    with pytest.raises(window_keys.KeyGone):
        window_keys.read(windows.keys, window_id)
    assert verified(windows, CLOSES) == ""
    assert window_keys.kept(windows.keys) == set()


def test_a_key_of_no_window_is_reported_and_kept(windows: Windows, window_id: str) -> None:
    stray = new_id()
    window_keys.write(windows.keys, stray, bytes(32))
    assert f"{stray}.key belongs to no window" in verified(windows, OPENS)
    assert window_keys.kept(windows.keys) == {stray, window_id}


WRONG: dict[str, tuple[Callable[[str], object], str]] = {
    "a figure is missing": (lambda w: delete(Figure).where(Figure.cell == "naming-racism"), "not complete"),
    "a figure too many": (
        lambda w: insert(Figure).values(window_id=w, place_id=new_id(), cell="own-lens", value=1),
        "more than its plan publishes",
    ),
    "no charge": (lambda w: delete(Charge), "the ledger does not say"),
    "a smaller charge": (lambda w: update(Charge).values(rho=0.1, sigma=4.47213595499958), "the ledger does not say"),
    "another sigma": (lambda w: update(Charge).values(sigma=2.0), "another sigma"),
    "too dear": (lambda w: update(Charge).values(rho=0.6), "2026 has cost a person rho 0.6, and at most 0.5"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_does_not_fit_is_reported(windows: Windows, window_id: str, wrong: str) -> None:
    released(windows, window_id)
    change, says = WRONG[wrong]
    with write_unit():
        db.session.execute(change(window_id))  # type: ignore[call-overload]
    assert says in verified(windows, CLOSES)


PUBLISHED: dict[str, Callable[[], object]] = {
    "one figure": lambda: update(Figure).where(Figure.cell == "naming-racism").values(value=Figure.value + 1),
    "who took part": lambda: update(Figure).where(Figure.cell == "took-part").values(value=Figure.value - 1),
    "a headcount": lambda: update(Place).values(headcount=61),
    "the name of a place": lambda: update(Place).values(name="Another service"),
    "what it may be compared with": lambda: update(Place).values(members_id=new_id()),
    "the version of the themes": lambda: update(Window).values(taxonomy=Window.taxonomy + 1),
    "the day of the release": lambda: update(Window).values(released_at=CLOSES + timedelta(days=1)),
    "the window": lambda: update(Window).values(name="2025-H2"),
}


@pytest.mark.parametrize("what", PUBLISHED)
def test_whatever_is_changed_after_the_release_is_reported(windows: Windows, window_id: str, what: str) -> None:
    released(windows, window_id)
    with write_unit():
        db.session.execute(PUBLISHED[what]())  # type: ignore[call-overload]
    assert "WHAT WAS PUBLISHED WAS CHANGED" in verified(windows, CLOSES)


def test_a_release_that_is_gone_or_not_in_the_trail_or_there_twice_is_reported(
    windows: Windows, window_id: str
) -> None:
    released(windows, window_id)
    with write_unit():
        record("window-released", window=window_id, figures=digest(window_id))
    assert "says 2 times" in verified(windows, CLOSES)
    with write_unit():
        db.session.execute(delete(AuditEvent).where(AuditEvent.event == "window-released"))
    assert "says 0 times" in verified(windows, CLOSES)
    gone = new_id()
    with write_unit():
        record("window-released", window=gone, figures=digest(window_id))
    assert f"window {gone} was released. It is not there" in verified(windows, CLOSES)


def test_what_an_older_version_released_has_no_hash_and_is_no_problem(windows: Windows, window_id: str) -> None:
    released(windows, window_id)
    event = update(AuditEvent).where(AuditEvent.event == "window-released")
    with write_unit():
        db.session.execute(event.values(details={"window": window_id}))
    assert verified(windows, CLOSES) == ""


class TestTheWrongFolder:
    """`verify` and `release` with another REFLECT_WINDOW_KEYS than the window was opened with."""

    @pytest.fixture
    def elsewhere(self, windows: Windows, tmp_path: Path) -> Windows:
        return Windows(windows.app, tmp_path / "elsewhere")

    @pytest.fixture
    def cut_short(self, windows: Windows, window_id: str) -> str:
        """Released, and the process died before it destroyed the key."""
        key = window_keys.read(windows.keys, window_id)
        released(windows, window_id)
        window_keys.write(windows.keys, window_id, key)
        with write_unit():
            db.session.execute(update(Window).values(destroyed_at=None))
        return window_id

    def test_a_window_is_not_finished_while_its_key_may_be_anywhere(
        self, windows: Windows, elsewhere: Windows, cut_short: str
    ) -> None:
        for _again in range(2):
            assert "is not in this folder of window keys" in verified(elsewhere, CLOSES)
            assert db.session.get_one(Window, cut_short).destroyed_at is None
        assert window_keys.kept(windows.keys) == {cut_short}
        assert verified(windows, CLOSES) == ""
        assert list(windows.keys.iterdir()) == []
        assert verified(elsewhere, CLOSES) == "", "the window itself says by now that its key is gone"

    def test_a_second_release_finishes_nothing_there_either(self, elsewhere: Windows, cut_short: str) -> None:
        with time_machine.travel(CLOSES, tick=False), pytest.raises(Conflict, match="is not in this folder"):
            elsewhere.release(cut_short)
        assert db.session.get_one(Window, cut_short).destroyed_at is None

    def test_an_open_window_keeps_its_key_and_rows(self, windows: Windows, elsewhere: Windows, window_id: str) -> None:
        assert "THE KEY IS MISSING" in verified(elsewhere, CLOSES)
        assert window_keys.kept(windows.keys) == {window_id}
        assert db.session.scalar(select(func.count()).select_from(Contribution)) == 1
        released(windows, window_id)
        assert verified(windows, CLOSES) == ""

    def test_what_lies_in_the_wrong_folder_is_left_alone(self, elsewhere: Windows, cut_short: str) -> None:
        other = new_id()
        window_keys.write(elsewhere.keys, other, bytes(32))
        assert f"{other}.key belongs to no window" in verified(elsewhere, CLOSES)
        assert window_keys.read(elsewhere.keys, other) == bytes(32)

    def test_a_key_that_another_user_owns_is_not_called_destroyed(self, windows: Windows, cut_short: str) -> None:
        path = windows.keys / f"{cut_short}.key"
        key = path.read_bytes()
        path.unlink()
        path.mkdir()  # cannot be opened, whoever runs the tests
        assert "is not in this folder" in verified(windows, CLOSES)
        assert db.session.get_one(Window, cut_short).destroyed_at is None
        path.rmdir()
        path.write_bytes(key)
        assert verified(windows, CLOSES) == ""

    def test_a_key_that_is_lost_for_good_is_said_to_be(self, windows: Windows, window_id: str) -> None:
        window_keys.destroy(windows.keys, window_id)
        window_keys.forget(windows.keys, window_id)
        late = CLOSES + EXPIRES_AFTER
        assert "verify --lost 2026-H2" in verified(windows, late)
        with time_machine.travel(late, tick=False):
            with pytest.raises(NotFound, match="2062-H2"):
                verify(windows.keys, lost=["2062-H2"])
            assert verify(windows.keys, lost=["2026-h2"]) == []
        assert db.session.get_one(Window, window_id).destroyed_at == late
        assert verified(windows, late) == ""

    def test_a_mark_that_a_crash_left_is_removed(self, windows: Windows, window_id: str) -> None:
        released(windows, window_id)
        (windows.keys / f"{window_id}.destroyed").touch()
        assert verified(windows, CLOSES) == ""
        assert list(windows.keys.iterdir()) == []


def test_figures_of_a_window_that_was_not_released_are_reported(windows: Windows, window_id: str) -> None:
    with write_unit():
        db.session.add(Figure(window_id=window_id, place_id=new_id(), cell="own-lens", value=1))
    assert "never released" in verified(windows, OPENS)


def test_a_year_above_a_lowered_cap_is_reported(windows: Windows, window_id: str) -> None:
    released(windows, window_id)
    assert "at most 0.1" in verified(windows, CLOSES, cap=0.1)
