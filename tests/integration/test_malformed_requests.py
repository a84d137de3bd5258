"""Whatever is sent to any address, signed in as anybody: no answer says that something went wrong at our end.

A thousand requests in a usual run; `MALFORMED_REQUESTS=10000` sends ten thousand, along other ways each time.
"""

import logging
import os
import time
from dataclasses import dataclass, field

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import delete
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from reflect.identity.models import FailedTries
from reflect.storage.db import db, write_unit
from tests.support import databases
from tests.support.browser import Browser, Form, Page
from tests.support.malformed import Pairs, Sent, Spoilt, body_of, encoded, spoil, spoilt
from tests.support.people import Enrolled, People
from tests.support.world import AGENCY, World

REQUESTS = int(os.environ.get("MALFORMED_REQUESTS", "1000"))
AFRESH = 120  # requests of one person, after which what was deleted is there again
MAY_BE_BUSY = {"health.readyz"}  # documented: 503 when something is missing
LONGEST = 60  # seconds for one answer, on a busy machine


@dataclass
class Sender:
    """Somebody who sends requests, or nobody at all."""

    world: World
    person: Enrolled | None
    browser: Browser = field(init=False)
    csrf: str = ""
    things: dict[str, dict[str, object]] = field(default_factory=dict)
    sent: int = 0
    changed: bool = False  # something was done: perhaps nobody is signed in any more

    def ready(self) -> None:
        """Signed in, with one of each thing, now and then anew."""
        if self.sent % AFRESH == 0:
            self.enter()
            self.things = {"own": self.of(self.person or self.world.colleague)}
        elif self.changed and self.person is not None and self.browser.open("GET", "/notices/").status_code != 200:
            self.enter()
        self.sent, self.changed = self.sent + 1, False

    def of(self, owner: Enrolled) -> dict[str, object]:
        """One of each thing that an address can name."""
        names = {name for rule in self.world.app.url_map.iter_rules() for name in rule.arguments}
        return self.world.things_of(owner, names)

    def thing(self, whose: str) -> dict[str, object]:
        """The things that a request is about."""
        if whose not in self.things:
            self.things[whose] = self.of(self.world.colleague if whose == "team" else self.world.stranger)
        return self.things[whose]

    def enter(self) -> None:
        self.browser = Browser(self.world.app)
        if self.person is not None:
            with write_unit():
                db.session.execute(delete(FailedTries))
            self.world.forget_factors(self.person)
            self.browser.sign_in(self.person)
        page = self.browser.get("/notices/" if self.person is not None else "/sign-in")
        self.csrf = page.forms()[-1].values()["csrf_token"][0]


