"""An app on a SQLite file of its own, with one person and as many reflections as asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask

from bench.references import references
from reflect import create_app
from reflect.core.ids import new_id
from reflect.core.settings import Settings, from_environment
from reflect.journal import saving, starting
from reflect.journal.document import Words
from reflect.journal.ordering import Edit
from reflect.vault.keys import Keys
from tests.support.databases import prepare

FOUR_KB = "Somebody said something, and nobody asked what it meant. " * 72


@contextmanager
def app_on_disk() -> Iterator[Flask]:
    """The app with the cost of passphrases as in production, and two small endpoints to compare with."""
    with TemporaryDirectory() as folder:
        app = create_app(settings_in(Path(folder)))
        app.register_blueprint(references())
        with app.app_context():
            prepare()
        yield app


def write(keys: Keys, count: int) -> list[str]:
    """Write `count` reflections of 4 KB."""
    ids = [new_id() for _number in range(count)]
    for entry_id in ids:
        first = starting.document_for(starting.BLANK)[1]
        words = Words(step=1, answer=FOUR_KB, title="A reflection")
        saving.store(keys, keys.person, entry_id, 0, Edit(new_id()), words, kind="draft", first=first)
    return ids


def settings_in(folder: Path) -> Settings:
    """Those of a deployment in this folder, with the secrets that lie in it."""
    return from_environment({"REFLECT_BASE_URL": "http://localhost", "REFLECT_LOG_LEVEL": "WARNING"}, folder)
