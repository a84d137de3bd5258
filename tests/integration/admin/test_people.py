"""What an administrator does about one person: each action works, is refused where it must be, and is theirs to see."""

import re
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from reflect.admin.people.actions import ACTIONS
from reflect.audit.events import ADMINISTRATIVE
from reflect.audit.models import AuditEvent
from reflect.audit.reading import page_of
from reflect.core.clock import now
from reflect.identity.cli import people_commands
from reflect.notices.models import Mail, Notice
from reflect.organisation import roster
from reflect.organisation.models import Person, Role, Supervision, Unit
from reflect.organisation.relations import supervisors_of
from reflect.storage.db import db, write_unit
from reflect.web.days import today
from tests.support.browser import Browser
from tests.support.people import TEAM

LINK = re.compile(r"http://localhost(/(?:enrol|start-again)/[\w-]+)")


@pytest.fixture
def ana(people):
    return people.enrol("Ana Silva")


@pytest.fixture
def marcus(people):
    return people.enrol("Marcus Bell", roles=("supervisor",))


def send(browser, address, **fields):
    """Open a page and send its form."""
    page = browser.get(address)
    assert page.status == 200, page.text
    fields = {name: str(value) if value is not None else None for name, value in fields.items()}
    answer = browser.submit(page.form(next(iter(fields), "csrf_token")), **fields)
    db.session.rollback()  # what the test reads next is read anew
    return answer


def unit_id(name):
    return db.session.scalar(select(Unit.id).where(Unit.name == name))


@dataclass(frozen=True)
class Done:
    """One thing that an administrator can do to somebody: where, with what, and which event tells of it."""

    event: str
    path: str
    fields: dict[str, object] = field(default_factory=dict)
    before: tuple[str, ...] = ()


# Every way in which an administrator can touch a person. What is missing here fails the test below.
DONE = {
    "invite again": Done("invited", "/invite"),
    "start again": Done("start-again-offered", "/start-again"),
    "suspend": Done("suspended", "/account/suspend"),
    "reinstate": Done("reinstated", "/account/reinstate", before=("suspend",)),
    "reset factors": Done("factor-reset-asked", "/account/reset-factors"),
    "stop reset": Done("factor-reset-cancelled", "/account/stop-reset", before=("reset factors",)),
    "leave": Done("left", "/account/leave"),
    "come back": Done("reinstated", "/account/come-back", before=("leave",)),
    "name": Done("name-changed", "/name", {"name": "Ana Silva-Lund"}),
    "address": Done("address-changed", "/address", {"email": "ana.new@test.example"}),
    "unit": Done("unit-changed", "/unit", {"unit": "Assessment"}),
    "give role": Done("role-given", "/roles/new", {"role": "team_lead", "unit": "North team"}),
    "end role": Done("role-ended", "/roles/{role}/end", {"until": "today"}),
    "name supervisor": Done("supervisor-named", "/supervisors/new", {"email": "marcus@test.example"}),
    "end supervision": Done("supervision-ended", "/supervisors/{relation}/end", before=("name supervisor",)),
}


def do(browser, person_id, name):
    done = DONE[name]
    for earlier in done.before:
        do(browser, person_id, earlier)
    role = db.session.scalar(select(Role.id).where(Role.person_id == person_id))
    relation = db.session.scalar(select(Supervision.id).where(Supervision.practitioner_id == person_id))
    fields = {
        key: unit_id(value) if key == "unit" else today() if value == "today" else value
        for key, value in done.fields.items()
    }
    path = done.path.format(role=role, relation=relation)
    page = send(browser, f"/admin/people/{person_id}{path}", **fields)
    assert page.status == 200, page.text
    db.session.rollback()
    return page


@pytest.mark.parametrize("name", DONE)
def test_everything_done_to_somebody_is_recorded_with_who_did_it_and_is_theirs_to_see(
    app, administrator, people, marcus, name
):
    person_id = people.on_roster("Ana Silva") if name == "invite again" else people.enrol("Ana Silva").person_id
    do(administrator, person_id, name)
    dev = db.session.scalar(select(Person.id).where(Person.name == "Dev Okafor"))
    latest = page_of(AuditEvent.about_id == person_id)[0][0]
    assert (latest.event, latest.actor_id) == (DONE[name].event, dev)


