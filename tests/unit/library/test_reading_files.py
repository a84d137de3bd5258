"""What a library file may hold, and how each thing wrong with it is said."""

import re
from copy import deepcopy
from importlib.resources import files

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reflect.library.files import read_file
from reflect.library.parts import QuestionContent, SignpostContent, ThemeContent, fingerprint
from reflect.library.problems import BadLibraryFile, Problem
from reflect.library.reading import MOST_BYTES
from tests.support.library import PROMPT, question_file

ANCHORS = "line 2: Anchors (&) and aliases (*) are not used here. Write the text out, or quote it."
SHIPPED = files("reflect.library") / "content" / "en"
THEME = """dashboard_note: A note
themes:
  - slug: one
    name: One
    public_name: One
    definition: A theme
    aggregate: 'yes'
    derives_from: [F1]
    recommendations: [R1]
    discuss: Why?
"""
SIGNPOST = """note: A note
groups:
  - key: support
    title: Support
    when_contact_empty: hide
    rows:
      - key: a-line
        text: A line
        contact: '123'
        fill_in: false
        source: Invented
        last_checked: 2026-10-14
        needs_check: false
"""


def shipped(name: str) -> bytes:
    return (SHIPPED / name).read_bytes()


def problems(data: bytes | str, themes=None) -> list[str]:
    """What is said about a bad file, line by line."""
    with pytest.raises(BadLibraryFile) as caught:
        read_file(data.encode() if isinstance(data, str) else data, themes)
    return caught.value.sentence.splitlines()


def test_the_shipped_files_have_nothing_wrong_with_them():
    themes = read_file(shipped("themes.yaml"))
    assert isinstance(themes, ThemeContent)
    questions = read_file(shipped("prompts.yaml"), {theme.slug for theme in themes.themes})
    assert isinstance(questions, QuestionContent)
    assert {section.audience for section in questions.sections} == {"practitioner", "supervisor", "leader"}
    assert isinstance(read_file(shipped("signposts.yaml")), SignpostContent)


def test_everything_in_a_file_is_kept_as_it_is_written():
    content = read_file(question_file(question="Who spoke first – and who did not?"))
    (section,) = content.sections
    (prompt,) = section.prompts
    assert (content.slug, content.version, content.language) == ("a-test-set", 1, "en")
    assert prompt.question == "Who spoke first – and who did not?"
    assert prompt.help == ("Begin anywhere.", "Stop when you like.")
    assert prompt.themes == ("naming-racism",)
    assert prompt.maps_to == ("F1",)
    assert not prompt.private
    assert content.paths[0].codes == ("T01",)


def test_a_fingerprint_changes_with_a_word_and_not_with_a_comment():
    original = read_file(question_file())
    assert fingerprint(read_file(b"# a comment\n" + question_file())) == fingerprint(original)
    assert fingerprint(read_file(question_file(question="What else?"))) != fingerprint(original)


