"""An administrator pastes the Panel's own questions; people are offered them first, marked as the Panel's."""

import pytest
from sqlalchemy import select

from reflect.audit.models import AuditEvent
from reflect.library import sets
from reflect.library.models import Edition
from reflect.library.report import report_link
from reflect.storage.db import db
from tests.support.browser import Browser

LINK = "https://report.example/its-silent"
PASTED = "How do we talk about race?\n\nWhose voice is missing?"
TYPED = {"link": LINK, "audience": "practitioner", "pages": "41 to 43", "questions": PASTED}


def paste(browser: Browser, *, do: str = "preview", **changes):
    form = browser.get("/admin/questions/panel").form("questions")
    return browser.submit(form, **{**TYPED, "do": do, **changes})


def offered_first():
    """The first path that practitioners are offered now, in a snapshot of its own."""
    db.session.rollback()
    return sets.paths_for("practitioner")[0]


def test_the_form_comes_empty(administrator):
    values = administrator.get("/admin/questions/panel").form("questions").values()
    values.pop("csrf_token")
    assert values == {"link": [""], "pages": [""], "questions": [""]}


def test_pasted_questions_are_previewed_then_published_first_and_marked(administrator):
    preview = paste(administrator)
    assert preview.status == 200
    assert "Nobody is offered these questions yet" in preview.text
    assert "41 to 43" in preview.text
    assert "How do we talk about race?" in preview.text
    assert LINK in administrator.get("/admin/questions/").links()
    assert offered_first().whose == "reflect"

    done = administrator.submit(preview.form(action="/publish"))
    assert "The questions are published." in done.text
    first = offered_first()
    assert first.whose == "panel"
    assert first.title == "The Panel’s own questions for practitioners"
    assert [prompt.question for prompt in sets.prompts_of(first)] == [
        "How do we talk about race?",
        "Whose voice is missing?",
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"questions": ""}, "Paste at least one question, as it stands in the report"),
        ({"questions": "A?\nA?"}, "Lines 1 and 2 are the same question."),
        ({"questions": "A\x00?"}, "Line 1 holds a character that no text needs. Type it again."),
        ({"pages": ""}, "Enter the page of the report, for example 41 to 43"),
        ({"pages": "4" * 101}, "Enter the page of the report, for example 41 to 43"),
        ({"pages": "4\x00"}, "Enter the page of the report, for example 41 to 43"),
        ({"audience": None}, "Choose for whom the Panel wrote these questions"),
        ({"audience": "nobody"}, "Choose one from the list."),
        ({"link": "javascript:alert(1)"}, "Enter the whole address, beginning with https://"),
        ({"link": ""}, "Enter the whole address, beginning with https://"),
    ],
)
def test_a_mistake_is_named_and_everything_typed_is_still_there(administrator, changes, sentence):
    page = paste(administrator, **changes)
    assert page.status == 400
    assert sentence in page.text
    assert page.title.startswith("Error: ")
    kept = {**TYPED, **changes}
    values = page.form("questions").values()
    assert values["questions"] == [kept["questions"].replace("\x00", "\ufffd")]
    if "\x00" not in kept["pages"]:
        assert values["pages"] == [kept["pages"]]
    assert values["link"] == [kept["link"]]
    assert offered_first().whose == "reflect"


def test_the_address_of_the_report_can_be_given_alone(administrator):
    page = paste(administrator, do="link", audience=None, pages="", questions="half a line that is not ready")
    assert "The address of the report is saved." in page.text
    db.session.rollback()
    assert report_link() == LINK
    assert administrator.get("/admin/questions/panel").form("questions").values()["link"] == [LINK]


def test_a_wrong_address_alone_keeps_what_else_was_typed(administrator):
    page = paste(administrator, do="link", link="http://report.example", audience=None)
    assert page.status == 400
    values = page.form("questions").values()
    assert values["questions"] == [PASTED]
    assert values["link"] == ["http://report.example"]
    assert report_link() is None


def test_a_draft_can_be_gone_on_with_and_is_replaced_not_doubled(administrator):
    preview = paste(administrator)
    change = next(link for link in preview.links() if "draft=" in link)
    form = administrator.get(change).form("questions")
    assert form.values()["questions"] == [PASTED.replace("\n\n", "\n")]
    assert form.values()["audience"] == ["practitioner"]
    again = administrator.submit(form, questions="Only this?", do="preview")
    assert "Only this?" in again.text
    assert administrator.get("/admin/questions/").text.count("Draft") == 1


def test_a_draft_can_be_deleted_and_is_then_nowhere(administrator):
    preview = paste(administrator)
    done = administrator.submit(preview.form(action="/discard"))
    assert "The draft is deleted." in done.text
    assert administrator.get(preview.address).status == 404


def test_retiring_asks_once_and_then_nobody_is_offered_them(administrator):
    preview = paste(administrator)
    administrator.submit(preview.form(action="/publish"))
    asked = administrator.get(f"{preview.address}/retire")
    assert "This version cannot be published again." in asked.text
    assert offered_first().whose == "panel"
    done = administrator.submit(asked.form(action="/retire"))
    assert "Reflections that answered them keep them." in done.text
    assert offered_first().whose == "reflect"


def test_what_no_longer_fits_is_a_sentence_and_not_an_error(administrator):
    preview = paste(administrator)
    publish = preview.form(action="/publish")
    administrator.submit(publish)
    again = administrator.submit(publish)
    assert again.status == 409
    assert "Published questions are never changed" in again.text


@pytest.mark.parametrize("address", ["", "/retire"])
def test_somebody_elses_or_nobodys_id_is_not_found(administrator, address):
    assert administrator.get(f"/admin/questions/{'0' * 26}{address}").status == 404
    assert administrator.get(f"/admin/questions/nonsense{address}").status == 404


def test_what_is_no_question_set_is_not_found(administrator):
    themes = db.session.scalar(select(Edition.id).where(Edition.kind == "themes"))
    assert administrator.get(f"/admin/questions/{themes}").status == 404
    questions = db.session.scalar(select(Edition.id).where(Edition.kind == "questions"))
    assert administrator.get(f"/admin/questions/panel?draft={questions}").status == 404
    assert administrator.get("/admin/questions/panel?draft=nonsense").status == 200


def test_html_in_a_pasted_question_is_shown_as_words(administrator):
    preview = paste(administrator, questions="<script>alert(1)</script> & you?")
    assert "<script>alert(1)</script> & you?" in preview.text
    assert "<script>alert(1)" not in preview.html


def test_publishing_and_retiring_are_in_the_trail_with_the_administrator(administrator):
    preview = paste(administrator)
    administrator.submit(preview.form(action="/publish"))
    administrator.submit(administrator.get(f"{preview.address}/retire").form(action="/retire"))
    db.session.rollback()
    trail = select(AuditEvent.event, AuditEvent.actor_id).where(AuditEvent.event.like("edition-%"))
    found = db.session.execute(trail.order_by(AuditEvent.happened_at)).all()
    assert [row.event for row in found] == ["edition-published", "edition-retired"]
    assert all(row.actor_id for row in found)
    assert "A question set was retired You" in administrator.get("/admin/log").text
