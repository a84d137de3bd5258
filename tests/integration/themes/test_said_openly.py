"""“Who can see what” tells what is written in private from what is said openly, and says of both who cannot see it."""

from flask import Flask

from reflect.home.rules import RELATIONS, open_rules_in_words, recorded_rules_in_words, rules_in_words, shut_out
from reflect.privacy.policy import OPEN, POLICY, RECORDED, Relation, Thing, Verb
from tests.support.browser import Browser

BY_ROLE = (
    *(Relation.SUPERVISOR, Relation.TEAM_LEAD, Relation.SERVICE_LEAD),
    *(Relation.ADMINISTRATOR, Relation.DATA_PROTECTION, Relation.OPERATOR),
)


def test_no_role_opens_anything_that_is_written_in_private() -> None:
    for thing, relations in POLICY.items():
        if thing not in OPEN | RECORDED:
            by_unit = {Relation.UNIT_LEAD, Relation.UNIT_MEMBER, Relation.MEMBER_BELOW, Relation.LEAD_ABOVE}
            assert not relations.keys() & {*BY_ROLE, *by_unit, Relation.COLLEAGUE}, thing


def test_no_administrator_and_no_other_colleague_reads_what_is_said_openly_and_an_operator_may() -> None:
    for thing in OPEN:
        assert not POLICY[thing].keys() & {Relation.ADMINISTRATOR, Relation.COLLEAGUE}, thing
        assert Verb.READ in POLICY[thing][Relation.OPERATOR], thing


def test_a_data_protection_officer_places_holds_and_reads_nothing_but_what_was_sealed_to_them() -> None:
    by_role = {thing for thing, relations in POLICY.items() if Relation.DATA_PROTECTION in relations}
    as_asking = {thing for thing, relations in POLICY.items() if Relation.ASKED_BY in relations}
    assert by_role == RECORDED == {Thing.HOLD}
    assert as_asking == {Thing.SEARCH_TERMS, Thing.SEARCH_EXTRACT}
    assert POLICY[Thing.SEARCH_EXTRACT][Relation.ASKED_BY] == {Verb.READ}
    assert Verb.WRITE not in POLICY[Thing.SEARCH_TERMS][Relation.AUTHOR]


def test_the_page_says_both(app: Flask) -> None:
    page = Browser(app).get("/who-can-see-what")
    with app.test_request_context():
        closed, spoken, out = rules_in_words(), open_rules_in_words(), shut_out()
        assert set(map(str, (RELATIONS[each] for each in BY_ROLE))) <= set(out)
        assert not {rule.thing for rule in closed} & {rule.thing for rule in spoken}
        assert len(closed) + len(spoken) + len(recorded_rules_in_words()) == len(POLICY)
        for rule in spoken:
            said = dict(rule.rows)
            assert said[str(RELATIONS[Relation.ADMINISTRATOR])] is None
            assert rule.thing in page.text
    assert page.text.index("None of these can open what you wrote") < page.text.index("What is said openly at work")
    assert "whoever runs the server can read them too" in page.text
