"""New keys for an author: everything shared goes on working, and nothing can be shared under the old ones."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from reflect.core.errors import ReflectError
from reflect.identity.keyring import secrets_of
from reflect.identity.models import Account
from reflect.sharing import overview, reader
from reflect.sharing.models import PinnedKey, Share
from reflect.sharing.rewrap import COLUMNS
from reflect.storage.db import db, write_unit
from reflect.vault.envelope import generation_of
from reflect.vault.keys import rotate
from reflect.web.rewraps import rewraps
from tests.support.sharing import choices, shared, snapshot, stopped


@pytest.fixture
def replaced(priya, marcus):
    """Priya's keys before and after, with something shared in between."""
    copy = snapshot()
    share_id = shared(priya, marcus, copy)
    new, stored = rotate(priya.keys, secrets_of(priya.person_id))
    with write_unit():
        rewraps.run(priya.person_id, priya.keys, new)
        db.session.execute(
            update(Account)
            .where(Account.person_id == priya.person_id)
            .values(generation=new.generation, sealed_private=stored.sealed_private)
        )
    return share_id, copy, new


def test_the_wrapped_columns_are_all_taken_care_of(app):
    assert set(COLUMNS) <= rewraps.columns()


def test_the_author_and_the_reader_go_on_reading(replaced, priya, marcus):
    share_id, copy, new = replaced

    assert overview.shares_of_entry(new, priya.person_id, copy.entry_id)[0].parts == copy.parts
    with write_unit():
        assert reader.open_share(marcus.keys, marcus.person_id, share_id).parts == copy.parts
    (choice,) = choices(replace(priya, keys=new))
    assert choice.pin == "same"


def test_the_old_keys_open_nothing_grant_nothing_and_stop_nothing(replaced, priya, marcus):
    share_id, copy, new = replaced

    (own,) = overview.shares_of_entry(priya.keys, priya.person_id, copy.entry_id)
    assert (own.title, own.parts) == ("", ())
    for try_ in (lambda: shared(priya, marcus), lambda: stopped(priya, share_id)):
        with pytest.raises(ReflectError, match="replaced"):
            try_()
    share, pin = db.session.get(Share, share_id), db.session.scalars(select(PinnedKey)).one()
    assert share.generation == generation_of(share.owner_key) == generation_of(pin.sealed) == new.generation
