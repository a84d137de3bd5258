"""Those who run the organisation."""

import re

from playwright.sync_api import Page

from reflect.core.ids import new_id
from reflect.organisation import roster_file
from reflect.web.days import today
from tests.browser.states.pages import LONG_WORD, OVER_LONG, States, follow, follow_to, press
from tests.support.chromium import Desk
from tests.support.people import TEAM

ROW = ",".join([*TEAM, "practitioner", ""])


def administrator(desk: Desk) -> States:
    """Dev, who runs the organisation."""
    page = desk.page
    desk.sign_in(desk.server.people.enrol("Dev Malik", roles=("administrator",), unit=TEAM[:1]))
    yield "home"
    for address in (
        "/admin/",
        "/admin/log",
        "/admin/settings",
        "/admin/questions/",
        "/admin/questions/panel",
        "/admin/signposts/",
    ):
        page.goto(address)
        yield address.strip("/").replace("/", "-")
    page.goto("/admin/questions/panel")
    press(page, "See how people will see them")
    yield "panel-errors"
    follow_to(page, "/admin/signposts/", "main a[href*='/admin/signposts/']")
    page.get_by_label("Last checked").fill("2099-01-01")
    press(page, "Save for everybody")
    yield "signpost-errors"
    page.goto("/admin/questions/")
    follow(page, page.locator("main a[href*='/admin/questions/']:not([href$=panel])").first)
    yield "question-set"
    page.goto(f"{page.url}/retire")
    yield "retire"
    yield from _resources(page)
    yield from _people(desk)
    yield from _units(page)
    yield from _roster_file(page)


def _resources(page: Page) -> States:
    """What people find beside the themes: none, one with mistakes, one with long words, and removing it."""
    page.goto("/admin/learning/")
    yield "resources-none"
    page.goto("/admin/learning/new")
    yield "resource-new"
    page.get_by_label("Title").fill(OVER_LONG * 2)
    page.get_by_label("Address on the web").fill("talks.example")
    press(page, "Save for everybody there")
    yield "resource-errors"
    page.get_by_label("Title").fill(f"Talk on {LONG_WORD}"[:150])
    page.get_by_label("Address on the web").fill(f"https://talks.example/{LONG_WORD}")
    page.get_by_label("Adultification").check()
    press(page, "Save for everybody there")
    yield "resources"
    page.goto("/themes/learning")
    yield "learning-with-resources"
    follow_to(page, "/admin/learning/", "main .app-entries__state a")
    yield "resource"
    follow(page, page.get_by_role("link", name="Remove it"))
    yield "resource-remove"
    press(page, "Remove this resource")
    yield "resource-removed"


def _people(desk: Desk) -> States:
    page, people = desk.page, desk.server.people
    ana, marcus = people.enrol(f"Ana {LONG_WORD}"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(ana, marcus, confirmed=False)
    people.on_roster("Waits Patiently")
    page.goto("/admin/people/?q=nobody+at+all")
    yield "people-none"
    page.goto("/admin/people/")
    yield "people"
    page.goto("/admin/people/new")
    press(page, "Add to the roster")
    yield "new-person-errors"
    here = f"/admin/people/{ana.person_id}"
    page.goto(here)
    yield "person"
    for path, words in {
        "name": "Change the name",
        "address": "Change the e-mail address",
        "unit": "",
        "roles/new": "",
        "supervisors/new": "Name a supervisor",
        "account/suspend": "",
        "start-again": "",
    }.items():
        page.goto(f"{here}/{path}")
        yield f"person-{path.replace('/', '-')}"
        if words:
            page.get_by_role("main").get_by_role("textbox").first.fill("")
            press(page, words)
            yield f"person-{path.replace('/', '-')}-errors"
    press(page, "Make the link")
    yield "start-again-link"
    page.goto(here)
    follow(page, page.get_by_role("link", name=re.compile("^End .*supervision")))
    yield "end-supervision"
    page.goto(here)
    follow(page, page.get_by_role("link", name="End practitioner"))
    yield "end-role"
    page.goto("/admin/invitations")
    yield "invite-all"
    press(page, "Make the invitations")
    yield "invitations"


def _units(page: Page) -> States:
    page.goto("/admin/units")
    yield "units"
    page.goto("/admin/units/new")
    press(page, "Add a unit")
    yield "new-unit-errors"
    follow_to(page, "/admin/units", "main table a >> nth=1")
    yield "unit"
    press(page, "Close Social care")
    yield "unit-refused"
    follow_to(page, "/admin/units", "main table a >> nth=1")
    follow(page, page.get_by_role("link", name="Its words for reflection, supervision and record"))
    page.get_by_label("Record", exact=True).fill("")
    press(page, "Save the words")
    yield "words-errors"
    page.goto(f"/admin/units/clusters/{today().year}")
    yield "clusters"


def _roster_file(page: Page) -> States:
    page.goto("/admin/import")
    yield "import"
    for name, rows in {
        "import-errors": ["x", "=1,a@x.example,N,,,,,"],
        "import-plan": [f"Ana {LONG_WORD},{new_id()}@x.example,{ROW}"],
    }.items():
        page.goto("/admin/import")
        content = "\n".join([",".join(roster_file.COLUMNS), *rows]).encode()
        page.get_by_label("The file").set_input_files({"name": "x.csv", "mimeType": "text/csv", "buffer": content})
        press(page, "See what it would do")
        yield name
    press(page, "Import exactly this")
    yield "imported"