def test_no_action_of_an_administrator_is_missing_above(app):
    reached = {done.path for done in DONE.values()}
    for action in ACTIONS:
        assert f"/account/{action}" in reached
    rules = {
        re.sub(r"<\w+:(role|relation)_id>", r"{\1}", rule.rule.removeprefix("/admin/people/<id:person_id>"))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/admin/people/<id:person_id>/") and "POST" in (rule.methods or ())
    }
    assert rules - {"/account/<action>"} == {path for path in reached if not path.startswith("/account/")}
    about_people = {done.event for done in DONE.values()} - {"factor-reset-cancelled"}
    assert about_people <= ADMINISTRATIVE


def test_ending_a_supervision_says_what_it_closes_and_nothing_before_a_yes(administrator, people, ana, marcus):
    do(administrator, ana.person_id, "name supervisor")
    relation = db.session.scalar(select(Supervision.id).where(Supervision.practitioner_id == ana.person_id))
    ending = f"/admin/people/{ana.person_id}/supervisors/{relation}/end"
    waiting = administrator.get(ending).text
    assert "so nothing was shared in supervision" in waiting
    assert "can no longer open" not in waiting
    send(administrator, ending)
    confirmed = administrator.get(f"/admin/people/{ana.person_id}/supervisors/{people.supervise(ana, marcus)}/end").text
    assert "can no longer open what Ana Silva shared" in confirmed


def test_what_was_done_stands_in_the_persons_own_log(app, administrator, ana):
    do(administrator, ana.person_id, "name")
    assert "Dev Okafor" in Browser(app).sign_in(ana).get("/account/log").text


def test_an_invitation_is_shown_once_and_lets_exactly_that_person_in(app, administrator, people):
    person_id = people.on_roster("Bea Lund")
    page = do(administrator, person_id, "invite again")
    assert page.title.startswith("Invitation for Bea Lund")
    link = LINK.search(page.html)
    assert link is not None
    assert "Welcome, Bea Lund" in Browser(app).get(link[1]).text
    assert not LINK.search(administrator.get(f"/admin/people/{person_id}").html)
    assert "Invited" in administrator.get(f"/admin/people/{person_id}").text
    do(administrator, person_id, "invite again")
    assert Browser(app).get(link[1]).status == 404
    assert db.session.scalar(select(func.count(Mail.id))) == 0


def test_somebody_who_has_an_account_cannot_be_invited_again(administrator, ana):
    assert administrator.get(f"/admin/people/{ana.person_id}/invite").status == 409


def test_everybody_who_waits_is_invited_at_once(administrator, people):
    for name in ("Bea Lund", "Cai Owen"):
        people.on_roster(name)
    page = send(administrator, "/admin/invitations")
    assert "Bea Lund" in page.text
    assert len(set(LINK.findall(page.html))) == 2
    assert "Everybody has an account or an invitation that works." in administrator.get("/admin/invitations").text


def test_somebody_new_is_added_with_role_supervisor_and_invitation(app, administrator, marcus):
    page = send(
        administrator,
        "/admin/people/new",
        name="  Bea   Lund ",
        email="Bea@Test.example",
        unit=unit_id("North team"),
        role="practitioner",
        supervisor=marcus.email,
        invite="y",
    )
    assert LINK.search(page.html)
    bea = db.session.scalar(select(Person).where(Person.email == "bea@test.example"))
    assert bea is not None
    assert bea.name == "Bea Lund"
    assert supervisors_of(bea.id) == []
    text = administrator.get(f"/admin/people/{bea.id}").text
    for words in ("practitioner", "Marcus Bell", "Waits for their yes", "Invited"):
        assert words in text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "Enter a name"),
        ({"name": "=HYPERLINK(1)"}, "A name cannot begin with “=”"),
        ({"name": "x" * 201}, "Enter a name of 200 characters or fewer"),
        ({"email": "nobody"}, "Enter an e-mail address, for example"),
        ({"email": "a@b\x00.example"}, "Enter an e-mail address, for example"),
        ({"email": "dev@test.example"}, "Somebody on the roster has this address already."),
        ({"unit": "0" * 26}, "Choose one from the list."),
        ({"role": "king"}, "Choose one from the list."),
        ({"supervisor": "who@test.example"}, "Nobody on the roster has this address."),
    ],
)
def test_a_mistake_about_somebody_new_is_named_and_nothing_typed_is_lost(administrator, changes, sentence):
    typed = {
        "name": "Bea Lund",
        "email": "bea@test.example",
        "unit": unit_id("Northbridge"),
        "role": "practitioner",
        "supervisor": "",
    }
    page = send(administrator, "/admin/people/new", **{**typed, **changes})
    assert page.status == 400
    assert sentence in page.text
    assert page.title.startswith("Error: ")
    values = page.form("email").values()
    for name in ("name", "email", "supervisor"):
        if "\x00" not in str(changes.get(name, "")):
            assert values[name] == [{**typed, **changes}[name]]
    assert db.session.scalar(select(func.count(Person.id)).where(Person.name == "Bea Lund")) == 0


