"""Where to turn: which contacts a telephone may be asked to call."""

import pytest

from reflect.library.signposts import SignpostText


@pytest.mark.parametrize(
    ("contact", "calls"),
    [
        ("0808 800 5000", "tel:08088005000"),
        ("116 123", "tel:116123"),
        ("+44 20 7946 0000", "tel:+442079460000"),
        ("85258", None),  # takes text messages
        ("Ask the switchboard on 1234", None),
        ("https://help.example", None),
        (None, None),
    ],
)
def test_a_number_is_called_when_it_is_one_that_takes_calls(contact: str | None, calls: str | None) -> None:
    assert SignpostText("key", "Somebody to talk to", None, contact, None, None, unchecked=False).calls == calls
