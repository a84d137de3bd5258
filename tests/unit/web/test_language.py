"""One language to a deployment: it is known or refused, and days, times, numbers and lists follow it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from flask import Flask, render_template_string

from reflect.core.settings import UnsafeSettings, from_environment
from reflect.web import language
from reflect.web.compile_catalogue import compile_catalogue, problems
from tests.support.databases import settings_for

MOMENT = datetime(2026, 10, 14, 13, 41, tzinfo=UTC)


def catalogue(folder: Path, name: str, **said: str) -> Path:
    """A folder of translations with one language in it."""
    made = Catalog(locale=name)
    made.add(("%(num)d day", "%(num)d days"), tuple(f"%(num)d#{form}" for form in range(made.num_plurals)))
    for english, other in said.items():
        made.add(english, other)
    po = folder / name / "LC_MESSAGES" / "messages.po"
    po.parent.mkdir(parents=True)
    with po.open("wb") as file:
        write_po(file, made)
    compile_catalogue(po, po.with_suffix(".mo"))
    return folder


@contextmanager
def speaking(name: str, folder: Path | None = None) -> Iterator[Flask]:
    app = Flask("words", static_folder=None)
    language.init_app(app, settings_for(Path(), "sqlite://", language=name, translations=folder))
    with app.app_context():
        yield app


@pytest.mark.parametrize("name", ["xx", "English", "", "../../etc", "en_XX_YY_ZZ"])
def test_a_language_that_nobody_knows_stops_the_start(name: str) -> None:
    with pytest.raises(UnsafeSettings, match="REFLECT_LANGUAGE must be the name of a language"), speaking(name):
        pass


def test_a_language_without_a_catalogue_stops_the_start_and_is_told_what_there_is(tmp_path: Path) -> None:
    catalogue(tmp_path, "pl")
    with pytest.raises(UnsafeSettings, match=r"is cy, and there is no catalogue.*What there is: en_GB, pl"):
        speaking("cy", tmp_path).__enter__()


def test_the_language_comes_from_the_environment(instance: Path) -> None:
    assert from_environment({}, instance).language == "en_GB"
    given = from_environment({"REFLECT_LANGUAGE": "cy", "REFLECT_TRANSLATIONS": "/srv/words"}, instance)
    assert (given.language, given.translations) == ("cy", Path("/srv/words"))


def test_every_english_needs_no_catalogue() -> None:
    for name in ("en", "en_GB", "en-GB", "en_IE"):
        with speaking(name):
            assert language.day(MOMENT) == "14 October 2026" if name != "en" else True
            assert language.clock(MOMENT) == "2:41pm"


@pytest.mark.parametrize(
    ("name", "tag", "direction"), [("en_GB", "en-GB", "ltr"), ("pt_BR", "pt-BR", "ltr"), ("ur", "ur", "rtl")]
)
def test_a_page_names_its_language_and_direction(tmp_path: Path, name: str, tag: str, direction: str) -> None:
    with speaking(name, catalogue(tmp_path, name)):
        assert render_template_string("{{ lang }} {{ dir }}") == f"{tag} {direction}"


def test_days_times_numbers_and_lists_are_as_the_language_has_them(tmp_path: Path) -> None:
    with speaking("de", catalogue(tmp_path, "de")):
        assert language.day(MOMENT) == "14. Oktober 2026"
        assert language.weekday(MOMENT) == "Mittwoch"
        assert language.clock(MOMENT) == "14:41"
        assert language.number(1100) == "1.100"
        assert language.listed(["Ana", "Bo", "Cy"]) == "Ana, Bo und Cy"
        assert language.listed(["Ana", "Bo"], "or") == "Ana oder Bo"
        assert language.months(MOMENT, MOMENT.replace(month=12)) == ("Oktober", "Dezember 2026")
    with speaking("ja", catalogue(tmp_path, "ja")):
        assert language.in_row(["Ana", "Bo"]) == "Ana、Bo"


def test_english_lists_and_months_are_as_pages_had_them() -> None:
    with speaking("en_GB"):
        assert language.listed([]) == ""
        assert language.listed(["Ana"]) == "Ana"
        assert language.listed(["Ana", "Bo", "Cy"]) == "Ana, Bo and Cy"
        assert language.in_row(["Ana", "Bo", "Cy"]) == "Ana, Bo, Cy"
        assert language.in_row([]) == ""
        assert language.month(MOMENT) == "October 2026"


def test_a_count_has_the_form_of_its_language(tmp_path: Path) -> None:
    with speaking("cy", catalogue(tmp_path, "cy")):
        said = [language.ngettext("%(num)d day", "%(num)d days", number) for number in (0, 1, 2, 3, 6, 7)]
        assert said == ["0#0", "1#1", "2#2", "3#3", "6#4", "7#0"]
        template = '{{ ngettext("%(num)d day", "%(num)d days", 2) }}'
        assert render_template_string(template) == "2#2"
        kinds = language.by_number("%(num)d day", "%(num)d days", range(1, 6))
        assert {kind: sentence[-1] for kind, sentence in kinds.items()} == {
            "one": "1",
            "two": "2",
            "few": "3",
            "other": "0",
        }


def test_a_plural_in_a_template_may_name_more_than_its_number() -> None:
    with speaking("en_GB"):
        words = '{{ ngettext("%(who)s has %(num)d day", "%(who)s has %(num)d days", 2, who="<Ana>") }}'
        assert render_template_string(words) == "&lt;Ana&gt; has 2 days"


def test_a_large_number_stands_in_a_sentence_as_the_language_writes_it() -> None:
    with speaking("en_GB"):
        assert language.ngettext("%(num)d letter", "%(num)d letters", 160_000) == "160,000 letters"
        template = '{{ ngettext("%(num)s of %(all)s", "%(num)s of %(all)s", 1100, all="<all>") }}'
        assert render_template_string(template) == "1,100 of &lt;all&gt;"


def test_without_an_app_sentences_are_in_english() -> None:
    assert language.gettext("%(day)s at %(time)s", day="Monday", time="2pm") == "Monday at 2pm"
    assert language.ngettext("%(num)d day", "%(num)d days", 2) == "2 days"


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("Shared with %(names)s.", "Rhannwyd."),
        ("Shared with %(names)s.", "Rhannwyd gyda %(name)s."),
        ("Saved at {time}", "Cadwyd am {amser}"),
        ("About %(percent)s%%", "Tua %(percent)s%"),
        ("You see it.", "Gwelwch <b>ef</b>."),
        ("You see it.", "Gwelwch <script src=//x>ef"),
    ],
)
def test_a_translation_that_would_fail_on_its_page_is_refused(english: str, said: str) -> None:
    made = Catalog(locale="cy")
    made.add(english, said)
    assert len(list(problems(made))) == 1


def test_a_right_translation_is_taken() -> None:
    made = Catalog(locale="cy")
    made.add("Change<span class='x'> “%(name)s”</span>", "“%(name)s”<span class='x'> newid</span>")
    made.add("Not translated yet, %(name)s", "")
    assert [problem for problem in problems(made) if "newid" not in problem] == []