@dataclass
class Sweep:
    """Everybody, everything that takes requests, and where its form is."""

    app: Flask
    places: list[tuple[Rule, str]]
    senders: list[Sender] = field(default_factory=list)
    pages: dict[str, Rule] = field(default_factory=dict)  # where the form of an address is found
    turn: int = 0
    wrong: list[str] = field(default_factory=list)

    def people_it(self) -> None:
        """Everybody anew: some requests are good after all, and suspend, move or supervise somebody."""
        db.session.rollback()
        databases.empty(self.app)
        world = World(self.app, People(self.app))
        if "data_protection" not in world.actors:
            officer = world.people.enrol("Officer Actor", roles=("practitioner", "data_protection"), unit=AGENCY)
            world.people.supervise(officer, world.actors["supervisor"])
            world.actors["data_protection"] = officer
        self.senders = [*(Sender(world, person) for person in world.actors.values()), Sender(world, None)]

    def _ready(self, place: int, whose: str) -> Sender:
        try:
            self.senders[place].ready()
            self.senders[place].thing(whose)
        except Exception:  # the world is not as it was, or somebody has as much as anybody may have
            self.people_it()
            self.senders[place].ready()
        return self.senders[place]

    def send(self, how: Spoilt) -> None:
        """The next place's turn, as the next sender; each sender comes to each place in the end."""
        rule, method = self.places[self.turn % len(self.places)]
        sender = self._ready((self.turn + self.turn // len(self.places)) % len(self.senders), how.whose)
        self.turn += 1
        sent = self._request(sender, rule, how.method or method, how)
        with Noted() as noted:
            begun = time.process_time()
            try:
                answer = sender.browser.open(sent.method, sent.address, **sent.options)
                status, _read = answer.status_code, answer.get_data()
                self._look(answer, sent)
                sender.changed = status < 400 and (sent.method != "GET" or rule.endpoint == "identity.leave")
            except Exception as problem:
                status = 599
                noted.said.append(repr(problem))
            taken = time.process_time() - begun
        db.session.rollback()
        busy = status == 503 and rule.endpoint in MAY_BE_BUSY
        if (status >= 500 and not busy) or taken > LONGEST:
            who = sender.person.name if sender.person else "nobody"
            self.wrong.append(f"{status} after {taken:.1f} s: {who}: {sent.said}\n   {noted.said}")

    def _look(self, answer: TestResponse, sent: Sent) -> None:
        """A refusal says why, and nobody is sent elsewhere."""
        assert not (answer.location or "/").startswith(("//", "http")) or sent.address == "/leave", answer.location
        if 400 <= answer.status_code < 500 and sent.method != "HEAD":
            assert answer.is_json or "<h1" in answer.get_data(as_text=True), answer.get_data(as_text=True)[:200]

    def _request(self, sender: Sender, rule: Rule, method: str, how: Spoilt) -> Sent:
        address = self._address(rule, sender.thing(how.whose), how)
        headers = {"Origin": sender.browser.origin, **how.headers}
        options: dict[str, object] = {"query_string": encoded(how.questions)}
        fields: Pairs = []
        if method not in ("GET", "HEAD"):
            fields = spoil(self._fields(sender, rule, how), how)
            if how.csrf != "none":
                token = sender.csrf if how.csrf == "good" else "\x00wrong"
                fields, headers["X-CSRFToken"] = [*fields, ("csrf_token", token)], token.replace("\x00", "")
            options |= body_of(fields, how)
        said = f"{method} {rule.endpoint} {address[:200]}?{encoded(how.questions)[:300]} {headers} {how.body} "
        said += f"{options.get('content_type')} {str(options.get('data'))[:1500]}"
        return Sent(method, address, {**options, "headers": headers}, said)

    def _address(self, rule: Rule, things: dict[str, object], how: Spoilt | None = None) -> str:
        address = rule.rule
        for name in rule.arguments:
            known = how.bad_id if how and how.bad_id else str(things[name])
            for place in (f"<id:{name}>", f"<int:{name}>", f"<path:{name}>", f"<{name}>"):
                address = address.replace(place, known)
        return address

    def _fields(self, sender: Sender, rule: Rule, how: Spoilt) -> Pairs:
        """The fields as the page has them for this person, where they see it."""
        source = self.pages.get(rule.endpoint)
        if source is None:
            return []
        page = sender.browser.get(self._address(source, sender.thing(how.whose)))
        for form in page.forms():
            if form.method.lower() == "post" and self.endpoint(form) == rule.endpoint:
                return [(name, each) for name, each in form.fields if name != "csrf_token"]
        return []

    def endpoint(self, form: Form) -> str:
        """Where a form goes."""
        try:
            return str(self.app.url_map.bind("localhost").match(form.action.split("?")[0], method="POST")[0])
        except Exception:
            return ""

    def look_for_forms(self) -> None:
        """Open the pages as one role after the other until the form of every address is known that has one."""
        for sender in self.senders:
            sender.ready()
            sender.sent = 0
        for rule in {rule.endpoint: rule for rule, method in self.places if method == "GET"}.values():
            for sender in self.senders:
                if rule.endpoint == "identity.leave":
                    break
                answer = sender.browser.open("GET", self._address(rule, sender.thing("own")))
                if answer.status_code != 200:
                    continue
                page = Page(answer, rule.rule) if answer.mimetype == "text/html" else None
                for form in page.forms() if page else ():
                    self.pages.setdefault(self.endpoint(form), rule)
                break


class Noted(logging.Handler):
    """What the app says to its log meanwhile: where it broke."""

    def __enter__(self) -> "Noted":
        self.said: list[str] = []
        logging.getLogger("reflect").addHandler(self)
        return self

    def __exit__(self, *_problem: object) -> None:
        logging.getLogger("reflect").removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@pytest.fixture
def sweep(sqlite_app: Flask) -> Sweep:
    rules = sorted(sqlite_app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
    places = [(rule, method) for rule in rules for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})]
    # Neighbours are of one feature: a step that meets each once takes a short run to all of them.
    step = next(number for number in range(len(places) // 3, len(places)) if _coprime(number, len(places)))
    places = [places[place * step % len(places)] for place in range(len(places))]
    found = Sweep(sqlite_app, places)
    found.people_it()
    found.look_for_forms()
    return found


def test_nothing_that_is_sent_breaks_anything(sweep: Sweep) -> None:
    @settings(
        max_examples=REQUESTS,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # what was sent before changed the world, so a smaller example says nothing
        suppress_health_check=list(HealthCheck),
    )
    @given(spoilt)
    def every(how: Spoilt) -> None:
        sweep.send(how)

    every()
    assert not sweep.wrong, "\n".join(sweep.wrong)


def _coprime(one: int, other: int) -> bool:
    while other:
        one, other = other, one % other
    return one == 1
