"""A library file comes in whole or not at all, however late in it the mistake is."""

from importlib.resources import files

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reflect.core.errors import ReflectError
from reflect.library.importing import import_library_file
from reflect.library.problems import BadLibraryFile
from reflect.storage.db import write_unit
from tests.support.library import borrowed, library_rows, question_file

PROMPTS = (files("reflect.library") / "content" / "en" / "prompts.yaml").read_bytes()
SECOND = PROMPTS.replace(b"  version: 1", b"  version: 2", 1)


@pytest.fixture(autouse=True)
def _library_put_back(app):
    with borrowed():
        yield


def import_(data: bytes) -> None:
    with write_unit():
        import_library_file(data)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.replace(b"I'd rather not say", b""),
        lambda data: data[: data.index(b"minutes: 20") + 5],
        lambda data: data + b"\nlast: unknown\n",
        lambda data: data.replace(b"[L05, L07, L10]", b"[L05, L07, L99]"),
        lambda data: data.replace(b"themes: [leading-learning, identity-heritage]", b"themes: [nothing]"),
        lambda data: data + b"\xff",
        lambda data: data + b"more: *alias\n",
    ],
)
def test_a_mistake_near_the_end_leaves_no_row_behind(app, spoil):
    before = library_rows()
    with pytest.raises(BadLibraryFile, match=r"^line \d+: "):
        import_(spoil(SECOND))
    assert library_rows() == before


def test_the_same_file_without_the_mistake_comes_in(app):
    before = library_rows()
    import_(SECOND)
    assert library_rows() != before


def test_a_failure_of_the_database_half_way_leaves_no_row_behind(app):
    before = library_rows()

    def import_until_the_power_goes():
        with write_unit():
            import_library_file(question_file())
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError, match="the power went"):
        import_until_the_power_goes()
    assert library_rows() == before


@given(cut=st.integers(0, len(SECOND)), junk=st.binary(max_size=30))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_damaged_anywhere_comes_in_whole_or_not_at_all(sqlite_app, cut, junk):
    before = library_rows()
    try:
        import_(SECOND[:cut] + junk + SECOND[cut + len(junk) :])
    except ReflectError:
        assert library_rows() == before
    else:
        prompts = len(library_rows()["library_prompt"]) - len(before["library_prompt"])
        assert prompts in (0, 47)