def test_every_problem_is_named_at_once_and_by_its_line():
    said = problems(
        "set:\n"
        "  slug: Not A Slug\n"
        "  version: one\n"
        "  titel: A set\n"
        "audiences:\n"
        "  - audience: everybody\n"
        "    sections: []\n"
    )
    assert said == [
        "line 2: “slug” may only hold a to z, 0 to 9 and hyphens.",
        "line 2: “title” is missing.",
        "line 3: “version” must be a whole number from 1 to 9999.",
        "line 4: “titel” is not known here.",
        "line 6: “audience” must be one of: everyone, leader, practitioner, supervisor.",
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"help": ["One line."]}, "“help” must have exactly two lines."),
        ({"maps_to": ["G1"]}, "“G1” is not a code like F1."),
        ({"maps_to": ["F1", "F1"]}, "“F1” is named twice."),
        ({"themes": ["nothing-like-it"]}, "There is no theme “nothing-like-it”."),
        ({"step": "then-what"}, "“step” must be one of: now-what, so-what, what."),
        ({"private": "yes"}, "“private” must be true or false."),
        ({"text": " "}, "“text” is empty."),
        ({"text": 14}, "“text” must be text. Put it in quotes."),
        ({"text": True}, "“text” must be text. Put it in quotes."),
        ({"text": ["a", "b"]}, "“text” must be text. Put it in quotes."),
        ({"text": "long " * 300}, "“text” is longer than 1,000 characters."),
        ({"text": "a\x00b"}, "“text” holds a character that no text needs."),
        ({"colour": "red"}, "“colour” is not known here."),
    ],
)
def test_each_thing_wrong_with_a_prompt_has_its_sentence(change, sentence):
    sections = [{"title": "Noticing", "prompts": [PROMPT | change]}]
    data = question_file(audiences=[{"audience": "practitioner", "sections": sections}])
    assert [line.partition(": ")[2] for line in problems(data, {"naming-racism"})] == [sentence]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"prompts": ["T09"]}, "There is no prompt “T09” in this file."),
        ({"audience": "leader"}, "“T01” is not for the audience “leader”."),
        ({"questions": ["What happened?"]}, "A path needs either “prompts” or “questions”, one of the two."),
        ({"prompts": []}, "A path needs at least one question."),
        ({"minutes": 0}, "“minutes” must be a whole number from 1 to 240."),
        ({"minutes": "five"}, "“minutes” must be a whole number from 1 to 240."),
        ({"slug": "panel-leader"}, "The path “panel-leader” cannot have that name: it is taken."),
    ],
)
def test_each_thing_wrong_with_a_path_has_its_sentence(change, sentence):
    path = {"slug": "p", "title": "P", "minutes": 5, "audience": "practitioner", "prompts": ["T01"]}
    said = problems(question_file(paths=[path | change]))
    assert [line.partition(": ")[2] for line in said] == [sentence]


def test_an_id_used_twice_is_named_where_it_is_used_again():
    sections = [{"title": "Noticing", "prompts": [PROMPT, deepcopy(PROMPT)]}]
    data = question_file(audiences=[{"audience": "practitioner", "sections": sections}])
    second = [n for n, line in enumerate(data.decode().splitlines(), 1) if "id: T01" in line][1]
    assert problems(data) == [f"line {second}: The id “T01” is used twice."]


def test_a_name_written_twice_is_not_passed_over():
    assert "line 2: “note” is written twice." in problems("note: a\nnote: b\ngroups: []\n")


def test_the_panels_own_questions_do_not_come_by_a_file():
    assert problems(question_file(slug="panel-leader"))[0].endswith(
        "Names that begin with “panel-” are kept for the Panel’s own questions."
    )


def test_a_theme_that_is_never_counted_has_no_public_name_and_every_other_has_one():
    sentence = "line 5: A theme has no “public_name” when, and only when, its “aggregate” is “never”."
    assert problems(THEME.replace("'yes'", "'never'")) == [sentence]
    assert problems(THEME.replace("public_name: One", "public_name: null")) == [sentence]
    assert read_file(THEME.encode()).themes[0].public_name == "One"


def test_an_answer_of_yes_without_quotes_is_explained():
    assert problems(THEME.replace("'yes'", "yes")) == ["line 7: “aggregate” must be text. Put it in quotes."]


