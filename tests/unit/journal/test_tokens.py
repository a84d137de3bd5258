"""A draft token says whose page it was, for thirty days, and cannot be made or changed by anybody else."""

from datetime import timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.journal import tokens

PERSON, ENTRY, SESSION = new_id(), new_id(), new_id()


def issued() -> str:
    return tokens.issue("secret", PERSON, SESSION, ENTRY, 3)


def test_a_token_says_what_it_was_made_for() -> None:
    token = tokens.read("secret", issued())
    assert token is not None
    assert (token.person_id, token.entry_id, token.revision, token.expired) == (PERSON, ENTRY, 3, False)


def test_every_page_load_has_a_one_time_id_of_its_own() -> None:
    first, second = tokens.read("secret", issued()), tokens.read("secret", issued())
    assert first is not None
    assert second is not None
    assert first.one_time_id != second.one_time_id


def test_a_token_does_not_give_its_session_away() -> None:
    token = tokens.read("secret", issued())
    assert token is not None
    assert token.session != SESSION
    assert tokens.made_in(token, SESSION)
    assert not tokens.made_in(token, new_id())


@pytest.mark.parametrize(("days", "expired"), [(29, False), (31, True)])
def test_a_token_ends_after_thirty_days(days: int, expired: bool) -> None:
    text = issued()
    with time_machine.travel(now() + timedelta(days=days)):
        token = tokens.read("secret", text)
        assert token is not None
        assert token.expired is expired


def test_another_deployments_token_is_none_of_ours() -> None:
    assert tokens.read("other secret", issued()) is None


@given(st.text(max_size=200))
def test_made_up_tokens_are_refused(text: str) -> None:
    assert tokens.read("secret", text) is None


@given(st.integers(0, 400), st.characters(codec="ascii"))
def test_a_changed_token_is_refused(place: int, character: str) -> None:
    text = issued()
    place %= len(text)
    changed = text[:place] + character + text[place + 1 :]
    token = tokens.read("secret", changed)
    assert token is None or token == tokens.read("secret", text)


@pytest.mark.parametrize("half", ["\ud800", "\ud800.a.b"])
def test_half_a_character_is_no_token(half: str) -> None:
    assert tokens.read("secret", half) is None


def test_no_token_is_no_token() -> None:
    assert tokens.read("secret", None) is None
    assert tokens.read("secret", "") is None
