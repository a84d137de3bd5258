"""What somebody may choose to write about, in few statements and in one order."""

from pathlib import Path

import pytest
from sqlalchemy import event, select, update

from reflect.core.errors import NotFound
from reflect.library import panel, sets
from reflect.library.editions import publish
from reflect.library.models import Edition, Prompt
from reflect.library.panel import PanelText
from reflect.library.report import FINDINGS, about_questions, give_report_link
from reflect.library.themes import themes
from reflect.storage.db import db, write_unit

LINK = "https://report.example/its-silent"


def publish_panel(audience: str = "practitioner", questions: str = "First?\nSecond?") -> str:
    with write_unit():
        draft = panel.draft_panel_questions(PanelText(questions, audience, "41 to 43", LINK))
        publish(draft)
    return draft


def statements(verb) -> int:
    """How many statements a verb sends."""
    seen = []

    def note(*arguments):
        seen.append(arguments[2])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        verb()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_each_audience_is_offered_its_own_paths_and_those_for_everybody(app):
    slugs = {audience: [path.slug for path in sets.paths_for(audience)] for audience in ("practitioner", "supervisor")}
    assert slugs == {
        "practitioner": [
            "left-unsaid",
            "who-is-this-child",
            "how-i-saw-them",
            "racism-was-raised",
            "before-supervision",
            "five-minutes",
        ],
        "supervisor": ["supervision-in-four-steps", "five-minutes"],
    }


def test_somebody_is_first_offered_what_their_role_asks_for(app):
    assert sets.audiences_of({"practitioner"}) == ("practitioner",)
    assert sets.audiences_of({"administrator"}) == ("practitioner",)
    assert sets.audiences_of({"supervisor", "team_lead"}) == ("supervisor", "leader", "practitioner")


def test_a_path_gives_its_prompts_in_order_with_everything_a_page_needs(app):
    path = sets.path("left-unsaid")
    prompts = sets.prompts_of(path)
    assert (path.length, path.minutes, path.whose) == (3, 15, "reflect")
    assert [prompt.code for prompt in prompts] == ["P01", "P02", "P24"]
    first = prompts[0]
    assert (first.set_slug, first.set_version, first.whose) == ("its-silent-practice", 1, "reflect")
    assert len(first.help) == 2
    assert first.themes == ("naming-racism", "confidence-to-talk")
    assert not first.private


def test_a_paths_own_questions_have_codes_and_ask_for_no_theme(app):
    prompts = sets.prompts_of(sets.path("five-minutes"))
    assert [prompt.code for prompt in prompts] == ["five-minutes-1", "five-minutes-2", "five-minutes-3"]
    assert all(not prompt.themes and not prompt.help and not prompt.private for prompt in prompts)


def test_the_question_just_for_oneself_is_private(app):
    private = [p.code for section in sets.choose_prompts("practitioner") for p in section.prompts if p.private]
    assert private == ["P22"]


def test_a_path_that_nobody_offers_is_not_found(app):
    with pytest.raises(NotFound):
        sets.path("no-such-path")
    with pytest.raises(NotFound):
        sets.path("left-unsaid", version=7)


def test_the_question_about_how_somebody_is_has_its_choices(app):
    question = sets.wellbeing_question()
    assert question is not None
    assert "I'd rather not say" in question.choices


def test_the_panels_own_come_first_and_only_for_those_they_are_for(app):
    publish_panel("practitioner")
    first = sets.paths_for("practitioner")[0]
    assert (first.slug, first.whose, first.length, first.minutes) == ("panel-practitioner", "panel", 2, 10)
    assert [prompt.question for prompt in sets.prompts_of(first)] == ["First?", "Second?"]
    assert {prompt.whose for prompt in sets.prompts_of(first)} == {"panel"}
    assert sets.choose_prompts("practitioner")[0].whose == "panel"
    assert all(path.whose == "reflect" for path in sets.paths_for("leader"))


def test_pages_say_whose_the_questions_are_and_link_only_where_somebody_gave_a_link(app):
    about = about_questions()
    assert about.sentence == "These questions were written for Reflect. The Panel’s own are in its report."
    assert about.link is None
    with write_unit():
        give_report_link(LINK)
    assert about_questions().link == LINK
    publish_panel()
    assert about_questions().sentence.startswith("Questions marked as the Panel’s are from its report.")


def test_every_finding_that_a_shipped_question_answers_has_a_short_name(app):
    cited = {code for codes in db.session.scalars(select(Prompt.maps_to)) for code in codes}
    assert cited <= set(FINDINGS)


def test_reading_the_library_costs_one_or_two_statements(app):
    path = sets.path("left-unsaid")
    assert statements(lambda: sets.paths_for("practitioner")) == 1
    assert statements(lambda: sets.prompts_of(path)) == 1
    assert statements(lambda: sets.choose_prompts("practitioner")) == 1
    assert statements(themes) == 1
    assert statements(about_questions) == 2


def test_nothing_goes_stale_when_somebody_else_publishes(app):
    assert sets.paths_for("leader")
    with write_unit():
        db.session.execute(update(Edition).where(Edition.kind == "questions").values(status="retired"))
    assert not sets.paths_for("leader")


def test_the_documentation_names_every_finding_as_the_pages_do(app):
    page = (Path(__file__).parents[3] / "docs" / "library.md").read_text(encoding="utf-8")
    assert all(f"| {code} | {gloss} |" in page for code, gloss in FINDINGS.items())