def test_signposts_keep_the_day_they_were_checked():
    (group,) = read_file(SIGNPOST.encode()).groups
    assert str(group.rows[0].last_checked) == "2026-10-14"
    assert problems(SIGNPOST.replace("2026-10-14", "last week")) == [
        "line 12: “last_checked” must be a day such as 2026-10-14."
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "line 1: The file must begin with a name and a colon, such as “set:”, “themes:” or “groups:”."),
        (b"- a list", "line 1: The file must begin with a name and a colon, such as “set:”, “themes:” or “groups:”."),
        (b"hello: you", "line 1: A library file has “set”, “themes” or “groups” among its outermost names."),
        (b"a: b\nset: &here x", ANCHORS),
        (b"a: b\nset: *here", ANCHORS),
        (b"set: !!python/name:os.system", "line 1: Tags (!) are not used here. Leave it out, or quote the text."),
        (b"a:\n  b: [1, 2\nc: d", "line 3: This cannot be read as YAML: expected ',' or ']', but got ':'."),
        (b"a: b\n---\nc: d", "line 2: This cannot be read as YAML: but found another document."),
        (b"a: b\nc: \xff", "line 2: This is not UTF-8 text. Save the file as UTF-8."),
        (b"a: b\nc: \x07", "line 2: There is a character here that no text needs. Delete it."),
        (b'a: "\\UFFFFFFFF"', "line 1: There is a number or an escape here that cannot be read."),
        (b"a: " + b"[" * 400, "line 1: Lists are nested more than 12 deep."),
        (b"a: [" + b"1," * 30_000 + b"1]", "line 1: The file has more than 20,000 items."),
        (b"#" * (MOST_BYTES + 1), "line 1: The file is longer than 512 KB."),
    ],
)  # fmt: skip
def test_what_is_no_library_file_at_all_is_said_in_one_sentence(data, sentence):
    assert problems(data)[0] == sentence


def test_a_merge_key_merges_nothing():
    assert "line 2: “<<” is not known here." in problems("note: a\n<<: {groups: []}\ngroups: []\n")


def test_no_more_than_a_hundred_problems_are_listed():
    assert len(problems("groups: []\n" + "".join(f"name{n}: a\n" for n in range(500)))) == 100


PIECES = [
    *("set:", "audiences:", "paths:", "themes:", "groups:", "slug:", "version: 1", "title:", "- ", "  ", "\n", "\n  "),
    *("[", "]", "{", "}", ":", ",", "'", '"', "&a ", "*a", "!!", "? ", "| ", "> ", "%YAML 1.1\n", "---", "...", "~"),
    *("<<: ", "null", "true", "1e9", "0x1", "2026-10-14", "\\x", '"\\U0011FFFF"', "#", "\t", "\x00", "\x85", "\ufeff"),
]
NEARLY = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.dates()),
    lambda children: st.one_of(
        st.lists(children, max_size=4),
        st.dictionaries(
            st.sampled_from(["set", "themes", "groups", "audiences", "sections", "prompts", "paths", "slug", "rows"]),
            children,
            max_size=5,
        ),
    ),
    max_leaves=25,
)  # fmt: skip


def refused_or_read(data: bytes) -> None:
    """A file is read, or refused with lines that it has."""
    lines = len(re.split("[\n\r\x85\u2028\u2029]", data.decode("utf-8", "replace")))
    problems: tuple[Problem, ...] = ()
    try:
        read_file(data, {"naming-racism"})
    except BadLibraryFile as error:
        problems = error.problems or (Problem(0, "refused for nothing"),)
    assert all(1 <= problem.line <= lines for problem in problems)


@given(st.binary(max_size=200))
@settings(max_examples=150, deadline=None)
def test_no_bytes_do_more_than_be_refused(data):
    refused_or_read(data)


@given(NEARLY)
@settings(max_examples=300, deadline=None)
@example("%YAML " + "1" * 5000 + ".1\n--- a")
def test_no_text_that_is_nearly_yaml_does_more_than_be_refused(text):
    refused_or_read(text.encode("utf-8", "replace"))


@given(st.dictionaries(st.sampled_from(["set", "themes", "groups", "audiences", "paths", "wellbeing"]), VALUES))
@settings(max_examples=200, deadline=None)
def test_no_yaml_of_the_wrong_shape_does_more_than_be_refused(value):
    refused_or_read(yaml.safe_dump(value, allow_unicode=True).encode("utf-8", "replace"))
