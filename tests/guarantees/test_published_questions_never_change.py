"""Once a question is published its words stay for ever: reflections say which version they answered."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from reflect.core.errors import Conflict, ReflectError
from reflect.library import editions, panel
from reflect.library.importing import import_library_file
from reflect.library.models import Edition
from reflect.library.panel import PanelText
from reflect.library.report import give_report_link
from reflect.storage.db import db, write_unit
from tests.support.library import borrowed, library_rows, question_file, words

LINK = "https://report.example/its-silent"
TYPED = PanelText("First?\nSecond?", "practitioner", "41", LINK)


@pytest.fixture(autouse=True)
def _library_put_back(app):
    with borrowed():
        yield


def done(verb, *arguments):
    with write_unit():
        return verb(*arguments)


def published() -> list[str]:
    return list(db.session.scalars(select(Edition.id).where(Edition.status != "draft")))


def test_no_verb_changes_or_deletes_a_word_that_was_ever_published(app):
    done(editions.publish, done(panel.draft_panel_questions, TYPED))
    done(import_library_file, question_file())
    before = words(library_rows())
    for edition_id in published():
        for verb in (editions.discard, editions.publish):
            with pytest.raises(Conflict):
                done(verb, edition_id)
    for data in (question_file(question="Other words?"), question_file(question="", version=2)):
        with pytest.raises(ReflectError):
            done(import_library_file, data)
    done(import_library_file, question_file(2, question="Newer words?"))
    done(panel.draft_panel_questions, PanelText("Third?", "practitioner", "44", LINK))
    done(editions.publish, done(panel.draft_panel_questions, PanelText("Fourth?", "practitioner", "45", LINK)))
    for edition_id in published():
        if editions.edition(edition_id).status == "published":
            done(editions.retire, edition_id)
    assert before <= words(library_rows())


def test_changed_words_under_a_published_version_are_refused_with_the_version_to_use(app):
    done(import_library_file, question_file())
    with pytest.raises(Conflict, match=r"published words never change\. Give the changed file the version 2"):
        done(import_library_file, question_file(question="Other words?"))


def test_what_was_retired_is_never_offered_again(app):
    done(import_library_file, question_file())
    edition_id = db.session.scalar(select(Edition.id).where(Edition.slug == "a-test-set"))
    done(editions.retire, edition_id)
    for verb in (editions.publish, editions.retire, editions.discard):
        with pytest.raises(Conflict, match="retired already"):
            done(verb, edition_id)
    assert not done(import_library_file, question_file()).new
    assert editions.edition(edition_id).status == "retired"


def test_the_source_of_the_panels_words_stays_when_the_reports_address_changes(app):
    draft = done(panel.draft_panel_questions, TYPED)
    done(editions.publish, draft)
    done(give_report_link, "https://elsewhere.example/report")
    assert editions.edition(draft).link == LINK


def test_versions_of_the_panels_questions_rise_and_are_never_used_twice(app):
    for expected in (1, 2, 3):
        draft = done(panel.draft_panel_questions, PanelText(f"Question {expected}?", "leader", "41", LINK))
        done(editions.publish, draft)
        assert editions.edition(draft).version == expected
    done(editions.retire, draft)
    draft = done(panel.draft_panel_questions, PanelText("Again?", "leader", "41", LINK))
    assert editions.edition(draft).version == 4


def test_the_database_holds_one_published_version_of_a_set_at_most(app):
    done(import_library_file, question_file())
    published = db.session.execute(select(Edition.__table__).where(Edition.slug == "a-test-set")).mappings().one()
    second = {**published, "id": "0" * 26, "version": 2}
    with pytest.raises(IntegrityError):
        done(db.session.execute, Edition.__table__.insert(), second)
