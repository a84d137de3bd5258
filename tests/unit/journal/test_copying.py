"""A copy comes back as it went out, and nothing else that somebody brings does any harm."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.core.clock import now
from reflect.journal.copying import archive
from reflect.journal.copying.archive import unzipped, zipped
from reflect.journal.copying.exporting import file_name
from reflect.journal.copying.markdown import from_markdown, to_markdown
from reflect.journal.copying.portable import Copy, Unreadable, as_data, copy_of, from_data
from reflect.journal.document import Document, Part, Words, changed

NASTY = st.sampled_from(
    ["<!-- reflect:question {} -->", "\\<!-- reflect:", "## What?", "", "---", "-->", "\u2028", "\x0b", "é\u0301", "\\"]
)
LINE = NASTY | st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\0"), max_size=30)
TYPED = st.lists(LINE, max_size=5).map("\n".join)
NAME = st.text("abc-", max_size=12)
PARTS = st.builds(
    Part,
    question=TYPED,
    prompt=NAME,
    private=st.booleans(),
    help=st.lists(TYPED, max_size=2).map(tuple),
    themes=st.lists(NAME, max_size=2).map(tuple),
    answer=TYPED,
    html=st.none() | st.just("<p>as it was shown</p>"),
)
DOCUMENTS = st.builds(
    Document,
    kind=st.sampled_from(["guided", "blank"]),
    parts=st.lists(PARTS, min_size=1, max_size=3).map(tuple),
    path=NAME,
    path_title=TYPED,
    set_version=NAME,
    title=TYPED.map(lambda text: " ".join(text.split())),
    themes=st.lists(NAME, max_size=3, unique=True).map(tuple),
    tags=st.lists(NAME.filter(bool), max_size=3, unique=True).map(tuple),
    wellbeing=TYPED,
    draft=st.booleans(),
    counted=st.booleans(),
)
MOMENTS = st.integers(0, 10**9).map(lambda seconds: datetime(1991, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
PLAIN = Document(kind="guided", parts=(Part("What happened?", answer="A visit."),), title="Tuesday")
AT = datetime(2026, 3, 4, 12, tzinfo=UTC)


@settings(max_examples=200)
@given(DOCUMENTS, MOMENTS)
def test_a_copy_comes_back_as_it_went_out(document: Document, moment: datetime) -> None:
    copy = copy_of(document, moment)
    assert from_data(json.loads(json.dumps(as_data(copy.document, copy.written_at)))) == copy
    assert from_markdown(to_markdown(copy)) == copy
    # All that was typed or chosen is in it; what belongs to a place is not.
    parts = tuple(replace(part, html=None) for part in document.parts)
    assert replace(copy.document, written_at="") == replace(document, parts=parts, counted=False)
    assert copy.written_at == moment
    assert copy_of(copy.document, now()) == copy, "it keeps its day through another journal"


def test_questions_picked_out_of_several_sets_come_back_with_the_set_of_each() -> None:
    copy = copy_of(replace(PLAIN, set_version=",".join([f"{'s' * 40}.1000"] * 10)), AT)
    assert from_data(as_data(copy.document, copy.written_at)) == copy


def test_a_copy_bears_the_day_that_it_was_where_its_author_is() -> None:
    copy = copy_of(PLAIN, datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    assert file_name(copy, "markdown") == "reflection-2026-07-01.md"
    assert "\n2026-07-01\n" in to_markdown(copy)


def test_words_that_people_change_in_a_file_come_in_as_changed() -> None:
    text = to_markdown(copy_of(PLAIN, AT))
    assert "## What happened?\n\nA visit.\n" in text
    changed_copy = from_markdown(text.replace("A visit.\n", "A visit.\r\n\r\nAnd a silence."))
    assert changed_copy.document.parts[0].answer == "A visit.\n\nAnd a silence."


def test_a_copy_holds_nothing_that_belongs_to_a_place() -> None:
    data = as_data(replace(PLAIN, counted=True, place=2), AT)
    assert set(data) & {"counted", "uncounted", "place", "cleaner", "id", "html"} == set()


@pytest.mark.parametrize(
    "change",
    [
        {"format": "another"},
        {"version": 2},
        {"parts": []},
        {"parts": [{"question": "x"}]},
        {"parts": "x" * 5},
        {"title": None},
        {"title": "x" * 121},
        {"kind": "poem"},
        {"draft": "yes"},
        {"tags": ["x"] * 101},
        {"tags": [1]},
        {"themes": "child-voice"},
        {"written_at": "yesterday"},
        {"written_at": (now() + timedelta(days=3)).isoformat()},
        {"wellbeing": "x" * 2000},
    ],
)
def test_what_is_no_copy_is_refused_with_a_sentence(change: dict[str, object]) -> None:
    with pytest.raises(Unreadable) as refused:
        from_data(as_data(PLAIN, AT) | change)
    assert len(refused.value.sentence) > 20


@pytest.mark.parametrize("text", ["", "# Tuesday\n\nMy words", "x\n<!-- reflect:reflection {} -->", "[" * 5000])
def test_other_markdown_is_no_copy(text: str) -> None:
    with pytest.raises(Unreadable):
        from_markdown(text)


@settings(max_examples=50)
@given(st.text(max_size=200) | st.just("<!-- reflect:reflection " + "[" * 4000 + " -->"))
def test_no_file_breaks_the_reading(text: str) -> None:
    marked = to_markdown(copy_of(PLAIN, AT))
    for attempt in (text, marked[: len(text)], marked.replace("{", text, 1)):
        with suppress(Unreadable):
            assert isinstance(from_markdown(attempt), Copy)


def zip_of(*files: tuple[str, bytes], way: int = ZIP_DEFLATED) -> bytes:
    data = BytesIO()
    with ZipFile(data, "w", way) as made:
        for name, content in files:
            made.writestr(name, content)
    return data.getvalue()


def test_a_zip_is_sent_piece_by_piece_and_comes_back() -> None:
    files = [(f"{number}.md", b"words " * number) for number in range(50)]
    taken = []

    def counted() -> object:
        for each in files:
            taken.append(each)
            yield each

    pieces = zipped(counted())  # type: ignore[arg-type]
    first = next(pieces)
    assert len(taken) == 1, "nothing waits for the rest"
    assert unzipped(first + b"".join(pieces)) == files


def test_what_a_desktop_adds_is_left_out() -> None:
    data = zip_of(("mine/", b""), ("mine/a.md", b"words"), ("__MACOSX/mine/._a.md", b"x"))
    assert unzipped(data) == [("mine/a.md", b"words")]


@pytest.mark.parametrize("name", ["../a.md", "/etc/a.md", "a\\b.md", "C:a.md", "a\n.md", "mine/../../a.md"])
def test_an_odd_name_is_refused(name: str) -> None:
    with pytest.raises(Unreadable) as refused:
        unzipped(zip_of((name, b"words")))
    assert "name" in refused.value.sentence


def test_a_zip_that_means_harm_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    good = zip_of(("a.md", b"words"))
    locked = bytearray(good)
    central = good.index(b"PK\x01\x02")
    locked[6] |= 1
    locked[central + 8] |= 1
    bomb = zip_of(*((f"{number}.md", b"\0" * archive.MOST_OF_ONE) for number in range(13)))
    assert len(bomb) < archive.MOST_OF_ONE / 20
    lying = bytearray(zip_of(("a.md", b"\0" * (archive.MOST_OF_ONE + 1))))
    for place in (22, lying.index(b"PK\x01\x02") + 24):
        lying[place : place + 4] = (5).to_bytes(4, "little")
    for harm in (
        bytes(locked),
        bomb,
        bytes(lying),
        good[:-30],
        good[: len(good) // 2],
        b"",
        b"no zip",
        zip_of(("a.md", b"words"), way=ZIP_BZIP2),
        zip_of(*((f"{number}", b"") for number in range(archive.MOST_FILES + 1))),
    ):
        with pytest.raises(Unreadable):
            unzipped(harm)


def test_a_copy_never_changes_what_was_typed() -> None:
    typed = "  two spaces\n\n\n\nand four empty lines\n\n"
    document = changed(PLAIN, Words(1, answer=typed))
    assert from_markdown(to_markdown(copy_of(document, AT))).document.parts[0].answer == typed
