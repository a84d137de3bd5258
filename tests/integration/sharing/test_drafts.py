"""A comment that is not sent is its writer's alone, is never lost, and holds nothing of the copy once sharing stops."""

import pytest
from sqlalchemy import func, select

from reflect.core.ids import new_id
from reflect.identity.keyring import secrets_of
from reflect.sharing import drafts, reader
from reflect.sharing.drafts import ChangedElsewhere, Edit
from reflect.sharing.models import DraftComment
from reflect.sharing.remarks import Remark
from reflect.storage.db import db, write_unit
from reflect.vault.drafts import draft_key
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import rotate
from reflect.web.rewraps import rewraps
from tests.support.sharing import ANSWER, shared, snapshot, stopped


class Page:
    """A page load of a reader's, which keeps what is typed on it."""

    def __init__(self, person, share_id):
        self.person, self.share_id, self.edit, self.number, self.revision = person, share_id, new_id(), 0, 0
        with write_unit():
            self.entry_id = reader.open_share(person.keys, person.person_id, share_id).entry_id
        if found := self.find():
            self.revision = found.revision

    def find(self):
        return drafts.find(self.person.keys, self.person.person_id, self.entry_id)

    def keep(self, text, number=None, **where):
        self.number = number or self.number + 1
        with write_unit():
            beside = reader.writing_place(self.person.keys, self.person.person_id, self.share_id)
            self.revision = drafts.keep(
                self.person.keys,
                self.person.person_id,
                beside,
                Remark(text, **where),
                self.revision,
                Edit(self.edit, self.number),
            )


def test_what_was_typed_is_found_again_and_a_late_save_of_the_same_page_changes_nothing(priya, marcus):
    copy = snapshot()
    page = Page(marcus, shared(priya, marcus, copy))
    page.keep("I wond")
    page.keep("I wonder about", place=0, quote="a KESTREL")
    page.keep("I wo", number=1)

    draft = page.find()
    assert draft.remark(page.share_id, copy.parts) == Remark("I wonder about", 0, "a kestrel")
    page.keep("", number=5)
    assert page.find() is None


def test_two_windows_never_write_over_each_other(priya, marcus):
    share_id = shared(priya, marcus)
    one, two = Page(marcus, share_id), Page(marcus, share_id)
    one.keep("From the first window.")
    with pytest.raises(ChangedElsewhere) as changed:
        two.keep("From the second.")
    assert changed.value.present.kept.text == "From the first window."
    two.revision = changed.value.present.revision
    two.keep("From both.")
    with write_unit():
        beside = reader.writing_place(marcus.keys, marcus.person_id, share_id)
        drafts.sent(marcus.keys, marcus.person_id, beside, Remark("From the first window."), 1, Edit(one.edit, 9))
    assert one.find().kept.text == "From both."


def test_it_outlives_sharing_again_and_stopping_and_holds_nothing_of_the_copy_then(priya, marcus):
    copy = snapshot()
    page = Page(marcus, shared(priya, marcus, copy))
    page.keep("What did you see?", place=0, quote=ANSWER)
    again = shared(priya, marcus, snapshot("something else", entry_id=copy.entry_id, revision=2))
    assert page.find().remark(again, copy.parts).quote == ""
    assert drafts.left_behind(marcus.person_id) == []
    stopped(priya, again)

    page.keep("What did you see there?", place=0, quote=ANSWER)  # from the page that is still open
    (left,) = drafts.left_behind(marcus.person_id)
    assert (left.owner_name, page.find().kept.text) == ("Priya Shah", "What did you see there?")
    row = db.session.scalars(select(DraftComment)).one()
    opened = draft_key(marcus.keys, row.id, row.entry_id, row.wrapped_key).open(row.revision, row.sealed)
    assert b"kestrel" not in opened
    with write_unit():
        drafts.discard(marcus.person_id, left.id)
    assert db.session.scalar(select(func.count()).select_from(DraftComment)) == 0


def test_it_opens_for_nobody_else_and_under_new_keys(priya, marcus):
    page = Page(marcus, shared(priya, marcus))
    page.keep("I wonder")
    row = db.session.scalars(select(DraftComment)).one()
    with pytest.raises(CannotOpen):
        draft_key(priya.keys, row.id, row.entry_id, row.wrapped_key)
    assert drafts.find(priya.keys, priya.person_id, page.entry_id) is None
    new, _stored = rotate(marcus.keys, secrets_of(marcus.person_id))
    with write_unit():
        rewraps.run(marcus.person_id, marcus.keys, new)
    assert drafts.find(new, marcus.person_id, page.entry_id).kept.text == "I wonder"
