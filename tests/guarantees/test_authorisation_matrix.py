"""Every address × every role × own, the team's and another agency's things × every state of a session: one table.

An endpoint without a row here fails by its name: whoever adds an address decides who may call it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from reflect.core.clock import now
from reflect.identity.models import SignInSession
from reflect.organisation import roster
from reflect.organisation.models import Role
from reflect.storage.db import db, write_unit
from reflect.web.guards import Guard, rule_of
from tests.support.browser import Browser
from tests.support.library import borrowed
from tests.support.people import Enrolled, People
from tests.support.sharing import shared
from tests.support.world import ROLES, World
from tests.support.writing import enter

# What has to be true of the session. SURE: the passphrase was typed a moment ago. ADMIN, DPO: the role; others get 404.
PUBLIC, SIGNED, OPEN, SURE, ADMIN = Guard.ANYONE, Guard.SIGNED_IN, Guard.UNLOCKED, Guard.STEPPED_UP, Guard.ADMINISTRATOR
DPO = Guard.DATA_PROTECTION
ROLE = {ADMIN: "administrator", DPO: "data_protection"}
# Whose thing the address names. ONE: there is none, or it is everybody's. OWN: its owner's alone. READER: its author
# shared it with one reader, here the team's supervisor. BOTH: the two of a supervision. AFTER: somebody or some place
# that an administrator or a data protection officer looks after, in their own agency; or an agency whose released
# figures everybody sees who works in it. Whoever is none of these gets 404.
# TEAM: those of its unit, and who leads above it. LED: who leads that unit itself. DOES: who is to do it, or leads.
# ABOVE: whoever leads a service or more.
ONE, OWN, READER, BOTH, AFTER = "one", "own", "reader", "both", "looked after"
TEAM, LED, DOES, ABOVE = "the team’s", "its leads’", "whoever does it", "leads above"

# What somebody gets who may. A post carries the form's token and nothing else, so that many are refused as incomplete
# (400, 409): they had to be let in for that. Two numbers: about oneself, and about somebody of one's team.
TABLE: dict[str, tuple[Guard, str, dict[str, int | tuple[int, int]]]] = {
    "assets.favicon": (PUBLIC, ONE, {"GET": 200}),
    "assets.robots": (PUBLIC, ONE, {"GET": 200}),
    "assets.static": (PUBLIC, ONE, {"GET": 404}),
    "enrolment.enrol": (PUBLIC, ONE, {"GET": 404, "POST": 404}),
    "health.healthz": (PUBLIC, ONE, {"GET": 200}),
    "health.metrics": (PUBLIC, ONE, {"GET": 404}),
    "health.readyz": (PUBLIC, ONE, {"GET": 200}),
    "home.accessibility": (PUBLIC, ONE, {"GET": 200}),
    "home.cookies_page": (PUBLIC, ONE, {"GET": 200}),
    "home.leaving": (PUBLIC, ONE, {"GET": 200}),
    "home.privacy": (PUBLIC, ONE, {"GET": 200}),
    "home.words": (PUBLIC, ONE, {"GET": 200}),
    "home.who_can_see_what": (PUBLIC, ONE, {"GET": 200}),
    "identity.leave": (PUBLIC, ONE, {"GET": 200}),
    "identity.recover": (PUBLIC, ONE, {"GET": 200, "POST": 400}),
    "identity.sign_in": (PUBLIC, ONE, {"GET": 302, "POST": 400}),
    "library.help_": (PUBLIC, ONE, {"GET": 200}),
    "passkey_step.options": (PUBLIC, ONE, {"POST": 401}),
    "passkey_step.show": (PUBLIC, ONE, {"POST": 302}),
    "second_step.lost": (PUBLIC, ONE, {"GET": 302, "POST": 302}),
    "second_step.show": (PUBLIC, ONE, {"GET": 302, "POST": 302}),
    "sso.back": (PUBLIC, ONE, {"GET": 200}),
    "sso.start": (PUBLIC, ONE, {"GET": 404}),
    "sso.start_from_invitation": (PUBLIC, ONE, {"GET": 404}),
    "starting_again.accept": (PUBLIC, ONE, {"GET": 404, "POST": 404}),
    "starting_again.earlier": (PUBLIC, ONE, {"GET": 200, "POST": 400}),
    "starting_again.recover_earlier": (PUBLIC, ONE, {"GET": 200, "POST": 400}),
    "supervision.feed": (PUBLIC, ONE, {"GET": 404}),
    "account.confirm": (SIGNED, ONE, {"GET": 200, "POST": 400}),
    "account_log.index": (SIGNED, ONE, {"GET": 200}),
    "devices.options": (SIGNED, ONE, {"POST": 403}),
    "devices.unlock": (SIGNED, ONE, {"POST": 400}),
    "here.standing": (SIGNED, ONE, {"GET": 200}),
    "here.unlock": (SIGNED, ONE, {"POST": 400}),
    "identity.lock": (SIGNED, ONE, {"POST": 302}),
    "identity.sign_out": (SIGNED, ONE, {"POST": 302}),
    "identity.unlock": (SIGNED, ONE, {"GET": 200, "POST": 400}),
    "notices.follow": (SIGNED, OWN, {"POST": 303}),
    "notices.index": (SIGNED, ONE, {"GET": 200}),
    "notices.preferences": (SIGNED, ONE, {"GET": 200, "POST": 303}),
    "notices.read_all": (SIGNED, ONE, {"POST": 303}),
    "resets.stop": (SIGNED, ONE, {"POST": 404}),
    "sessions.end": (SIGNED, OWN, {"POST": 303}),
    "sessions.end_others": (SIGNED, ONE, {"POST": 303}),
    "sessions.index": (SIGNED, ONE, {"GET": 200}),
    "themes.action": (SIGNED, TEAM, {"GET": 200}),
    "themes.actions": (SIGNED, ABOVE, {"GET": 200}),
    "themes.actions_csv": (SIGNED, ABOVE, {"GET": 200}),
    "themes.add_action": (SIGNED, LED, {"POST": 400}),
    "themes.add_note": (SIGNED, DOES, {"POST": 400}),
    "themes.card_form": (SIGNED, LED, {"GET": 200}),
    "themes.change_action": (SIGNED, LED, {"POST": 400}),
    "themes.changing_action": (SIGNED, LED, {"GET": 200}),
    "themes.guide": (SIGNED, ONE, {"GET": 200}),
    "themes.guide_pdf": (SIGNED, ONE, {"GET": 400}),  # no theme is chosen
    "themes.new_action": (SIGNED, LED, {"GET": 200}),
    "themes.raise_theme": (SIGNED, ONE, {"POST": 400}),
    "themes.raising_form": (SIGNED, ONE, {"GET": 200}),
    "themes.remove_action": (SIGNED, LED, {"POST": 303}),
    "themes.remove_card": (SIGNED, LED, {"POST": 303}),
    "themes.removing_action": (SIGNED, LED, {"GET": 200}),
    "themes.removing_card": (SIGNED, LED, {"GET": 200}),
    "themes.team": (SIGNED, TEAM, {"GET": 200}),
    "themes.withdraw": (SIGNED, OWN, {"POST": 303}),
    "themes.write_card": (SIGNED, LED, {"POST": 400}),
    "themes.as_csv": (SIGNED, AFTER, {"GET": 200}),
    "themes.as_pdf": (SIGNED, AFTER, {"GET": 200}),
    "themes.below": (SIGNED, AFTER, {"GET": 200}),
    "themes.index": (SIGNED, ONE, {"GET": 200}),
    "themes.learning": (SIGNED, ONE, {"GET": 200}),
    "themes.places": (SIGNED, ONE, {"GET": 200}),
    "themes.reading": (SIGNED, ONE, {"GET": 200}),
    "themes.shown": (SIGNED, AFTER, {"GET": 200}),
    "themes.together": (SIGNED, AFTER, {"GET": 200}),
    "account.awake": (OPEN, ONE, {"POST": 204}),
    "account.index": (OPEN, ONE, {"GET": 200}),
    "account.passphrase": (OPEN, ONE, {"GET": 200, "POST": 400}),
    "account.recovery_code": (OPEN, ONE, {"GET": 200, "POST": 400}),  # after a new one was made
    "cpd.begin": (OPEN, OWN, {"GET": 200}),
    "cpd.make": (OPEN, OWN, {"POST": 400}),
    "factors.index": (OPEN, ONE, {"GET": 200}),
    "factors.start_app": (OPEN, ONE, {"POST": 303}),
    "groups.accept": (OPEN, OWN, {"POST": 303}),
    "groups.ask": (OPEN, OWN, {"POST": 400}),
    "groups.close": (OPEN, OWN, {"POST": 303}),
    "groups.closing": (OPEN, OWN, {"GET": 200}),
    "groups.decline": (OPEN, OWN, {"POST": 303}),
    "groups.group": (OPEN, OWN, {"GET": 200}),
    "groups.index": (OPEN, ONE, {"GET": 200}),
    "groups.leave": (OPEN, OWN, {"POST": 303}),
    "groups.leaving": (OPEN, OWN, {"GET": 200}),
    "groups.let_go": (OPEN, OWN, {"POST": 404}),  # nobody lets themselves go
    "groups.make": (OPEN, ONE, {"POST": 400}),
    "home.index": (OPEN, ONE, {"GET": 200}),
    "journal.answer": (OPEN, OWN, {"GET": 200}),
    "journal.discussed": (OPEN, ONE, {"POST": 400}),
    "journal.answers": (OPEN, ONE, {"POST": 400}),
    "journal.bring_back": (OPEN, OWN, {"POST": 400}),
    "journal.compared": (OPEN, OWN, {"GET": 400}),
    "journal.confirm_import": (OPEN, ONE, {"POST": 400}),
    "journal.copies": (OPEN, ONE, {"GET": 200, "POST": 400}),
    "journal.copy": (OPEN, OWN, {"GET": 200, "POST": 200}),
    "journal.copy_everything": (SURE, ONE, {"GET": 200, "POST": 200}),
    "export.index": (SURE, ONE, {"GET": 200, "POST": 200}),
    "journal.delete": (OPEN, OWN, {"GET": 200}),
    "journal.delete_entry": (OPEN, OWN, {"POST": 303}),
    "journal.delete_now": (SURE, OWN, {"GET": 200}),
    "journal.deleted": (OPEN, ONE, {"GET": 200}),
    "journal.choose": (OPEN, ONE, {"GET": 200}),
    "journal.chosen": (OPEN, ONE, {"POST": 400}),
    "journal.details": (OPEN, OWN, {"GET": 200}),
    "journal.replace_details": (OPEN, OWN, {"POST": 409}),
    "journal.discard_rescued": (OPEN, OWN, {"POST": 303}),
    "journal.discard_ready": (OPEN, OWN, {"POST": 303}),
    "journal.draft": (OPEN, ONE, {"PUT": 400}),
    "journal.edit": (OPEN, OWN, {"GET": 200}),
    "journal.erase": (SURE, OWN, {"POST": 303}),
    "journal.entry": (OPEN, OWN, {"GET": 200}),
    "journal.find": (OPEN, ONE, {"POST": 400}),
    "journal.first": (OPEN, ONE, {"GET": 302}),
    "journal.history": (OPEN, OWN, {"GET": 200}),
    "journal.import_file": (OPEN, ONE, {"GET": 200, "POST": 400}),
    "journal.index": (OPEN, ONE, {"GET": 200}),
    "journal.keep_rescued": (OPEN, OWN, {"POST": 303}),
    "journal.look": (OPEN, ONE, {"GET": 200}),
    "journal.new": (OPEN, ONE, {"GET": 200}),
    "journal.on_paper": (OPEN, OWN, {"GET": 200}),
    "journal.pin": (OPEN, OWN, {"POST": 303}),
    "journal.preview": (OPEN, ONE, {"POST": 400}),
    "journal.put_back": (OPEN, OWN, {"POST": 303}),
    "journal.rescued": (OPEN, ONE, {"GET": 200}),
    "journal.rescued_words": (OPEN, OWN, {"GET": 200}),
    "journal.save": (OPEN, ONE, {"POST": 400}),
    "journal.send_answer": (OPEN, OWN, {"POST": 400}),
    "journal.share": (OPEN, OWN, {"GET": 200}),
    "journal.sharing": (OPEN, ONE, {"GET": 200}),
    "journal.stop": (OPEN, OWN, {"GET": 200}),
    "journal.stop_all": (OPEN, ONE, {"POST": 303}),
    "journal.stopping_all": (OPEN, ONE, {"GET": 200}),
    "journal.stop_sharing": (OPEN, OWN, {"POST": 303}),
    "journal.unpin": (OPEN, OWN, {"POST": 303}),
    "themes.mine": (OPEN, ONE, {"GET": 200}),
    "themes.save_mine": (OPEN, ONE, {"POST": 400}),
    "passkeys.stop": (OPEN, OWN, {"POST": 302}),
    "sharing.comment": (OPEN, READER, {"POST": 400}),
    "sharing.discard_draft": (OPEN, OWN, {"POST": 303}),
    "sharing.discussed": (OPEN, ONE, {"POST": 400}),
    "sharing.draft": (OPEN, ONE, {"PUT": 400}),
    "sharing.left_draft": (OPEN, OWN, {"GET": 200}),
    "sharing.give_back": (OPEN, READER, {"POST": 404}),  # its author has not started again
    "sharing.inbox": (OPEN, ONE, {"GET": 200}),
    "sharing.opened": (OPEN, READER, {"GET": 200}),
    "supervision.acknowledge": (OPEN, BOTH, {"POST": 409}),
    "supervision.action": (OPEN, BOTH, {"GET": 200}),
    "supervision.add_item": (OPEN, BOTH, {"POST": 400}),
    "supervision.add_offered": (OPEN, BOTH, {"POST": 400}),
    "supervision.add_to_record": (OPEN, BOTH, {"POST": 400}),
    "supervision.agree": (OPEN, BOTH, {"POST": 409}),
    "supervision.agree_action": (OPEN, BOTH, {"POST": 400}),
    "supervision.agreement": (OPEN, BOTH, {"GET": 200}),
    "supervision.begin_feed": (OPEN, ONE, {"POST": 200}),
    "supervision.bring": (OPEN, BOTH, {"POST": 303}),
    "supervision.calendar": (OPEN, ONE, {"GET": 200}),
    "supervision.cancel": (OPEN, BOTH, {"GET": 409}),
    "supervision.cancel_session": (OPEN, BOTH, {"POST": 409}),
    "supervision.change_action": (OPEN, BOTH, {"POST": 400}),
    "supervision.end_action": (OPEN, BOTH, {"POST": 409}),
    "supervision.end_feed": (OPEN, ONE, {"POST": 303}),
    "supervision.held": (OPEN, BOTH, {"POST": 303}),
    "supervision.index": (OPEN, ONE, {"GET": 200}),
    "supervision.leave_for_next": (OPEN, BOTH, {"POST": 303}),
    "supervision.move": (OPEN, BOTH, {"GET": 409}),
    "supervision.move_session": (OPEN, BOTH, {"POST": 400}),
    "supervision.new_record": (OPEN, BOTH, {"GET": 409}),  # it is signed
    "supervision.plan": (OPEN, BOTH, {"GET": 200}),
    "supervision.plan_session": (OPEN, BOTH, {"POST": 400}),
    "supervision.proposal": (OPEN, BOTH, {"GET": 200}),
    "supervision.propose": (OPEN, BOTH, {"POST": 400}),
    "supervision.record": (OPEN, BOTH, {"GET": 200}),
    "supervision.records": (OPEN, BOTH, {"GET": 200}),
    "supervision.remind": (OPEN, BOTH, {"POST": 400}),
    "supervision.save_notes": (OPEN, BOTH, {"POST": 409}),
    "supervision.session": (OPEN, BOTH, {"GET": 200}),
    "supervision.session_actions": (OPEN, BOTH, {"GET": 200}),
    "supervision.session_agenda": (OPEN, BOTH, {"GET": 200}),
    "supervision.session_file": (OPEN, BOTH, {"GET": 200}),
    "supervision.session_notes": (OPEN, BOTH, {"GET": 409}),
    "supervision.sessions_of_pair": (OPEN, BOTH, {"GET": 200}),
    "supervision.take_away": (OPEN, OWN, {"POST": 303}),  # whoever brought it
    "supervision.write_record": (OPEN, BOTH, {"POST": 409}),
    "supervisors.decline": (OPEN, OWN, {"POST": 303}),
    "supervisors.index": (OPEN, ONE, {"GET": 200}),
    "account.new_recovery_code": (SURE, ONE, {"GET": 200, "POST": 302}),
    "erasing.index": (SURE, ONE, {"GET": 200, "POST": 400}),
    "factors.app": (SURE, ONE, {"GET": 302, "POST": 302}),
    "factors.remove": (SURE, OWN, {"GET": 200, "POST": 303}),
    "passkeys.device": (SURE, OWN, {"GET": 200, "POST": 400}),
    "passkeys.device_options": (SURE, OWN, {"POST": 200}),
    "passkeys.new": (SURE, ONE, {"GET": 200, "POST": 400}),
    "passkeys.new_options": (SURE, ONE, {"POST": 200}),
    "sso.link": (SURE, ONE, {"GET": 404, "POST": 404}),
    "sso.start_from_account": (OPEN, ONE, {"GET": 404}),
    "supervisors.confirm": (SURE, OWN, {"GET": 200, "POST": 303}),
    "admin.account": (ADMIN, AFTER, {"GET": (403, 200), "POST": (403, 303)}),
    "admin.agency_words": (ADMIN, AFTER, {"GET": (200, 404), "POST": (303, 404)}),
    "admin.change_address": (ADMIN, AFTER, {"GET": (403, 200), "POST": (403, 400)}),
    "admin.change_name": (ADMIN, AFTER, {"GET": 200, "POST": 303}),
    "admin.change_resource": (ADMIN, AFTER, {"GET": 200, "POST": 400}),
    "admin.change_unit": (ADMIN, AFTER, {"GET": 200, "POST": 303}),
    "admin.close_unit": (ADMIN, AFTER, {"POST": 409}),
    "admin.confirm_import": (ADMIN, ONE, {"POST": 400}),
    "admin.discard": (ADMIN, ONE, {"POST": 409}),
    "admin.end_role": (ADMIN, AFTER, {"GET": (403, 200), "POST": (403, 303)}),
    "admin.end_supervision": (ADMIN, AFTER, {"GET": 200, "POST": 303}),
    "admin.give_role": (ADMIN, AFTER, {"GET": 200, "POST": 400}),
    "admin.import_file": (ADMIN, ONE, {"GET": 200, "POST": 400}),
    "admin.import_template": (ADMIN, ONE, {"GET": 200}),
    "admin.index": (ADMIN, ONE, {"GET": 200}),
    "admin.invite": (ADMIN, AFTER, {"GET": 409, "POST": 409}),
    "admin.invite_all": (ADMIN, ONE, {"GET": 200, "POST": 200}),
    "admin.move_unit": (ADMIN, AFTER, {"POST": 400}),
    "admin.name_supervisor": (ADMIN, AFTER, {"GET": 200, "POST": 400}),
    "admin.new_person": (ADMIN, ONE, {"GET": 200, "POST": 400}),
    "admin.new_resource": (ADMIN, ONE, {"GET": 200, "POST": 400}),
    "admin.new_unit": (ADMIN, ONE, {"GET": 200, "POST": 400}),
    "admin.offer_start_again": (ADMIN, AFTER, {"GET": (403, 200), "POST": (403, 200)}),
    "admin.panel_questions": (ADMIN, ONE, {"GET": 200, "POST": 400}),
    "admin.people": (ADMIN, ONE, {"GET": 200}),
    "admin.person": (ADMIN, AFTER, {"GET": 200}),
    "admin.publish": (ADMIN, ONE, {"POST": 409}),
    "admin.question_set": (ADMIN, ONE, {"GET": 200}),
    "admin.questions": (ADMIN, ONE, {"GET": 200}),
    "admin.remove_resource": (ADMIN, AFTER, {"GET": 200, "POST": 303}),
    "admin.rename_unit": (ADMIN, AFTER, {"POST": 400}),
    "admin.resources": (ADMIN, ONE, {"GET": 200}),
    "admin.retire": (ADMIN, ONE, {"GET": 200, "POST": 303}),
    "admin.service_clusters": (ADMIN, ONE, {"GET": 200, "POST": 400}),
    "admin.signpost": (ADMIN, ONE, {"GET": 200, "POST": 303}),
    "admin.settings": (ADMIN, ONE, {"GET": 200}),
    "admin.signposts": (ADMIN, ONE, {"GET": 200}),
    "admin.take_apart": (ADMIN, ONE, {"POST": 404}),
    "admin.unit": (ADMIN, AFTER, {"GET": 200}),
    "admin.units_tree": (ADMIN, ONE, {"GET": 200}),
    "admin_log.index": (ADMIN, ONE, {"GET": 200}),
    "data_protection.ask": (DPO, ONE, {"POST": 400}),
    "data_protection.ask_others": (DPO, AFTER, {"POST": 303}),
    "data_protection.close_search": (DPO, AFTER, {"GET": 200, "POST": 303}),
    "data_protection.index": (DPO, ONE, {"GET": 200}),
    "data_protection.lift_hold": (DPO, AFTER, {"GET": 200, "POST": 303}),
    "data_protection.new_hold": (DPO, ONE, {"GET": 200}),
    "data_protection.new_search": (DPO, ONE, {"GET": 200}),
    "data_protection.one_search": (DPO, AFTER, {"GET": 200}),
    "data_protection.place_hold": (DPO, ONE, {"POST": 400}),
    "data_protection.shared_extract": (DPO, AFTER, {"GET": 200}),
    "searches.answer": (OPEN, OWN, {"POST": 400}),
    "searches.asked": (OPEN, OWN, {"GET": 200}),
    "searches.extract": (OPEN, OWN, {"POST": 400}),
    "searches.index": (OPEN, ONE, {"GET": 200}),
    "searches.search": (OPEN, OWN, {"POST": 200}),
}
# Signed out, a few pages are others than for somebody who is signed in.
SIGNED_OUT = {("identity.sign_in", "GET"): 200, ("home.index", "GET"): 200}
# A writing page is its owner's by its token, which is checked before anything is looked up: 400 whoever asks. That
# nobody writes into somebody else's entry is promised in test_nobody_else_reads_an_entry.py.
METHODS = ("GET", "POST", "PUT")
# Who leads the unit of whose thing: a service lead leads their service, and not its teams.
LEADING = {("team_lead", "own"), ("team_lead", "team"), ("service_lead", "own")}


def test_every_endpoint_has_a_row_and_every_row_an_endpoint(sqlite_app: Flask) -> None:
    there = {rule.endpoint for rule in sqlite_app.url_map.iter_rules()}
    assert there - TABLE.keys() == set(), "who may call these?"
    assert TABLE.keys() - there == set(), "these are not there any more"
    for endpoint, (area, _kind, allowed) in TABLE.items():
        assert rule_of(sqlite_app, endpoint) is area, endpoint
        assert set(allowed) == _methods(sqlite_app, endpoint), endpoint


def _methods(app: Flask, endpoint: str) -> set[str]:
    return {method for rule in app.url_map.iter_rules(endpoint) for method in rule.methods or () if method in METHODS}


@pytest.fixture
def world(sqlite_app: Flask) -> Iterator[World]:
    with borrowed():
        yield World(sqlite_app, People(sqlite_app))


def expected(role: str, whose: str, endpoint: str, method: str) -> int:
    """What somebody of this role gets, signed in and with their journal open."""
    area, kind, allowed = TABLE[endpoint]
    value = allowed[method]
    about_self, about_team = value if isinstance(value, tuple) else (value, value)
    if area in ROLE and role != ROLE[area]:
        return 404
    lets_in = {
        ONE: True,
        OWN: whose == "own",
        READER: role == "supervisor" and whose == "team",
        BOTH: whose == "own" or (role == "supervisor" and whose == "team"),
        AFTER: whose in ("own", "team"),
        TEAM: whose == "own" or (whose == "team" and role not in ROLE.values()),
        LED: (role, whose) in LEADING,
        DOES: whose == "own" or (role, whose) in LEADING,
        ABOVE: role == "service_lead",
    }[kind]
    if not lets_in:
        return 404
    return about_team if whose == "team" else about_self


@dataclass
class Walker:
    """Somebody who asks for every address, as one browser after the other."""

    world: World
    person: Enrolled
    browser: Browser = field(init=False)
    csrf: str = field(init=False)
    made: dict[str, dict[tuple[str, ...], dict[str, object]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.enter()

    def enter(self) -> None:
        """Sign in anew, with the journal open."""
        self.world.forget_factors(self.person)
        self.browser = enter(self.world.app, self.person)
        self.csrf = self.browser.get("/notices/").forms()[0].values()["csrf_token"][0]

    def ask(self, rule: Rule, method: str, whose: str) -> TestResponse:
        """One request about a thing of oneself, of the team or of another agency."""
        owner = {"own": self.person, "team": self.world.colleague, "other": self.world.stranger}[whose]
        names = tuple(sorted(rule.arguments))
        made = self.made.setdefault(owner.person_id, {})
        if names not in made or "hold_id" in names:  # a hold ends when something else is made
            made[names] = self.world.things_of(owner, set(names))
        address = self.world.app.url_map.bind("localhost").build(rule.endpoint, made[names], method=method)
        if method == "PUT":
            return self.browser.put(address, {}, csrf=self.csrf)
        data = {"csrf_token": self.csrf} if method == "POST" else None
        return self.browser.open(method, address, data=data, headers={"Origin": self.browser.origin})

    def recover(self, answer: TestResponse, rule: Rule) -> None:
        """After something was done: signed in still, with the journal open, or again; and new things.

        A refusal did nothing. What is another agency’s is there still: nobody here could do anything to it.
        """
        if answer.status_code >= 400:
            return
        method = answer.request.method
        if method != "GET":
            elsewhere = self.world.stranger.person_id
            self.made = {elsewhere: self.made.get(elsewhere, {})}
        if (method != "GET" or rule.endpoint == "identity.leave") and self.browser.open(
            "GET", "/journal/"
        ).status_code != 200:
            self.enter()


def cells(world: World, *kinds: str) -> Iterator[tuple[Rule, str, str]]:
    """Every address, method and owner of the thing that it names."""
    for endpoint, (_area, kind, allowed) in sorted(TABLE.items()):
        (rule, *_others) = world.app.url_map.iter_rules(endpoint)
        for method in allowed:
            for whose in ("own",) if kind == ONE else ("own", "team", "other"):
                if not kinds or whose in kinds or kind == ONE:
                    yield rule, method, whose


@pytest.mark.parametrize("role", [role for role in ROLES if role != "data_protection"])
def test_signed_in_with_the_journal_open(world: World, role: str) -> None:
    assert walked(world, role, cells(world)) == []


def test_a_data_protection_officer_with_the_journal_open(world: World) -> None:
    """Their own pages with everybody's things; of all others, that nothing of anybody else opens."""
    role = "data_protection"
    own = [cell for cell in cells(world) if TABLE[cell[0].endpoint][0] is DPO]
    assert walked(world, role, iter(own)) == []
    walker, wrong = Walker(world, world.actors[role]), []
    for rule, method, whose in cells(world, "team"):
        if expected(role, whose, rule.endpoint, method) == 404:
            status = walker.ask(rule, method, whose).status_code
            wrong += [f"{method} {rule.endpoint}: {status}"] if status != 404 else []
            db.session.rollback()
    assert wrong == []


