"""A comment and “Stop sharing” at the same moment: what was acknowledged is never lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from reflect.core.errors import NotFound
from reflect.sharing import reader
from reflect.storage.db import write_unit
from tests.support.sharing import shared, stopped


@pytest.mark.parametrize("turn", range(5))
def test_a_comment_is_either_refused_or_given_to_the_author(app, priya, marcus, turn):
    share_id = shared(priya, marcus)
    together = Barrier(2)

    def answer() -> str | None:
        with app.app_context():
            together.wait()
            try:
                with write_unit():
                    return reader.comment(marcus.keys, marcus.person_id, share_id, "I noticed this.")
            except NotFound:
                return None

    def stop() -> list[str]:
        with app.app_context():
            together.wait()
            return [comment.comment_id for comment in stopped(priya, share_id).comments]

    with ThreadPoolExecutor(2) as threads:
        answered, gone = threads.submit(answer), threads.submit(stop)

    assert gone.result() == [answered.result()] * (answered.result() is not None)
