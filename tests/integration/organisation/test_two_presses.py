"""What several presses of one button put in place at the same moment stands there once, and none ends on an error."""

from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from reflect.core.errors import BadInput, Conflict
from reflect.notices.models import MailPreference
from reflect.notices.reading import OPTIONAL, choose_mail
from reflect.organisation import roster
from reflect.organisation.clusters import put_together, years
from reflect.organisation.models import AgencyWords, Role, ServiceCluster
from reflect.organisation.words import Words, choose_words
from reflect.storage.db import Model, db, write_unit
from tests.support.at_once import at_once
from tests.support.people import TEAM, People

TIMES = 8
WORDS = Words("account", "one-to-one", "note")


@pytest.mark.parametrize("table", [MailPreference, Role, AgencyWords, ServiceCluster])
def test_several_presses_put_it_in_place_once(app: Flask, people: People, table: type[Model]) -> None:
    priya, dev = people.on_roster("Priya Nair"), people.on_roster("Dev Okafor", roles=())
    with write_unit():
        agency = roster.place_unit(TEAM[:2])
        services = [roster.place_unit((*TEAM[:2], name)) for name in ("Assessment", "Family help")]
    verb: Callable[[], object]
    verb, new = {
        MailPreference: (partial(choose_mail, priya, []), len(OPTIONAL)),
        Role: (partial(roster.give_role, priya, "team_lead", agency), 1),
        AgencyWords: (partial(choose_words, agency, WORDS, actor=dev), 1),
        ServiceCluster: (partial(put_together, years()[0], "Small services", services, actor=dev), len(services)),
    }[table]

    def press() -> bool:
        try:
            with write_unit():
                verb()
        except (BadInput, Conflict):
            return False
        return True

    counted = select(func.count()).select_from(table)
    before = db.session.scalar(counted) or 0
    assert any(at_once(app, *[press] * TIMES))
    db.session.rollback()
    assert db.session.scalar(counted) == before + new