def walked(world: World, role: str, which: Iterator[tuple[Rule, str, str]]) -> list[str]:
    """What answers somebody of this role otherwise than the table says."""
    walker = Walker(world, world.actors[role])
    wrong = []
    for rule, method, whose in which:
        wanted = expected(role, whose, rule.endpoint, method)
        answer = walker.ask(rule, method, whose)
        if answer.status_code != wanted:
            wrong.append(f"{method} {rule.endpoint} ({whose}): {answer.status_code} instead of {wanted}")
        db.session.rollback()
        if wanted != 404:
            walker.recover(answer, rule)
            if whose == "team" and method != "GET" and answer.status_code < 400:
                world.new_colleague()
    return wrong


# What a role may see is walked above; a lock and a suspension stop every role in the same place, so two are walked.
STOPPED = ("practitioner", "administrator")


@pytest.mark.parametrize("role", STOPPED)
def test_with_the_journal_locked(world: World, role: str) -> None:
    walker = Walker(world, world.actors[role])
    walker.browser.lock()
    wrong = []
    for rule, method, whose in cells(world, "team"):
        area = TABLE[rule.endpoint][0]
        if area not in (OPEN, SURE):
            continue  # as above: the lock has no part in these
        answer = walker.ask(rule, method, whose)
        if not sent_to("/unlock", method, answer):
            wrong.append(f"{method} {rule.endpoint}: {answer.status_code} {answer.location}")
        db.session.rollback()
    assert wrong == []


