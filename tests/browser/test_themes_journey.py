"""Themes, as three people meet them: Priya lets two be counted, the window closes and is released, her leads look."""

import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update

from reflect.core.clock import now
from reflect.organisation import roster
from reflect.organisation.models import Unit
from reflect.storage.db import db, write_unit
from reflect.themes.models import Contribution, Window
from tests.browser.states import follow, press
from tests.support import forked
from tests.support.chromium import Desk, sit_down
from tests.support.people import Enrolled
from tests.support.server import Server, running
from tests.support.windows import Windows

pytestmark = pytest.mark.browser

SERVICE = ("Northbridge", "Social care", "Assessment")
COLLEAGUES = 240  # on the roster of the service: enough for its agency to be published too
THEMES = {"Naming racism": "naming-racism", "Confidence to talk": "confidence-to-talk"}
OTHERS = 100  # of them take part, beside Priya
NEVER_FIGURES_FOR_A_TEAM = "Why can’t I see my team?"


@pytest.fixture
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of this test's own: its windows are nobody else's."""
    with running(tmp_path_factory.mktemp("released") / "reflect") as server:
        yield server


@pytest.fixture
def reflect(own_server: Server) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """The command line, as an operator uses it on the server's machine."""

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        environment = {
            **own_server.environment,
            "REFLECT_WINDOW_KEYS": str(own_server.folder / "window-keys"),
        }
        return forked.run(["reflect", *words], environment)

    return run


def test_two_themes_are_counted_released_and_looked_at(
    chromium: Browser,
    own_server: Server,
    reflect: Callable[..., "subprocess.CompletedProcess[str]"],
) -> None:
    priya, marcus, amara = the_service(own_server)
    opened = reflect("themes", "open")
    assert opened.returncode == 0, opened.stderr

    hers = sit_down(chromium, own_server, javascript=False, width=390)
    count_two_themes(hers, priya)
    others_contribute(own_server)

    names = close_windows(own_server)
    assert len(names) == 2, "a quarter and a half-year"
    for name in names:
        released = reflect("themes", "release", name)
        assert released.returncode == 0, released.stderr
        again = reflect("themes", "release", name)
        assert again.returncode != 0
        assert "released only once" in again.stderr
    verified = reflect("themes", "verify")
    assert verified.returncode == 0, verified.stderr
    nothing_is_left(own_server)

    his = sit_down(chromium, own_server, javascript=True, width=390)
    his.sign_in(marcus, to="/themes/")
    expect(his.page.get_by_text("Not about your team")).to_be_visible()
    expect(his.page.get_by_role("heading", name=NEVER_FIGURES_FOR_A_TEAM)).to_be_visible()
    places = his.page.locator(".app-places h3").all_inner_texts()
    assert places == ["Assessment", "Social care"], "his service and agency, and no team"
    sees_every_theme(his.page)
    before = his.page.get_by_role("main").inner_html()

    amaras = sit_down(chromium, own_server, javascript=False, width=1280)
    amaras.sign_in(amara, to="/themes/")
    assert "Assessment" in amaras.page.locator(".app-places h3").all_inner_texts()
    sees_every_theme(amaras.page)

    hers.page.goto("/themes/mine")
    expect(hers.page.get_by_text("No window is open now")).to_be_visible()
    his.page.reload()
    assert his.page.get_by_role("main").inner_html() == before
    faults = [fault for desk in (hers, his, amaras) for fault in desk.close()]
    assert not faults, "\n".join(faults)


def the_service(server: Server) -> tuple[Enrolled, Enrolled, Enrolled]:
    """Priya, Marcus who leads her team of eight, and Amara who leads their service; the others have no account."""
    team = (*SERVICE, "North team")
    priya = server.people.enrol("Priya Nair", unit=team)
    marcus = server.people.enrol("Marcus Bell", roles=("supervisor", "team_lead"), unit=team)
    amara = server.people.enrol("Amara Osei", roles=("service_lead",), unit=SERVICE)
    with server.app.app_context(), write_unit():
        north, south = roster.place_unit(team), roster.place_unit((*SERVICE, "South team"))
        roster.place_people(
            [
                (f"Colleague {number}", f"colleague.{number}@test.example", north if number < 6 else south)
                for number in range(COLLEAGUES)
            ]
        )
    return priya, marcus, amara


def count_two_themes(desk: Desk, priya: Enrolled) -> None:
    """Finish a reflection with two themes ticked to be counted, and look at what is."""
    page = desk.sign_in(priya, to="/journal/new?start=blank")
    page.locator("textarea").fill("Words that are never counted.")
    press(page, "Save and continue")
    page.goto(re.sub(r"\?.*", "", page.url).removesuffix("/edit") + "/edit?step=2")
    for theme in THEMES:
        page.get_by_label(theme, exact=True).check()
    page.get_by_label("Count these themes. Never the words.").check()
    press(page, "Save, for me alone")
    expect(page.get_by_text("Counted without the words.")).to_be_visible()
    follow(page, page.get_by_role("main").get_by_role("link", name="My contributions"))
    expect(page.get_by_text("Only you can see this.")).to_be_visible()
    for theme in THEMES:
        boxes = page.get_by_label(theme, exact=True).all()
        assert [box.is_checked() for box in boxes] == [True, True], "in the quarter and in the half-year"


def others_contribute(server: Server) -> None:
    """Most of her colleagues raise the first theme, so that the noise cannot hide it."""
    with server.app.app_context():
        unit = db.session.scalar(select(Unit.id).where(Unit.name == "South team"))
        assert unit is not None
        windows = Windows(server.app, server.folder / "window-keys")
        for window in db.session.scalars(select(Window.id)).all():
            for _colleague in range(OTHERS):
                windows.contribute(window, unit, ["naming-racism"])


def close_windows(server: Server) -> list[str]:
    """Let the windows be over now. Returns their names."""
    with server.app.app_context():
        with write_unit():
            db.session.execute(
                update(Window).values(opens_at=now() - timedelta(days=60), closes_at=now() - timedelta(seconds=1))
            )
        return list(db.session.scalars(select(Window.name).order_by(Window.name)))


def nothing_is_left(server: Server) -> None:
    """No row and no key: whoever comes later has nothing to open, and nothing to open it with."""
    with server.app.app_context():
        assert db.session.scalars(select(Contribution.cid)).all() == []
        db.session.rollback()
    assert list((server.folder / "window-keys").iterdir()) == []


def sees_every_theme(page: Page) -> None:
    """Open the service's picture: every theme has its words, its bar and its range."""
    follow(page, page.get_by_role("link", name=re.compile("Open this picture.*Assessment")))
    main = page.get_by_role("main")
    expect(main.get_by_text("243 people work here")).to_be_visible()
    expect(main.get_by_text("A theme says what people were thinking about")).to_be_visible()
    expect(main.get_by_role("heading", level=1)).to_contain_text("“Naming racism” was often raised in Assessment")
    rows = main.locator("table.app-themes tbody tr")
    assert rows.count() >= 15
    for row in rows.all():
        assert row.locator("td").first.inner_text().strip() in ("Often raised", "Raised", "Cannot tell at this size")
        expect(row.locator("svg .app-bar__range").first).to_be_attached()
    assert "North team" not in main.inner_text()
