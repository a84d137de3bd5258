"""Whatever is sent: an answer of 4xx with a sentence, the typed words still on the page, nothing written, no 500."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import pytest
from flask import Flask
from werkzeug.routing import Rule

from reflect import BODY_LIMIT
from reflect.core.ids import new_id
from reflect.sharing import reader
from reflect.storage.db import Model, db, write_unit
from reflect.web.guards import ANYONE, rule_of
from tests.support import searches
from tests.support.browser import Browser, Page
from tests.support.people import People
from tests.support.sharing import shared, snapshot
from tests.support.writing import write

Case = TypeVar("Case")
TYPED = "Words that somebody typed <b>and</b> would miss"
TYPED_FIELDS = ("title", "answer", "note", "text", "questions")
FROM_ELSEWHERE = (
    {},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "http://localhost.elsewhere.example"},
    {"Origin": "null"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
)
NO_IDS = ("1", "a" * 25, "a" * 27, "A" * 26, "l" * 26, "a" * 25 + "%00", "é" * 26, "a" * 24 + "..", "%2e%2e", "'" * 26)
BODIES = (
    (b"", "application/x-www-form-urlencoded"),
    (b"%", "application/x-www-form-urlencoded"),
    (b"token=%00&revision=-1&step=x", "application/x-www-form-urlencoded"),
    (b"title=%ED%A0%80&answer=%FF%FE&revision=99999999999999999999&step=0", "application/x-www-form-urlencoded"),
    (b"{", "application/json"),
    (b"[]", "application/json"),
    (b'{"answer": 1}', "text/plain"),
    (b"--x\r\nno part at all", "multipart/form-data; boundary=x"),
    (b"no boundary", "multipart/form-data"),
    (b"\x00\xff\xfe", "application/octet-stream"),
)
# An empty form is a good one here; or there is nothing yet to answer, and one is led on.
NO_FIELDS = {
    "account.awake",
    "account.new_recovery_code",
    "account.recovery_code",
    "admin.invite_all",
    "data_protection.ask_others",
    "data_protection.close_search",
    "data_protection.lift_hold",
    "export.index",
    "factors.app",
    "factors.start_app",
    "identity.lock",
    "identity.sign_out",
    "journal.copy",
    "journal.copy_everything",
    "journal.delete_entry",
    "journal.pin",
    "journal.stop_all",
    "journal.stop_sharing",
    "journal.unpin",
    "notices.preferences",
    "notices.read_all",
    "passkey_step.show",
    "passkeys.new_options",
    "second_step.lost",
    "second_step.show",
    "sessions.end_others",
    "searches.search",
    "supervision.begin_feed",
    "supervision.bring",
    "supervision.end_feed",
    "supervision.held",
    "supervision.leave_for_next",
    "supervision.take_away",
}
# Reading and wrong tries leave these, also when the page is shown again with an error; and whoever shared is told.
TRACES = {"sign_in_session", "unlock_session", "share_receipt", "audit_event", "failed_tries", "notice", "mail"}


@dataclass
class Place:
    """An address that takes changes, and somebody who may make them."""

    rule: Rule
    address: str
    browser: Browser
    csrf: str

    def send(self, body: bytes, content_type: str, **headers: str) -> Page:
        """Send a body as a page of ours would, with a token that is right."""
        method = "PUT" if "PUT" in (self.rule.methods or ()) else "POST"
        named = {"Origin": self.browser.origin, "X-CSRFToken": self.csrf, **headers}
        response = self.browser.open(method, self.address, data=body, content_type=content_type, headers=named)
        return Page(response, self.address)


class House:
    """Priya's shared entry, Marcus who reads it, Dev who administers, Olu who asks, and somebody not signed in."""

    def __init__(self, app: Flask, people: People) -> None:
        self.app = app
        self.priya = people.enrol("Priya Nair")
        self.marcus = people.enrol("Marcus Bell", roles=("supervisor",))
        self.dev = people.enrol("Dev Malik", roles=("administrator",))
        self.olu = searches.an_officer(people)
        people.supervise(self.priya, self.marcus)
        self.entry_id = write(self.priya, "One answer.", "Another.", title="Tuesday")
        self.share_id = shared(self.priya, self.marcus, snapshot(entry_id=self.entry_id))
        with write_unit():  # the first opening is marked on the share: later ones leave receipts alone
            reader.open_share(self.marcus.keys, self.marcus.person_id, self.share_id)
        self.search_id = searches.ask(self.olu, self.priya)
        self.hold_id = searches.hold(self.olu, self.marcus)
        self.browsers = {
            "admin": Browser(app).sign_in(self.dev),
            "data_protection": Browser(app).sign_in(self.olu),
            "sharing": Browser(app).sign_in(self.marcus),
            "priya": Browser(app).sign_in(self.priya),
            "nobody": Browser(app),
        }
        self.tokens = {
            id(browser): browser.get("/sign-in").forms()[-1].values()["csrf_token"][0] for browser in self.all()
        }

    def all(self) -> list[Browser]:
        return list(self.browsers.values())

    def rules(self) -> list[Rule]:
        return sorted(self.app.url_map.iter_rules(), key=lambda rule: rule.endpoint)

    def browser(self, rule: Rule) -> Browser:
        if rule_of(self.app, rule.endpoint) is ANYONE:
            return self.browsers["nobody"]
        return self.browsers.get(rule.endpoint.split(".")[0], self.browsers["priya"])

    def address(self, rule: Rule, **ids: str) -> str:
        things = {"search_id": self.search_id, "hold_id": self.hold_id}
        known = {"entry_id": self.entry_id, "share_id": self.share_id, **things, **ids}
        address = rule.rule
        for name in rule.arguments:
            address = address.replace(f"<int:{name}>", "2026")
            for place in (f"<id:{name}>", f"<path:{name}>", f"<{name}>"):
                address = address.replace(place, known.get(name, new_id()))
        return address

    def places(self) -> list[Place]:
        """Every address that takes changes."""
        return [self.place(rule) for rule in self.rules() if {"POST", "PUT"} & set(rule.methods or ())]

    def place(self, rule: Rule) -> Place:
        browser = self.browser(rule)
        return Place(rule, self.address(rule), browser, self.tokens[id(browser)])