@pytest.mark.parametrize("role", STOPPED)
def test_some_time_after_the_passphrase_was_typed(world: World, role: str) -> None:
    walker = Walker(world, world.actors[role])
    with write_unit():
        db.session.execute(update(SignInSession).values(passphrase_at=None))
    wrong = []
    for rule, method, whose in cells(world, "team"):
        if TABLE[rule.endpoint][0] is not SURE:
            continue
        answer = walker.ask(rule, method, whose)
        if not sent_to("/account/confirm", method, answer):
            wrong.append(f"{method} {rule.endpoint} ({whose}): {answer.status_code} {answer.location}")
        db.session.rollback()
    assert wrong == []


@pytest.mark.parametrize("role", STOPPED)
def test_a_suspended_persons_open_page_stops_at_the_next_request(world: World, role: str) -> None:
    walker = Walker(world, world.actors[role])
    world.people.suspend(walker.person)
    assert refused_as_signed_out(world, walker) == []


def test_signed_out(world: World) -> None:
    walker = Walker(world, world.stranger)
    walker.browser.sign_out()
    walker.csrf = walker.browser.get("/sign-in").form("passphrase").values()["csrf_token"][0]
    assert refused_as_signed_out(world, walker) == []


def refused_as_signed_out(world: World, walker: Walker) -> list[str]:
    """What answers somebody who is nobody here otherwise than the table says."""
    wrong = []
    for rule, method, _whose in cells(world, "team"):
        answer = walker.ask(rule, method, "team")
        if TABLE[rule.endpoint][0] is PUBLIC or (rule.endpoint, method) in SIGNED_OUT:
            status = TABLE[rule.endpoint][2][method]
            right = answer.status_code == SIGNED_OUT.get((rule.endpoint, method), status)
        else:
            right = sent_to("/sign-in", method, answer)
        if not right:
            wrong.append(f"{method} {rule.endpoint}: {answer.status_code} {answer.location}")
        db.session.rollback()
    return wrong


