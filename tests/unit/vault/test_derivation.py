"""A derivation costs what it says, and too many at once are told to come back."""

import queue
import threading

import pytest

from reflect.vault.derivation import Cost, derive
from reflect.vault.errors import Busy, CannotOpen
from reflect.vault.turns import RETRY_AFTER, WAITING, Turns

SALT = bytes(range(16))


def test_the_standing_cost_is_64_mebibytes_and_three_passes():
    assert Cost() == Cost(memory_kib=65536, iterations=3, lanes=1)


def test_salt_cost_and_passphrase_each_change_the_result():
    smallest = Cost.smallest()
    results = {
        derive("one", SALT, smallest),
        derive("other", SALT, smallest),
        derive("one", bytes(16), smallest),
        derive("one", SALT, Cost(memory_kib=16, iterations=1)),
        derive("one", SALT, Cost(memory_kib=8, iterations=2)),
        derive("one", SALT, Cost(memory_kib=16, iterations=1, lanes=2)),
    }

    assert len(results) == 6
    assert {len(result) for result in results} == {32}


@pytest.mark.parametrize(
    "cost",
    [
        Cost(memory_kib=7),
        Cost(memory_kib=8, lanes=2),
        Cost(memory_kib=2**31),
        Cost(iterations=0),
        Cost(iterations=10_000),
        Cost(lanes=0),
        Cost(lanes=1000),
        Cost(memory_kib=-1),
    ],
)
def test_a_stored_cost_we_would_never_write_is_refused_without_being_paid(cost):
    with pytest.raises(CannotOpen):
        derive("one", SALT, cost)


def test_a_stored_salt_of_another_length_is_refused():
    with pytest.raises(CannotOpen):
        derive("one", SALT[:8], Cost.smallest())


def test_eight_wait_and_the_ninth_is_told_when_to_come_back():
    turns = Turns(at_once=1)
    results = queue.Queue()

    def work():
        try:
            with turns.take():
                results.put("done")
        except Busy as busy:
            results.put(busy.retry_after)

    threads = [threading.Thread(target=work) for _ in range(WAITING + 5)]
    with turns.take():
        for thread in threads:
            thread.start()
        # Whoever is refused says so while the turn is still held; the eight others are still waiting.
        refused = [results.get(timeout=30) for _ in range(5)]
    for thread in threads:
        thread.join(timeout=30)

    assert refused == [RETRY_AFTER] * 5
    assert [results.get_nowait() for _ in range(WAITING)] == ["done"] * WAITING
    assert results.empty()


def test_a_turn_is_given_back_after_a_failure():
    turns = Turns(at_once=1)

    def fail():
        with turns.take():
            raise CannotOpen

    for _ in range(WAITING + 5):
        with pytest.raises(CannotOpen):
            fail()
    with turns.take():
        pass


def test_as_many_work_at_once_as_there_are_turns():
    turns = Turns(at_once=3)
    together = threading.Barrier(3, timeout=30)
    passed = queue.Queue()

    def work():
        with turns.take():
            passed.put(together.wait())

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(passed.get_nowait() for _ in range(3)) == [0, 1, 2]