@pytest.mark.parametrize(
    ("path", "fields", "sentence"),
    [
        ("/name", {"name": ""}, "Enter a name"),
        ("/address", {"email": "ana@test.example"}, "This is their address already."),
        ("/address", {"email": "dev@test.example"}, "Somebody on the roster has this address already."),
        ("/address", {"email": "@"}, "Enter an e-mail address"),
        ("/unit", {"unit": "nowhere"}, "Choose one from the list."),
        ("/roles/new", {"role": "team_lead", "since": "yesterday"}, "Enter the day as numbers"),
        ("/roles/new", {"role": "team_lead", "since": "2020-01-01"}, "Choose today or a later day."),
        ("/supervisors/new", {"email": "nobody@test.example"}, "Nobody on the roster has this address."),
        ("/supervisors/new", {"email": "ana@test.example"}, "Nobody can be their own supervisor."),
    ],
)
def test_a_mistake_in_a_change_is_named_and_changes_nothing(administrator, ana, path, fields, sentence):
    before = db.session.scalar(select(func.count(AuditEvent.id)))
    page = send(administrator, f"/admin/people/{ana.person_id}{path}", **fields)
    assert page.status == 400
    assert sentence in page.text
    values = page.form(next(iter(fields))).values()
    if "unit" not in fields:
        assert {name: [value] for name, value in fields.items()}.items() <= values.items()
    db.session.rollback()
    assert db.session.scalar(select(func.count(AuditEvent.id))) == before


def test_a_suspended_persons_open_page_stops_at_the_next_request_and_goes_on_later(app, administrator, ana):
    hers = Browser(app).sign_in(ana)
    do(administrator, ana.person_id, "suspend")
    assert "/sign-in" in hers.get("/account/").address
    send(administrator, f"/admin/people/{ana.person_id}/account/reinstate")
    Browser(app).sign_in(ana)


def test_a_changed_role_bites_at_the_next_request(app, administrator, people):
    lin = people.enrol("Lin Moss", roles=("administrator",), unit=TEAM[:1])
    hers = Browser(app).sign_in(lin)
    assert hers.get("/admin/").status == 200
    do(administrator, lin.person_id, "end role")
    assert hers.get("/admin/").status == 404


def test_a_role_can_begin_on_a_later_day(app, administrator, ana):
    unit = unit_id("North team")
    day = today() + timedelta(days=3)
    send(
        administrator,
        f"/admin/people/{ana.person_id}/roles/new",
        role="administrator",
        unit=unit,
        since=day,
    )
    assert Browser(app).sign_in(ana).get("/admin/").status == 404
    with time_machine.travel(now() + timedelta(days=4)):
        assert Browser(app).sign_in(ana).get("/admin/").status == 200


def test_a_role_that_begins_later_can_begin_today_instead(app, administrator, ana):
    address = f"/admin/people/{ana.person_id}/roles/new"
    wanted = {"role": "administrator", "unit": unit_id("North team")}
    send(administrator, address, **wanted, since=today() + timedelta(days=3))
    send(administrator, address, **wanted, since=today())
    assert Browser(app).sign_in(ana).get("/admin/").status == 200
    held = select(func.count()).where(Role.person_id == ana.person_id, Role.role == "administrator")
    assert db.session.scalar(held) == 1


