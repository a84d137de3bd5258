"""Those who take copies, keep a professional record, delete, ask for what is held, or are asked."""

from reflect.core.clock import now
from reflect.journal import deleting
from reflect.journal.copying.exporting import as_file
from reflect.journal.copying.portable import copy_of
from reflect.journal.document import blank
from tests.browser.states.pages import LONG, LONG_WORD, OVER_LONG, States, follow, press
from tests.browser.states.sharing import read_and_commented
from tests.support import searches
from tests.support.chromium import Desk
from tests.support.people import Enrolled
from tests.support.sharing import shared, snapshot
from tests.support.writing import write


def registrant(desk: Desk) -> States:
    """Nadia, who uses a reflection for her professional record."""
    page, people = desk.page, desk.server.people
    nadia, marcus = people.enrol("Nadia Brandt"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(nadia, marcus)
    with desk.server.app.app_context():
        entry = write(nadia, "One answer.", LONG, "A third.", title="Home visit, Tuesday", private=(2,))
        read_and_commented(marcus, shared(nadia, marcus, snapshot(entry_id=entry)))
    desk.sign_in(nadia)
    page.goto(f"/journal/{entry}/cpd")
    yield "cpd"
    page.goto(f"/journal/{entry}/cpd?form=nmc")
    press(page, "Go on to the fields")
    yield "cpd-nmc"
    page.goto(f"/journal/{entry}/cpd?form=social-work-england")
    page.locator("select").nth(1).select_option("cpd_learned")
    yield "cpd-begin"
    press(page, "Go on to the fields")
    page.get_by_label("Positive impact").fill(OVER_LONG * 20)
    press(page, "Check it for names")
    yield "cpd-errors"
    page.get_by_label("Date").fill("2026-11-03")
    page.get_by_label("Positive impact").fill("I ask about a name.\n\nZuzana taught me to.")
    press(page, "Check it for names")
    press(page, "Replace what I chose")
    yield "cpd-check-errors"
    page.get_by_role("group", name="“Zuzana”").get_by_label("Replace with a role").select_option("a colleague")
    press(page, "Replace what I chose")
    yield "cpd-check-replaced"
    press(page, "Go on to copy or save it")
    yield "cpd-ready"


def tidier(desk: Desk) -> States:
    """Lena, who deletes, takes copies and brings them in."""
    page, people = desk.page, desk.server.people
    lena, marcus = people.enrol("Lena Okafor"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(lena, marcus)
    with desk.server.app.app_context():
        entry = write(lena, "One answer.", LONG, title="Home visit, Tuesday")
        gone = write(lena, "To be deleted.", title=f"A second one, {LONG_WORD}", finished=False)
        shared(lena, marcus, snapshot(entry_id=entry))
        copy = as_file(copy_of(blank("What I wrote"), now()), "json").replace(b'""', b'"A copy from elsewhere"', 1)
    desk.sign_in(lena, to=f"/journal/{entry}")
    yield "entry"
    for name in ("copy", "delete"):
        page.goto(f"/journal/{entry}/{name}")
        yield name
    page.goto(f"/journal/{gone}/edit?step=1")
    other = desk.new_tab()
    other.goto(f"/journal/{gone}/delete")
    press(other, "Delete this reflection")
    other.close()
    page.locator("textarea").fill("Words that arrive too late.")
    press(page, "Save and continue")
    yield "deleted-meanwhile"
    page.goto("/journal/deleted")
    yield "deleted"
    follow(page, page.get_by_role("link", name="Delete now"))
    yield "delete-now"
    press(page, "Delete it for good")
    yield "deleted-empty"
    page.goto("/journal/copies")
    press(page, "Save copies")
    yield "copies-errors"
    page.goto("/journal/copies/everything")
    yield "copy-everything"
    page.goto("/account/export")
    yield "export-everything"
    page.goto("/account/erase")
    yield "erase-account"
    press(page, "Erase my account")
    yield "erase-account-errors"
    page.goto("/journal/import")
    yield "bring-in"
    for name, content in {"bring-in-errors": b"{}", "bring-in-plan": copy}.items():
        page.goto("/journal/import")
        file = {"name": "copy.json", "mimeType": "application/json", "buffer": content}
        page.get_by_label("The file").set_input_files(file)  # type: ignore[arg-type]
        press(page, "See what would come in")
        yield name
    press(page, "Bring in 1 reflection")
    yield "brought-in"
    follow(page, page.get_by_role("link", name="A copy from elsewhere"))
    yield "entry-brought-in"


def data_protection(desk: Desk) -> States:
    """Olu, a data protection officer, and the people who are asked or on whom a hold lies."""
    page, people = desk.page, desk.server.people
    olu, priya = searches.an_officer(people), people.enrol("Priya Nair")
    with desk.server.app.app_context():
        people.on_roster(f"Waits {LONG_WORD}")
        entry_id = write(priya, f"{searches.TERM} {LONG}", "Open.", title=f"A visit {LONG_WORD}", private=(1,))
    desk.sign_in(olu)
    page.goto("/data-protection/")
    yield "data-protection-none"
    page.goto("/data-protection/searches/new")
    press(page, "Ask these people")
    yield "search-errors"
    page.get_by_label("What to look for").fill(f"{searches.TERM}\n{LONG_WORD}")
    page.get_by_label("Why you ask").fill(LONG)
    page.get_by_label("Whom you ask").fill(f"{priya.email}\n{people.address('Waits')}")
    press(page, "Ask these people")
    yield "search-asked"
    address = page.url
    page.goto("/data-protection/holds/new")
    press(page, "See what the hold does")
    yield "hold-errors"
    page.get_by_label("Work e-mail address").fill(priya.email)
    page.get_by_label("An inquiry").check()
    press(page, "See what the hold does")
    yield "hold-before"
    press(page, "Place the hold")
    yield "data-protection"
    follow(page, page.get_by_role("link", name="Lift the hold").first)
    yield "hold-lift"
    yield from _asked(desk, priya, entry_id, address.rpartition("/")[2])
    desk.context.clear_cookies()
    desk.sign_in(olu)
    page.goto(address)
    yield "search-answered"
    follow(page, page.get_by_role("link", name="Read what Priya Nair shared"))
    yield "search-extract"
    page.goto(f"{address}/close")
    yield "search-close"
    press(page, "Close this search")
    yield "search-closed"


def _asked(desk: Desk, priya: Enrolled, entry_id: str, search_id: str) -> States:
    """Priya is asked, looks, and shares; and meets the hold."""
    page = desk.page
    desk.context.clear_cookies()
    desk.sign_in(priya)
    page.goto("/searches/")
    yield "searches"
    page.goto(f"/searches/{search_id}")
    press(page, "Send this answer")
    yield "asked-errors"
    press(page, "Search my journal now")
    yield "asked-found"
    page.get_by_role("checkbox").first.check()
    press(page, "Go on with what I ticked")
    yield "asked-editing"
    page.get_by_label("What you share").fill("")
    press(page, "See it as")
    yield "asked-editing-errors"
    page.get_by_label("What you share").fill(LONG)
    press(page, "See it as")
    yield "asked-preview"
    press(page, "Share this with")
    yield "asked-answered"
    with desk.server.app.app_context():
        deleting.put_aside(priya.keys, priya.person_id, entry_id)
    for name, address in {"account-held": "/account/", "deleted-held": "/journal/deleted"}.items():
        page.goto(address)
        yield name
