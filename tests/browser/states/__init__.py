"""Every page in every state that people meet, walked as those people: for the accessibility tests and the pictures."""

from collections.abc import Callable

from tests.browser.states.pages import States, follow, press
from tests.browser.states.records import data_protection, registrant, tidier
from tests.browser.states.running import administrator
from tests.browser.states.sharing import colleague, supervisor
from tests.browser.states.signing_in import anybody, app_holder, newcomer, passkey_holder, starting_again
from tests.browser.states.supervision import meetings, pair
from tests.browser.states.teams import team
from tests.browser.states.themes import contributor, leads, released_for
from tests.browser.states.writing import author, rereader
from tests.support.chromium import Desk

__all__ = ["WALKS", "States", "follow", "press", "released_for"]

WALKS: dict[str, Callable[[Desk], States]] = {
    "anybody": anybody,
    "newcomer": newcomer,
    "passkey_holder": passkey_holder,
    "app_holder": app_holder,
    "author": author,
    "colleague": colleague,
    "pair": pair,
    "rereader": rereader,
    "registrant": registrant,
    "supervisor": supervisor,
    "administrator": administrator,
    "leads": leads,
    "team": team,
    "contributor": contributor,
    "starting_again": starting_again,
    "tidier": tidier,
    "meetings": meetings,
    "data_protection": data_protection,
}
