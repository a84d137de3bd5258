"""What Reflect says can be read at the age of fifteen: grade 9 at most (docs/words.md), and no endless sentence."""

from types import ModuleType

import pytest

from tests.support.scripts import script


@pytest.fixture(scope="module")
def measured() -> ModuleType:
    return script("measure_words")


def test_no_page_is_harder_to_read_than_grade_9(measured: ModuleType) -> None:
    grades = {place: measured.grade(sentences) for place, sentences in measured.places().items()}
    assert len(grades) > 80
    assert {place: grade for place, grade in grades.items() if grade > measured.HIGHEST_GRADE} == {}


def test_no_paragraph_is_harder_to_read_than_grade_9(measured: ModuleType) -> None:
    hard = [text for text in measured.paragraphs() if measured.grade(text.sentences) > measured.HIGHEST_GRADE]
    assert hard == []


def test_no_sentence_has_more_than_thirty_words(measured: ModuleType) -> None:
    assert measured.long_sentences() == []


def test_the_measure_tells_hard_from_easy(measured: ModuleType) -> None:
    easy = ["You can stop at any time.", "Nobody is told."]
    hard = ["Notwithstanding contractual confidentiality, organisational information governance supersedes discretion."]
    assert measured.grade(easy) < 4
    assert measured.grade(hard) > 20
