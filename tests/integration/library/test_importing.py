"""Library files come in whole, once, and never change what is published."""

import pytest
from sqlalchemy import select

from reflect.core.errors import Conflict
from reflect.library import sets
from reflect.library.cli import import_shipped
from reflect.library.editions import publish
from reflect.library.importing import check_library_file, import_library_file
from reflect.library.models import Edition
from reflect.library.panel import PanelText, draft_panel_questions
from reflect.library.problems import BadLibraryFile
from reflect.library.themes import theme_slugs, themes
from reflect.storage.db import db, write_unit
from tests.support.at_once import at_once
from tests.support.library import library_rows, question_file


def imported(data: bytes):
    with write_unit():
        return import_library_file(data)


def status_of(slug: str) -> list[tuple[int, str]]:
    rows = db.session.execute(
        select(Edition.version, Edition.status).where(Edition.slug == slug).order_by(Edition.version)
    )
    return [tuple(row) for row in rows]


def test_a_start_brings_in_what_is_shipped_and_a_second_start_changes_nothing(app):
    before = library_rows()
    assert status_of("its-silent-practice") == [(1, "published")]
    assert status_of("themes") == [(1, "published")]
    assert status_of("signposts") == [(2, "published")]
    import_shipped()
    assert library_rows() == before


def test_a_start_leaves_a_newer_version_of_the_organisations_own_alone(app):
    imported(question_file(9, slug="its-silent-practice"))
    import_shipped()
    assert status_of("its-silent-practice") == [(1, "retired"), (9, "published")]


def test_the_same_file_twice_changes_nothing(app):
    assert imported(question_file()).new
    before = library_rows()
    assert not imported(b"# another comment\n" + question_file()).new
    assert library_rows() == before


def test_a_higher_version_is_offered_and_the_one_before_it_is_kept_but_retired(app):
    imported(question_file())
    imported(question_file(2, question="What did you hear?"))
    assert status_of("a-test-set") == [(1, "retired"), (2, "published")]
    now, then = sets.path("a-test-set-path"), sets.path("a-test-set-path", version=1)
    assert [prompt.question for prompt in sets.prompts_of(now)] == ["What did you hear?"]
    assert [prompt.question for prompt in sets.prompts_of(then)] == ["What did you notice?"]


def test_a_lower_version_does_not_come_in(app):
    imported(question_file(3))
    with pytest.raises(Conflict, match="Version 3 of “a-test-set” is here already"):
        imported(question_file(2))


def test_a_prompt_may_only_name_themes_that_are_published(app):
    data = question_file().replace(b"naming-racism", b"no-such-theme")
    with pytest.raises(BadLibraryFile, match=r"line \d+: There is no theme “no-such-theme”"):
        imported(data)


def test_two_sets_cannot_have_a_path_of_the_same_name(app):
    imported(question_file())
    with pytest.raises(Conflict, match="a path named “a-test-set-path”"):
        imported(question_file(slug="another").replace(b"another-path", b"a-test-set-path"))


def test_a_check_says_what_an_import_would_do_and_does_nothing(app):
    before = library_rows()
    assert check_library_file(question_file()).new
    assert library_rows() == before


def test_the_commands_say_what_they_did_and_name_lines_on_standard_error(app, tmp_path):
    runner = app.test_cli_runner()
    from reflect.library.cli import library_commands

    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_bytes(question_file())
    bad.write_bytes(question_file().replace(b"step: what", b"step: why"))

    refused = runner.invoke(library_commands, ["import", str(bad)])
    assert refused.exit_code == 1
    assert refused.stderr.startswith("line ")
    assert "“step” must be one of" in refused.stderr
    assert not refused.stdout

    checked = runner.invoke(library_commands, ["check", str(good)])
    assert (checked.exit_code, checked.stdout) == (0, "Nothing is wrong: “a-test-set”, version 1.\n")
    assert runner.invoke(library_commands, ["import", str(good)]).stdout == "Published: “a-test-set”, version 1.\n"
    assert "is here already, word for word" in runner.invoke(library_commands, ["import", str(good)]).stdout


def test_every_theme_of_a_shipped_prompt_is_a_shipped_theme(app):
    used = {theme for section in sets.choose_prompts("leader") for p in section.prompts for theme in p.themes}
    assert used <= theme_slugs()
    assert {theme.aggregate for theme in themes()} == {"yes", "high", "never"}


def test_published_twice_at_once_it_is_published_once(app):
    with write_unit():
        typed = PanelText("First?", "practitioner", "41 to 43", "https://report.example/its-silent")
        draft = draft_panel_questions(typed)

    def press() -> bool:
        try:
            with write_unit():
                publish(draft)
        except Conflict:
            return False
        return True

    assert sorted(at_once(app, *[press] * 4)) == [False, False, False, True]
    db.session.rollback()
    row = db.session.get_one(Edition, draft)
    assert (row.status, row.retired_at) == ("published", None)
