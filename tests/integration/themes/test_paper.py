"""A picture as a PDF for paper: tagged, in the words of the page, and the same bytes whenever it is asked for."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from pypdf import PdfReader

from reflect.core.clock import now
from reflect.organisation import roster
from reflect.storage.db import write_unit
from tests.support import figures
from tests.support.browser import Browser
from tests.support.people import TEAM, Enrolled, People

SERVICE = TEAM[:3]


def place() -> str:
    with write_unit():
        return roster.place_unit(SERVICE)


def file_of(browser: Browser, service: str, window: str) -> bytes:
    answer = browser.open("GET", f"/themes/{service}/{window}/figures.pdf")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="themes-2025-H2.pdf"'
    return answer.data


def words_of(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split())


def test_it_is_tagged_and_has_a_title_a_language_and_tables_with_headings(app: Flask, marcus: Enrolled) -> None:
    service, half = place(), figures.a_window("2025-H2")
    figures.release(figures.a_window("2025-H1"), service, {"naming-racism": 30})
    figures.release(half, service, {"naming-racism": 31, "child-voice": 14})

    data = file_of(Browser(app).sign_in(marcus), service, half)
    reader = PdfReader(BytesIO(data))
    root = reader.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert reader.metadata is not None
    assert reader.metadata.title == "Themes in Assessment, July to December 2025"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    kinds = tags_of(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/Table", "/THead", "/TH", "/TD"} <= set(kinds)
    assert kinds.count("/Table") == 2


def tags_of(node: object) -> list[str]:
    """The kinds of everything in the tree of tags."""
    if isinstance(node, list):
        return [kind for each in node for kind in tags_of(each)]
    if hasattr(node, "get_object"):
        node = node.get_object()
    if isinstance(node, list):
        return tags_of(node)
    if not isinstance(node, dict):
        return []
    own = [str(node["/S"])] if "/S" in node else []
    return own + (tags_of(node["/K"]) if "/K" in node else [])


def test_it_says_what_the_page_says(app: Flask, marcus: Enrolled) -> None:
    service, half = place(), figures.a_window("2025-H2")
    figures.release(half, service, {"naming-racism": 31, "child-voice": 14})

    words = words_of(file_of(Browser(app).sign_in(marcus), service, half))

    for said in (
        "“Naming racism” was often raised in Assessment between July and December 2025.",
        "About 30%, between 20% and 40%",
        "A theme says what people were thinking about, not whether it went well or badly.",
        "are the highest in these noisy figures; this may be chance.",
        "ask nobody whether they took part",
    ):
        assert said in words


@pytest.mark.parametrize(("took_part", "headcount"), [(9, 104), (58, 62)])
def test_where_less_can_be_said_it_says_less(app: Flask, marcus: Enrolled, took_part: int, headcount: int) -> None:
    service, half = place(), figures.a_window("2025-H2")
    figures.release(half, service, {"naming-racism": 31}, took_part=took_part, headcount=headcount)

    words = words_of(file_of(Browser(app).sign_in(marcus), service, half))

    assert "%" not in words
    assert ("Naming racism" in words) is (took_part > 12)


def test_it_is_the_same_whatever_happens_afterwards(app: Flask, marcus: Enrolled, people: People) -> None:
    service, half = place(), figures.a_window("2025-H2")
    figures.release(half, service, {"naming-racism": 31})
    before = file_of(Browser(app).sign_in(marcus), service, half)

    people.on_roster("New Person")
    figures.release(figures.a_window("2026-H1"), service, {"naming-racism": 2})

    with time_machine.travel(now() + timedelta(days=40), tick=False):
        assert file_of(Browser(app).sign_in(marcus), service, half) == before


def test_whoever_works_elsewhere_finds_none(app: Flask, people: People) -> None:
    service, half = place(), figures.a_window("2025-H2")
    figures.release(half, service)
    lena = people.enrol("Lena Fischer", unit=("Northbridge", "Police", "Vulnerable people", "South team"))

    answer = Browser(app).sign_in(lena).open("GET", f"/themes/{service}/{half}/figures.pdf")

    assert answer.status_code == 404
