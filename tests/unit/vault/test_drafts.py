"""A draft opens for who writes it, as the revision and the reflection it was sealed for, also under new keys."""

import pytest

from reflect.vault.drafts import draft_key, new_draft_key, rewrap_draft_key
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import rotate
from tests.support.journals import Journal

MARCUS, PRIYA = Journal("marcus"), Journal("priya")
WRAPPED = new_draft_key(MARCUS.keys, "draft")
SEALED = draft_key(MARCUS.keys, "draft", "entry", WRAPPED).seal(2, b"I wonder")


def test_it_opens_for_its_writer_and_after_a_rotation():
    new, _stored = rotate(MARCUS.keys, MARCUS.secrets)
    again = rewrap_draft_key(MARCUS.keys, new, "draft", WRAPPED)
    assert draft_key(MARCUS.keys, "draft", "entry", WRAPPED).open(2, SEALED) == b"I wonder"
    assert draft_key(new, "draft", "entry", again).open(2, SEALED) == b"I wonder"
    with pytest.raises(CannotOpen):
        draft_key(MARCUS.keys, "draft", "entry", again)


def test_it_opens_as_nothing_else_and_for_nobody_else():
    with pytest.raises(CannotOpen):
        draft_key(PRIYA.keys, "draft", "entry", WRAPPED)
    with pytest.raises(CannotOpen):
        draft_key(MARCUS.keys, "other", "entry", WRAPPED)
    for entry, revision in (("entry", 1), ("other", 2)):
        with pytest.raises(CannotOpen):
            draft_key(MARCUS.keys, "draft", entry, WRAPPED).open(revision, SEALED)