@pytest.mark.parametrize("role", ["administrator", "data_protection", "service_lead"])
def test_who_looks_after_more_is_let_in_by_nobody_who_looks_after_less(app, administrator, people, role):
    lin = Browser(app).sign_in(people.enrol("Lin Moss", roles=("administrator",)))
    above = {"start-again": people.enrol("Bo Hart").person_id, "invite": people.on_roster("Cy Dunn")}
    with write_unit():
        for person_id in above.values():
            roster.give_role(person_id, role, roster.place_unit(TEAM[:1]))
    addresses = [("address", person_id) for person_id in above.values()]  # to which a link would be mailed
    for path, person_id in [*above.items(), *addresses]:
        refused = lin.get(f"/admin/people/{person_id}/{path}")
        assert refused.status == 403
        assert "look after units that you do not" in refused.text
        assert administrator.get(f"/admin/people/{person_id}/{path}").status == 200
    assert "Everybody has an account or an invitation" in lin.get("/admin/invitations").text
    assert "1 person has neither" in administrator.get("/admin/invitations").text


def test_what_reaches_beyond_a_unit_is_offered_to_whoever_looks_after_all_of_it(app, administrator, people):
    lin = Browser(app).sign_in(people.enrol("Lin Moss", roles=("administrator",)))
    bo = people.enrol("Bo Hart").person_id
    here = f"/admin/people/{bo}"
    beyond = {f"{here}/address", f"{here}/start-again", f"{here}/account/leave", f"{here}/account/reset-factors"}
    assert beyond <= set(lin.get(here).links())
    form = lin.get(f"{here}/account/leave").form(action="/leave")
    with write_unit():
        roster.give_role(bo, "service_lead", roster.place_unit(TEAM[:1]))
    offered = {link for link in lin.get(here).links() if link.startswith(f"{here}/")}
    assert f"{here}/account/suspend" in offered
    assert {lin.get(link).status for link in offered} == {200}
    assert {lin.get(link).status for link in beyond} == {403}
    assert "Whoever looks after those too can do more here." in lin.get(here).text
    assert lin.submit(form).status == 403  # a page that was open before
    assert beyond <= set(administrator.get(here).links())


@pytest.mark.parametrize("role", ["administrator", "data_protection", "service_lead"])
def test_a_link_made_before_somebody_looked_after_others_works_no_more(app, administrator, people, role):
    lin = Browser(app).sign_in(people.enrol("Lin Moss", roles=("administrator",)))
    person_id = people.on_roster("Cy Dunn")
    form = lin.get(f"/admin/people/{person_id}/invite").form(action="/invite")
    link = re.search(r"/enrol/[\w-]+", lin.submit(form).text)[0]
    assert Browser(app).get(link).status == 200
    send(administrator, f"/admin/people/{person_id}/roles/new", role=role, unit=unit_id("North team"), since=today())
    assert Browser(app).get(link).status == 404


def test_a_link_made_before_a_command_gave_such_a_role_works_no_more(app, administrator, ana):
    link = LINK.search(send(administrator, f"/admin/people/{ana.person_id}/start-again").html)[1]
    assert Browser(app).get(link).status == 200
    given = ["--name", "Ana Silva", "--unit", " / ".join(TEAM), "--role", "administrator"]
    assert app.test_cli_runner().invoke(people_commands, ["invite", ana.email, *given]).exit_code == 0
    assert Browser(app).get(link).status == 404


def test_a_role_ends_by_whoever_looks_after_the_unit_that_it_is_held_in(app, administrator, people):
    lin = Browser(app).sign_in(people.enrol("Lin Moss", roles=("administrator",)))
    bo = people.enrol("Bo Hart").person_id
    with write_unit():
        roster.give_role(bo, "service_lead", roster.place_unit(TEAM[:1]))
        roster.give_role(bo, "team_lead", roster.place_unit(TEAM))
    above, below = (
        db.session.scalar(select(Role.id).where(Role.person_id == bo, Role.role == role))
        for role in ("service_lead", "team_lead")
    )
    refused = lin.get(f"/admin/people/{bo}/roles/{above}/end")
    assert refused.status == 403
    assert "You do not look after Northbridge." in refused.text
    assert [link for link in lin.get(f"/admin/people/{bo}").links() if link.endswith(f"{above}/end")] == []
    for browser, role in ((lin, below), (administrator, above)):
        assert "The role ends." in send(browser, f"/admin/people/{bo}/roles/{role}/end", until=today()).text


