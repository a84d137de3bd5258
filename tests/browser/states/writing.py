"""Those who write, read what they wrote, and share it."""

from playwright.sync_api import Page

from reflect.core.ids import new_id
from reflect.journal import saving
from reflect.journal.document import Words
from reflect.journal.ordering import Edit
from tests.browser.states.pages import LONG, LONG_WORD, OVER_LONG, States, follow, press
from tests.browser.states.sharing import read_and_commented
from tests.support import looking_back
from tests.support.chromium import Desk
from tests.support.people import PASSPHRASE, Enrolled
from tests.support.sharing import shared, snapshot
from tests.support.writing import write


def author(desk: Desk) -> States:
    """Priya, who has written and shared."""
    page, people = desk.page, desk.server.people
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(priya, marcus)
    with desk.server.app.app_context():
        entry = write(priya, "One answer.", LONG, "A third.", title="Home visit, Tuesday", private=(2,))
        write(priya, "Only begun.", finished=False)
        share = shared(priya, marcus, snapshot(entry_id=entry))
        comment = read_and_commented(marcus, share)
    desk.sign_in(priya)
    yield "home"
    for name, address in {
        "journal": "/journal/",
        "journal-older": f"/journal/?before=1-{new_id()}",
        "start": "/journal/new",
        "start-going-on": f"/journal/new?earlier={entry}",
        "choose": "/journal/choose",
        "guided": "/journal/new?start=left-unsaid",
        "guided-last": "/journal/new?start=left-unsaid&step=4",
        "blank": "/journal/new?start=blank",
        "entry-shared": f"/journal/{entry}",
        "edit": f"/journal/{entry}/edit?step=2",
        "history": f"/journal/{entry}/history",
        "revision": f"/journal/{entry}/history?revision=1",
        "details": f"/journal/{entry}/details",
        "share": f"/journal/{entry}/share",
        "stop": f"/journal/{entry}/shares/{share}/stop",
        "answer": f"/journal/{entry}/shares/{share}/comments/{comment}",
        "account": "/account/",
        "log": "/account/log",
        "notices": "/notices/",
        "mails": "/account/notices",
        "passphrase": "/account/passphrase",
        "new-code": "/account/new-recovery-code",
        "not-hers": f"/shared/{share}",
    }.items():
        page.goto(address)
        yield name
    yield from _guided(page, entry)
    yield from _sharing(page, entry)
    yield from _problems(desk, priya, entry)


def _guided(page: Page, entry: str) -> States:
    """Questions chosen one by one, going on from an earlier reflection, to the last page and both its links."""
    page.goto(f"/journal/choose?earlier={entry}")
    press(page, "Start with these questions")
    yield "choose-nothing"
    for place in range(3):
        page.get_by_role("main").get_by_role("checkbox").nth(place).check()
    press(page, "Start with these questions")
    yield "chosen"
    press(page, "Skip this question")
    yield "chosen-second"
    page.locator("textarea").fill("The interpreter was late and I did not know what to say. " + LONG)
    press(page, "Save and continue")
    press(page, "Skip this question")
    yield "last-page-suggests"
    press(page, "Do not suggest themes")
    page.get_by_text("Other themes").click()
    page.get_by_label("A bit stretched").check()
    page.get_by_label("Tags").fill("x" * 31)
    yield "last-page-open"
    press(page, "Save, for me alone")
    yield "last-page-errors"
    page.get_by_label("Tags").fill("visits, interpreters")
    press(page, "Save, for me alone")
    yield "entry-going-on"