@pytest.fixture
def house(app: Flask, people: People) -> Iterator[House]:
    """The house as it is; when the test ends, it is still so."""
    built = House(app, people)
    before = written()
    yield built
    assert written() == before, "something was written"


def written() -> dict[str, list[str]]:
    """Every row but the traces of reading."""
    db.session.rollback()
    tables = [table for table in Model.metadata.sorted_tables if table.name not in TRACES]
    return {table.name: sorted(map(repr, db.session.execute(table.select()))) for table in tables}


def some(cases: Sequence[Case], turn: int, number: int) -> list[Case]:
    """A few of the cases, others for each address, so that each case is tried at many addresses."""
    return [cases[(turn * number + each) % len(cases)] for each in range(number)]


def says_why(page: Page) -> None:
    """A page, or JSON for a script, with a sentence and nothing of the inside."""
    if page.response.is_json:
        assert page.response.get_json()["sentence"].endswith(".")
    else:
        assert page.tree.find(".//h1") is not None, page.html
        assert "." in page.text
    for inside in ("Traceback", "werkzeug", "sqlalchemy", "File &#34;", "reflect/"):
        assert inside not in page.html.replace("/static/", "")


def refused(page: Page, place: object) -> None:
    assert 400 <= page.status < 500, f"{place} answers {page.status}"
    says_why(page)


def test_a_change_from_elsewhere_is_refused_with_the_words_given_back(house: House) -> None:
    for turn, place in enumerate(house.places()):
        fields = {**dict.fromkeys(TYPED_FIELDS, TYPED), "csrf_token": place.csrf}
        for headers in some(FROM_ELSEWHERE, turn, 2):
            method = "PUT" if "PUT" in (place.rule.methods or ()) else "POST"
            page = Page(place.browser.open(method, place.address, data=fields, headers=headers), place.address)
            assert page.status == 403, f"{place.address} with {headers}"
            says_why(page)
            assert method == "PUT" or TYPED in page.text, place.address


def test_a_change_without_its_token_is_refused_with_the_words_given_back(house: House) -> None:
    for turn, place in enumerate(house.places()):
        for token in some((None, "", "wrong", place.csrf[:-1], "\x00"), turn, 2):
            fields = dict.fromkeys(TYPED_FIELDS, TYPED) | ({} if token is None else {"csrf_token": token})
            headers = {"Origin": place.browser.origin}
            method = "PUT" if "PUT" in (place.rule.methods or ()) else "POST"
            page = Page(place.browser.open(method, place.address, data=fields, headers=headers), place.address)
            assert page.status == 400, f"{place.address} with the token {token!r}"
            says_why(page)
            assert method == "PUT" or TYPED in page.text, place.address


def test_somebody_signed_out_changes_nothing_and_keeps_their_words(house: House) -> None:
    stranger = Browser(house.app)
    for place in house.places():
        if place.browser is house.browsers["nobody"] or "PUT" in (place.rule.methods or ()):
            continue
        page = stranger.post(place.address, dict.fromkeys(TYPED_FIELDS, TYPED))
        assert page.status == 401, place.address
        says_why(page)
        assert TYPED in page.text, place.address