def test_whoever_has_left_is_signed_out_without_roles_and_supervision_and_can_come_back(
    app, administrator, people, ana, marcus
):
    people.supervise(ana, marcus)
    his = Browser(app).sign_in(marcus)
    do(administrator, marcus.person_id, "leave")
    assert "/sign-in" in his.get("/account/").address
    assert supervisors_of(ana.person_id) == []
    told = db.session.scalars(select(Notice.kind).where(Notice.person_id == ana.person_id)).all()
    assert "supervision-ended" in told
    send(administrator, f"/admin/people/{marcus.person_id}/account/come-back")
    Browser(app).sign_in(marcus)
    assert supervisors_of(ana.person_id) == []


@pytest.mark.parametrize(
    "path", ["/account/suspend", "/account/leave", "/account/reset-factors", "/start-again", "/address"]
)
def test_nobody_does_these_things_to_their_own_account(administrator, path):
    own = db.session.scalar(select(Person.id).where(Person.name == "Dev Okafor"))
    assert administrator.get(f"/admin/people/{own}{path}").status == 403
    assert "your own account" in administrator.get(f"/admin/people/{own}").text


def test_the_last_administrators_own_role_stays(administrator):
    own = db.session.scalar(select(Person.id).where(Person.name == "Dev Okafor"))
    role = db.session.scalar(select(Role.id).where(Role.person_id == own))
    assert administrator.get(f"/admin/people/{own}/roles/{role}/end").status == 403


def test_the_earlier_address_is_told_and_the_new_one_signs_in(app, administrator, ana):
    do(administrator, ana.person_id, "address")
    mail = db.session.scalars(select(Mail)).one()
    assert (mail.address, mail.kind) == (ana.email, "address-changed")
    again = administrator.get(f"/admin/people/{ana.person_id}/address").text
    assert "tell them yourself" in again, "no mail leaves this installation"
    form = Browser(app).get("/sign-in").form("passphrase")
    assert Browser(app).submit(form, email=ana.email, passphrase="calm river open window").status == 400
    browser = Browser(app)
    form = browser.get("/sign-in").form("passphrase")
    page = browser.submit(form, email="ana.new@test.example", passphrase="calm river open window")
    assert page.address == "/"


def test_for_seven_days_after_a_new_address_nobody_can_be_started_again(app, administrator, ana):
    do(administrator, ana.person_id, "address")
    refused = send(administrator, f"/admin/people/{ana.person_id}/start-again")
    assert refused.status == 409
    assert "less than seven days ago" in refused.text
    with time_machine.travel(now() + timedelta(days=7, minutes=1)):
        dev = db.session.scalar(select(Person).where(Person.name == "Dev Okafor"))
        browser = Browser(app)
        form = browser.get("/sign-in").form("passphrase")
        browser.submit(form, email=dev.email, passphrase="calm river open window")
        assert LINK.search(send(browser, f"/admin/people/{ana.person_id}/start-again").html)


def test_a_named_supervisor_is_nobody_until_the_person_says_yes(app, administrator, ana, marcus):
    do(administrator, ana.person_id, "name supervisor")
    assert supervisors_of(ana.person_id) == []
    assert db.session.scalars(select(Mail.address).where(Mail.kind == "supervisor-named")).all() == [ana.email]
    again = send(administrator, f"/admin/people/{ana.person_id}/supervisors/new", email=marcus.email)
    assert "entered as their supervisor already" in again.text


def test_an_administrator_who_names_themselves_supervises_nobody(app, administrator, ana):
    send(administrator, f"/admin/people/{ana.person_id}/supervisors/new", email="dev@test.example")
    assert supervisors_of(ana.person_id) == []


@pytest.mark.parametrize("path", ["", "/unit", "/account/suspend", "/roles/new", "/supervisors/new", "/invite"])
def test_nobodys_id_is_not_found(administrator, path):
    assert administrator.get(f"/admin/people/{'0' * 26}{path}").status == 404
    assert administrator.get(f"/admin/people/nonsense{path}").status == 404


def test_somebody_elses_role_or_relation_is_not_found(administrator, ana):
    for path in (f"/roles/{'0' * 26}/end", f"/supervisors/{'0' * 26}/end", "/account/nonsense"):
        assert administrator.get(f"/admin/people/{ana.person_id}{path}").status == 404