def rereader(desk: Desk) -> States:
    """Rosa, who looks for what she wrote before."""
    page, rosa = desk.page, desk.server.people.enrol("Rosa Lind")
    with desk.server.app.app_context():
        entry = looking_back.answered(rosa, LONG, tags=("court", LONG_WORD[:30]))
        looking_back.again(rosa, entry, f"Before it all. {LONG} After it all.")
    desk.sign_in(rosa, to="/journal/search")
    yield "search"
    press(page, "Search")
    yield "search-errors"
    page.get_by_label("Words", exact=True).fill("before all")
    press(page, "Search")
    yield "search-found"
    page.goto("/journal/search")
    follow(page, page.get_by_role("button", name="court", exact=True))
    page.get_by_label("Words", exact=True).fill("nowhere")
    press(page, "Search")
    yield "search-nothing"
    page.goto(f"/journal/{entry}")
    press(page, "Pin to the top")
    yield "entry-pinned"
    press(page, "All my answers to this question")
    yield "answers"
    page.goto("/journal/")
    yield "journal-pinned"
    page.goto(f"/journal/{entry}/history")
    for box in page.locator("input[name=pick]").all():
        box.check()
    press(page, "Compare the two")
    yield "compare"
    page.goto(f"/journal/{entry}/print")
    yield "print"


def _sharing(page: Page, entry: str) -> States:
    page.goto(f"/journal/{entry}/share")
    page.get_by_label("What would you like from them?").fill(OVER_LONG * 2)
    press(page, "See what they will see")
    yield "share-errors"
    page.get_by_label("What would you like from them?").fill("Help me find the first sentence with Zuzana")
    page.get_by_role("group", name="Which answers?").get_by_role("checkbox").nth(1).check()
    press(page, "See what they will see")
    yield "preview"
    press(page, "Replace what I chose")
    yield "preview-errors"
    page.get_by_role("group", name="“Zuzana”").get_by_label("Replace with a role").select_option("the mother")
    press(page, "Replace what I chose")
    yield "preview-replaced"
    press(page, "Share with Marcus")
    yield "entry-notice"


def _problems(desk: Desk, priya: Enrolled, entry: str) -> States:
    page = desk.page
    page.goto("/journal/new?start=blank")
    page.get_by_label("Give it a title").fill(OVER_LONG)
    page.locator("textarea").fill("Some words.")
    press(page, "Save and continue")
    yield "writing-errors"
    yield from _changed_elsewhere(desk, priya, entry)
    page.goto("/account/passphrase")
    press(page, "Change my passphrase")
    yield "passphrase-errors"
    page.goto(f"/journal/{entry}/edit?step=1")
    page.locator("main input[name=csrf_token]").evaluate("input => { input.value = 'old' }")
    page.locator("main input[name=token]").evaluate("input => { input.value = 'old' }")
    page.locator("textarea").fill("Words that come back.")
    press(page, "Save and continue")
    yield "words-given-back"
    yield from _locked(desk, entry)


def _changed_elsewhere(desk: Desk, priya: Enrolled, entry: str) -> States:
    page = desk.page
    page.goto(f"/journal/{entry}/edit?step=1")
    with desk.server.app.app_context():
        saving.store(priya.keys, priya.person_id, entry, 1, Edit(new_id()), Words(1, answer="From another page."))
    page.locator("textarea").fill("From this page.")
    press(page, "Save and continue")
    yield "conflict"


def _locked(desk: Desk, entry: str) -> States:
    page = desk.page
    scripts = desk.context.new_cdp_session(page)
    scripts.send("Emulation.setScriptExecutionDisabled", {"value": True})  # with a script, one unlocks on the page
    page.goto(f"/journal/{entry}/edit?step=1")
    other = desk.new_tab()
    other.goto("/account/")
    other.get_by_role("button", name="Lock journal").click()
    other.wait_for_url("**/unlock*")
    other.close()
    page.locator("textarea").fill("Words while it was locked.")
    press(page, "Save and continue")
    scripts.send("Emulation.setScriptExecutionDisabled", {"value": False})
    yield "kept"
    page.goto("/unlock")
    yield "unlock"
    press(page, "Unlock my journal")
    yield "unlock-errors"
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    press(page, "Unlock my journal")
    page.goto("/journal/rescued")
    yield "rescued"
    follow(page, page.locator("main .app-entries a").first)
    yield "rescued-words"