def sent_to(address: str, method: str, answer: TestResponse) -> bool:
    """Whether somebody was led to what is missing, or a change was refused for it."""
    if method == "GET":
        return answer.status_code == 302 and answer.location.split("?")[0] == address
    return answer.status_code == 401


def test_a_changed_role_bites_at_the_next_request(app: Flask) -> None:
    people = People(app)
    dev, priya = people.enrol("Dev Malik", roles=("administrator",)), people.enrol("Priya Nair")
    his, hers = enter(app, dev), enter(app, priya)
    assert (his.get("/admin/").status, hers.get("/admin/").status) == (200, 404)
    with write_unit():
        db.session.execute(update(Role).where(Role.person_id == dev.person_id).values(until=now()))
        unit_id = roster.place_unit(("Northbridge",))
        roster.give_role(priya.person_id, "administrator", unit_id)
    assert (his.get("/admin/").status, hers.get("/admin/").status) == (404, 200)


def test_an_ended_supervision_bites_at_the_next_request(app: Flask) -> None:
    people = People(app)
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    relation = people.supervise(priya, marcus)
    address = f"/shared/{shared(priya, marcus)}"
    his = enter(app, marcus)
    assert his.get(address).status == 200
    people.end_supervision(relation)
    assert his.get(address).status == 404