def test_a_method_that_an_address_does_not_know_is_refused(house: House) -> None:
    for turn, rule in enumerate(house.rules()):
        browser, address = house.browser(rule), house.address(rule)
        known = {method for each in house.rules() if each.rule == rule.rule for method in each.methods or ()}
        unknown = sorted({"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - known)
        for method in some(unknown, turn, 2):
            response = browser.open(method, address, headers={"Origin": browser.origin})
            page = Page(response, address)
            assert page.status == 405, f"{method} {address} answers {page.status}"
            assert set(response.headers["Allow"].split(", ")) >= known - {"HEAD", "OPTIONS"}
            says_why(page)


def test_what_is_no_id_is_no_address(house: House) -> None:
    for turn, rule in enumerate(house.rules()):
        browser, method = house.browser(rule), "GET" if "GET" in (rule.methods or ()) else "POST"
        data = {} if method == "GET" else {"csrf_token": house.place(rule).csrf}
        for name in {name for name in rule.arguments if f"<id:{name}>" in rule.rule}:
            for no_id in (*some(NO_IDS, turn, 2), new_id()):
                address = house.address(rule, **{name: no_id})
                response = browser.open(method, address, data=data, headers={"Origin": browser.origin})
                refused(Page(response, address), f"{method} {address}")


def test_a_body_of_another_kind_is_refused(house: House) -> None:
    for turn, place in enumerate(house.places()):
        if place.rule.endpoint in NO_FIELDS:
            continue
        for body, content_type in some(BODIES, turn, 2):
            refused(place.send(body, content_type), f"{place.address} with {body!r} as {content_type}")


def test_what_is_nested_too_deep_to_be_read_is_refused(house: House) -> None:
    read = [
        place for place in house.places() if place.rule.endpoint in ("journal.draft", "sharing.draft", "here.unlock")
    ]
    assert len(read) == 3
    for place in read:
        refused(place.send(b"[" * 100_000, "application/json", **{"If-Match": '"0"'}), place.address)


def test_more_than_a_form_can_hold_is_turned_away_unread(house: House) -> None:
    for place in house.places():
        most = house.app.view_functions[place.rule.endpoint].most_bytes or BODY_LIMIT  # type: ignore[attr-defined]
        page = place.send(b"answer=" + b"a" * most, "application/x-www-form-urlencoded")
        assert page.status == 413, place.address
        says_why(page)
    page = house.browsers["priya"].post("/no/such/page", b"answer=" + b"a" * BODY_LIMIT)
    assert page.status == 404
    says_why(page)


@pytest.mark.parametrize(
    ("field", "address"),
    [
        ("answer", "/journal/{entry}/edit?step=1"),
        ("title", "/journal/{entry}/edit?step=3"),
        ("note", "/journal/{entry}/share"),
        ("text", "/shared/{share}"),
        ("questions", "/admin/questions/panel"),
    ],
)
def test_text_that_is_too_long_stays_on_the_page(app: Flask, people: People, field: str, address: str) -> None:
    house = House(app, people)
    who = {"text": "sharing", "questions": "admin"}.get(field, "priya")
    browser = house.browsers[who]
    page = browser.get(address.format(entry=house.entry_id, share=house.share_id))
    before = written()
    long = "Kept. " * 40_000
    page = browser.submit(page.form(field), **{field: long})
    refused(page, address)
    assert long.strip() in page.html or long.strip()[:1000] in page.text
    assert page.title.startswith("Error: ")
    assert written() == before


NO_SAVES = (
    *(None, [], "words", 7, {}, {"fields": []}, {"fields": "answer"}),
    {"fields": {"answer": 7}},
    {"fields": {"answer": ["words"]}},
    {"fields": {"answer": "words", "step": "1", "start": "blank"}, "edit": "no id", "number": 1, "token": ""},
    {"fields": {"answer": "words", "step": "1"}, "edit": "a" * 26, "number": True, "token": ""},
    {"fields": {"answer": "words", "step": "1"}, "edit": "a" * 26, "number": 10**30, "token": ""},
    {"fields": {"answer": "words", "step": "-1"}, "edit": "a" * 26, "number": 1, "token": ""},
    {"fields": {"answer": "\ud800", "step": "1"}, "edit": "a" * 26, "number": 1, "token": "\x00"},
    {"fields": {"answer": {"deep": [[[[{}]]]]}}},
)


def test_json_that_is_no_save_is_refused(sqlite_app: Flask) -> None:
    house = House(sqlite_app, People(sqlite_app))
    before = written()
    place = house.place(next(rule for rule in house.rules() if rule.endpoint == "journal.draft"))
    for document in NO_SAVES:
        for if_match in ('"1"', '"0"', "", "*", "W/1", '"-1"', '"99999999999"', '"1", "2"'):
            page = place.send(json.dumps(document).encode(), "application/json", **{"If-Match": if_match})
            assert page.status == 400, f"{document} with {if_match}"
            says_why(page)
    assert written() == before


def test_a_cookie_that_is_damaged_opens_nothing(sqlite_app: Flask) -> None:
    house = House(sqlite_app, People(sqlite_app))
    for value in ("", "x", "A" * 44, "A" * 3000, "%00", "é", "../..", '"', "eyJhIjoxfQ.x.y", "!" * 43):
        browser = Browser(sqlite_app).sign_in(house.priya)
        browser.client.set_cookie("unlock", value)
        answer = browser.open("GET", f"/journal/{house.entry_id}")
        assert (answer.status_code, answer.location.split("?")[0]) == (302, "/unlock"), value
        browser.client.set_cookie("code", value)
        assert browser.open("GET", "/account/recovery-code").status_code == 302, value
        browser.client.set_cookie("session", value)
        answer = browser.open("GET", f"/journal/{house.entry_id}")
        assert (answer.status_code, answer.location.split("?")[0]) == (302, "/sign-in"), value
