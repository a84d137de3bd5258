"""A file of the roster: looked at first, imported whole or not at all, and the same again changes nothing."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from reflect.audit.models import AuditEvent
from reflect.audit.reading import page_of
from reflect.notices.models import Mail, Notice
from reflect.organisation import roster_file
from reflect.organisation.importing import check_roster, import_roster
from reflect.organisation.models import Person, Role, Supervision, Unit
from reflect.organisation.relations import supervisors_of
from reflect.storage.db import db, write_unit
from tests.support.browser import Browser
from tests.support.people import TEAM

HEAD = "name,email,partnership,agency,service,team,role,supervisor_email"
ANA = "Ana Silva,ana@x.example,Northbridge,Social care,Assessment,North team,practitioner,bo@x.example"
BO = "Bo Lund,bo@x.example,Northbridge,Social care,Assessment,North team,supervisor,"
LIMIT = 20  # seconds for 5,000 people, on a busy machine with two cores


def csv(*lines: str) -> bytes:
    return "\r\n".join([HEAD, *lines, ""]).encode()


def counts():
    db.session.rollback()
    return {
        table.__tablename__: db.session.scalar(select(func.count()).select_from(table))
        for table in (Unit, Person, Role, Supervision, AuditEvent, Notice, Mail)
    }


def bring_in(data, **values):
    with write_unit():
        return import_roster(data, enrolled=frozenset(), **values)


def upload(browser: Browser, data: bytes):
    """Send a file as a browser does. Put together here: the test client leaves its own temporary files open."""
    token = browser.get("/admin/import").form("file").values()["csrf_token"][0]
    parts = [
        b'Content-Disposition: form-data; name="csrf_token"\r\n\r\n' + token.encode(),
        b'Content-Disposition: form-data; name="file"; filename="people.csv"\r\nContent-Type: text/csv\r\n\r\n' + data,
    ]
    body = b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    return browser.post("/admin/import", body, content_type="multipart/form-data; boundary=edge")


def problems(data: bytes) -> dict[int, str]:
    return {problem.line: problem.sentence for problem in check_roster(data).problems}


@pytest.mark.parametrize("encode", [csv, lambda *lines: b"\xef\xbb\xbf" + csv(*lines).replace(b",", b";")])
def test_people_units_roles_and_supervisors_come_in(app, encode):
    plan = bring_in(encode(ANA, BO))
    assert plan.imported
    ana = db.session.scalar(select(Person).where(Person.email == "ana@x.example"))
    assert ana.name == "Ana Silva"
    assert [(role.role, role.until) for role in db.session.scalars(select(Role).where(Role.person_id == ana.id))] == [
        ("practitioner", None)
    ]
    assert supervisors_of(ana.id) == []
    assert db.session.scalars(select(Notice.kind).where(Notice.person_id == ana.id)).all() == ["supervisor-named"]
    assert db.session.scalar(select(func.count(Unit.id))) == 4
    assert {event.event for event in page_of(AuditEvent.about_id == ana.id)[0]} == {"role-given", "supervisor-named"}


def test_the_same_file_again_changes_nothing(app):
    data = csv(ANA, BO)
    bring_in(data)
    before = counts()
    plan = bring_in(data)
    assert plan.nothing
    assert counts() == {**before, "audit_event": before["audit_event"] + 1}


def test_a_declined_supervisor_is_not_asked_about_again(app, people):
    bring_in(csv(ANA, BO))
    with write_unit():
        db.session.scalars(select(Supervision)).one().declined_at = db.session.scalars(select(Person.joined_at)).first()
    assert check_roster(csv(ANA, BO)).supervisions == []


def test_names_and_units_that_differ_are_changed_and_nothing_is_ended(app):
    bring_in(csv(ANA, BO))
    other = ANA.replace("Ana Silva", "Ana Lund").replace("North team", "South team").replace(",bo@x.example", ",")
    plan = bring_in(csv(other, BO))
    assert [(change.before, change.after) for change in plan.changes] == [
        ("Ana Silva", "Ana Lund"),
        ("Northbridge, Social care, Assessment, North team", "Northbridge, Social care, Assessment, South team"),
    ]
    ana = db.session.scalar(select(Person).where(Person.email == "ana@x.example"))
    assert ana.name == "Ana Lund"
    assert db.session.scalar(select(Supervision.until)) is None
    events = [event.event for event in page_of(AuditEvent.about_id == ana.id)[0]]
    assert {"name-changed", "unit-changed"} <= set(events)


def test_somebody_may_stand_on_several_lines_with_a_role_each(app):
    lead = BO.replace("North team,supervisor", ",service_lead")
    bring_in(csv(ANA, BO, lead))
    bo = db.session.scalar(select(Person).where(Person.email == "bo@x.example"))
    held = db.session.execute(select(Role.role, Unit.kind).join(Unit).where(Role.person_id == bo.id)).all()
    assert set(map(tuple, held)) == {("supervisor", "team"), ("service_lead", "service")}
    assert db.session.get_one(Unit, bo.unit_id).name == "North team"


def test_who_is_missing_is_listed_and_untouched_in_the_files_agencies_alone(app, people):
    bring_in(csv(ANA, BO))
    people.on_roster("Noor Haddad", unit=("Northbridge", "Community health"))
    before = counts()
    plan = check_roster(csv(BO))
    assert [missing.email for missing in plan.missing] == ["ana@x.example"]
    assert counts() == before


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (",a@x.example,N,,,,,", "Enter a name"),
        ("=cmd,a@x.example,N,,,,,", "A name cannot begin with “=”"),
        ("A,+a@x.example,N,,,,,", "An e-mail address cannot begin with “+”."),
        ("A,nobody,N,,,,,", "Enter an e-mail address"),
        ("A,a@x.example,,,,,,", "Give the unit from the partnership down, without a gap."),
        ("A,a@x.example,N,,S,,,", "Give the unit from the partnership down, without a gap."),
        ("A,a@x.example,N,@1,,,,", "A name cannot begin with “@”"),
        ("A,a@x.example,N,,,,king,", "The role has to be one of"),
        ("A,a@x.example,N,,,,,nobody@x.example", "is neither in the file nor on the roster."),
        ("A,a@x.example,N,,,,,a@x.example", "Nobody can be their own supervisor."),
        ("A,a@x.example,N,,,,,@@", "Enter an e-mail address"),
        ("A,a@x.example,N", "There are more or fewer values than columns."),
        ("A,a@x.example,N,,,,,,,", "There are more or fewer values than columns."),
        ("A\x00,a@x.example,N,,,,,", "holds a character that no name needs"),
        (f"{'x' * 201},a@x.example,N,,,,,", "200 characters or fewer"),
        (f"A,{'x' * 250}@x.example,N,,,,,", "Enter an e-mail address"),
        ("Bo Other,bo@x.example,N,,,,,", "stands on line 2 with another name."),
    ],
)
def test_a_bad_line_is_named_with_its_mend_and_nothing_is_written(app, line, sentence):
    before = counts()
    found = problems(csv(BO, line))
    assert list(found) == [3]
    assert sentence in found[3]
    bring_in(csv(BO, line))
    assert counts() == before


@pytest.mark.parametrize(
    ("data", "line", "sentence"),
    [
        (b"", 1, "The file holds no people."),
        (b"\n\n", 1, "The file holds no people."),
        (HEAD.encode(), 1, "The file holds no people."),
        (b"name,email\nA,a@x.example", 1, "The first line has to be"),
        (csv(BO).replace(b"Lund", b"L\xfcnd"), 2, "This is not UTF-8."),
        ("\ufeff".join([HEAD, BO]).encode("utf-16"), 1, "This is not UTF-8."),
        (csv(BO, 'An"a,"x'), 3, "This line cannot be read"),
        (csv(BO, '"never ends'), 3, "This line cannot be read"),
        (b"x" * (2 * 1024 * 1024 + 1), 1, "larger than 2 MB"),
        (csv(*[f"A,a{n}@x.example,N,,,,," for n in range(20_001)]), 20_002, "more than 20,000 people"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(app, data, line, sentence):
    found = problems(data)
    assert sentence in found[line]


def test_lines_are_counted_as_an_editor_counts_them(app):
    quoted = BO.replace("Bo Lund", '"Bo\r\nLund"')
    assert list(problems(csv("", quoted, "", ANA.replace("Ana Silva", "")))) == [6]


def test_somebody_who_has_left_is_named_and_not_brought_back(app, people):
    bring_in(csv(ANA, BO))
    with write_unit():
        ana = db.session.scalar(select(Person).where(Person.email == "ana@x.example"))
        ana.left_at = ana.joined_at
    assert "has left" in problems(csv(ANA, BO))[2]
    assert "has left" in problems(csv(BO.replace(",supervisor,", ",supervisor,ana@x.example")))[2]


def test_five_thousand_people_are_checked_and_imported_in_seconds_and_line_4321_is_named(app):
    lines = [
        f"Person {n},p{n}@x.example,Northbridge,Agency {n % 9},Service {n % 60 // 9},Team {n % 7},practitioner,"
        f"{'p' + str(n - n % 10) + '@x.example' if n % 10 else ''}"
        for n in range(5000)
    ]
    bad = [*lines]
    bad[4321 - 2] = bad[4321 - 2].replace(",practitioner,", ",king,")
    before = counts()
    assert list(problems(csv(*bad))) == [4321]
    bring_in(csv(*bad))
    assert counts() == before

    started = time.monotonic()
    plan = check_roster(csv(*lines))
    checked = time.monotonic()
    bring_in(csv(*lines))
    imported = time.monotonic()
    assert len(plan.people) == 5000
    assert counts()["person"] == 5000
    assert checked - started < LIMIT
    assert imported - checked < LIMIT


def test_an_administrator_sees_the_plan_then_imports_exactly_it(app, administrator):
    before = counts()
    page = upload(administrator, csv(ANA, BO))
    assert page.status == 200, page.text
    for words in ("Nothing has been imported yet.", "Ana Silva, ana@x.example", "Northbridge / Social care"):
        assert words in page.text
    assert counts() == before
    form = page.form("packed")
    done = administrator.submit(form)
    assert "The file is imported." in done.text
    db.session.rollback()
    ana = db.session.scalar(select(Person).where(Person.email == "ana@x.example"))
    dev = db.session.scalar(select(Person.id).where(Person.name == "Dev Okafor"))
    assert {event.actor_id for event in page_of(AuditEvent.about_id == ana.id)[0]} == {dev}
    assert "Nothing: everything stands as the file says already." in upload(administrator, csv(ANA, BO)).text
    again = administrator.submit(form)
    assert again.status == 409
    assert "The roster has changed since you looked" in again.text


def test_bad_lines_are_listed_on_the_page_and_nothing_is_imported(administrator):
    before = counts()
    page = upload(administrator, csv(BO, ANA.replace("ana@", "ana"), "x"))
    assert page.status == 400
    assert "Line 3: Enter an e-mail address" in page.text
    assert "Line 4: There are more or fewer values" in page.text
    assert counts() == before


def test_no_file_is_a_mistake_with_its_mend(administrator):
    page = administrator.submit(administrator.get("/admin/import").form("file"))
    assert page.status == 400
    assert "Choose a file." in page.text


@pytest.mark.parametrize("changes", [{"packed": ""}, {"packed": "x"}, {"token": ""}, {"token": "a.b"}, {"token": None}])
def test_what_was_not_checked_is_not_imported(administrator, changes):
    form = upload(administrator, csv(ANA, BO)).form("packed")
    before = counts()
    page = administrator.submit(form, **changes)
    assert page.status == 400
    assert "This is not the file that was checked" in page.text
    assert counts() == before


def test_another_file_under_the_token_of_a_checked_one_is_refused(administrator):
    checked, other = upload(administrator, csv(ANA, BO)), upload(administrator, csv(BO))
    packed = other.form("packed").values()["packed"][0]
    assert administrator.submit(checked.form("packed"), packed=packed).status == 400


def test_one_administrators_check_is_no_others(app, administrator, people):
    form = upload(administrator, csv(ANA, BO)).form("packed")
    lin = Browser(app).sign_in(people.enrol("Lin Moss", roles=("administrator",), unit=TEAM[:1]))
    own = lin.get("/admin/import").form("file").values()["csrf_token"][0]
    assert lin.submit(form, csrf_token=own).status == 400


def test_a_file_reaches_no_further_than_its_administrator(app, people):
    people.on_roster("Noor Haddad", unit=("Northbridge", "Community health"))
    own = Browser(app).sign_in(people.enrol("Lin Moss", roles=("administrator",), unit=TEAM[:2]))
    page = upload(
        own,
        csv(
            ANA,
            BO,
            "C,c@x.example,Northbridge,Community health,,,,",
            "D,d@x.example,Elsewhere,,,,,",
            "Noor Haddad,noor@test.example,Northbridge,Social care,,,,",
        ),
    )
    assert page.status == 400
    for line in (4, 5, 6):
        assert f"Line {line}: " in page.text
    assert "Line 2: " not in page.text


def test_a_large_file_goes_through_both_steps(app, administrator):
    lines = [f"Person {n} {n * 7919:x},p{n}@x.example,Northbridge,Agency,Service,Team,," for n in range(15_000)]
    page = upload(administrator, csv(*lines))
    assert page.status == 200
    assert "and 14800 more" in page.text


def test_a_body_beyond_all_limits_is_refused_with_a_sentence(administrator):
    assert upload(administrator, b"x" * 4 * 1024 * 1024).status == 413


def test_the_file_to_begin_with_can_be_imported_as_it_is(app, administrator):
    answer = administrator.open("GET", "/admin/import/template.csv")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert check_roster(answer.get_data()).problems == []
    assert answer.get_data().decode().splitlines()[0] == ",".join(roster_file.COLUMNS)


CELL = st.text(st.sampled_from('a@x.,;"\r\n=\x00ü '), max_size=12) | st.sampled_from(
    ["Ana", "a@x.example", "Northbridge", "practitioner", "", "b@x.example"]
)


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(str.encode)
    | st.lists(st.lists(CELL, max_size=9)).map(lambda rows: csv(*[",".join(row) for row in rows]))
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_file_holds_it_is_imported_whole_or_named_line_by_line(sqlite_app, data):
    before = counts()
    plan = bring_in(data)
    if plan.problems:
        assert counts() == before
        assert all(problem.line >= 1 and problem.sentence for problem in plan.problems)
    else:
        assert bring_in(data).nothing
