"""Every page in every state that people meet, walked as those people: for the accessibility tests and the pictures."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

from playwright.sync_api import Locator, Page
from sqlalchemy import update

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.identity import starting_again as again
from reflect.journal import deleting, saving
from reflect.journal.copying.exporting import as_file
from reflect.journal.copying.portable import copy_of
from reflect.journal.document import Words, blank
from reflect.journal.ordering import Edit
from reflect.organisation import groups, roster, roster_file
from reflect.sharing import reader, replies
from reflect.storage.db import db, write_unit
from reflect.supervision import agenda, notes, records_keys
from reflect.themes.actions.models import Action as PlannedAction
from reflect.web.days import today
from tests.support import figures, looking_back, searches
from tests.support.chromium import Desk
from tests.support.contributing import move, open_window, start_again
from tests.support.people import PASSPHRASE, TEAM, Enrolled
from tests.support.phones import Phone
from tests.support.sharing import shared, snapshot, stopped
from tests.support.supervision import WORDS, Supervised, agree, propose, terms
from tests.support.virtual_authenticator import Device
from tests.support.writing import write

LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
LONG = f"{LONG_WORD} and a second thought that goes on.\n\n" + "A paragraph that somebody wrote in one go. " * 40
OVER_LONG = "Too long. " * 100
ROW = ",".join([*TEAM, "practitioner", ""])
States = Iterator[str]
# Noisy counts of themes, for window after window.
RAISED = (
    {"naming-racism": 31, "confidence-to-talk": 24, "adultification": 17, "child-voice": 14, "culture-faith": -5},
    {"naming-racism": 8, "confidence-to-talk": 19, "recording-data": 13, "being-believed": 6, "stereotypes": -3},
    {
        "naming-racism": 25,
        "confidence-to-talk": 33,
        "identity-heritage": 22,
        "language-access": 12,
        "trust-engagement": 4,
    },
)
LARGE = {"naming-racism": 301, "adultification": 245, "child-voice": 222, "culture-faith": 201, "stereotypes": 160}


def press(page: Page, name: str) -> None:
    """Press the first button of the page's main part with these words, and wait for the page that it leads to."""
    follow(page, page.get_by_role("main").get_by_role("button", name=name).first)


def follow(page: Page, link: Locator) -> None:
    """Click, and wait for the page that it leads to."""
    with page.expect_navigation():
        link.click()


def follow_to(page: Page, address: str, link: str) -> None:
    """Open a page, and the first thing on it that fits."""
    page.goto(address)
    follow(page, page.locator(link).first)


def anybody(desk: Desk) -> States:
    """Nobody is signed in."""
    page = desk.page
    for address in ("/sign-in", "/recover", "/who-can-see-what", "/help/", "/help/accessibility", "/help/privacy"):
        page.goto(address)
        yield address.strip("/").replace("/", "-")
    page.goto("/nowhere")
    yield "not-found"
    page.goto("/sign-in")
    press(page, "Sign in and unlock my journal")
    yield "sign-in-empty"
    page.get_by_label("Work e-mail address").fill("nobody@test.example")
    page.get_by_label("Passphrase", exact=True).fill("not the passphrase")
    press(page, "Sign in and unlock my journal")
    yield "sign-in-wrong"
    page.goto("/recover")
    press(page, "Open my journal and set a new passphrase")
    yield "recover-empty"


def newcomer(desk: Desk) -> States:
    """Somebody follows their invitation, and has nothing yet."""
    page = desk.page
    page.goto(desk.server.people.invite("Noor Haddad-Featherstonehaugh"))
    yield "invitation"
    press(page, "Set my passphrase and continue")
    yield "invitation-empty"
    words = page.locator(".app-code").inner_text()
    page.get_by_label("New passphrase", exact=True).fill(words)
    page.get_by_label("New passphrase again").fill(words)
    press(page, "Set my passphrase and continue")
    yield "first-words"
    page.locator("textarea").fill(OVER_LONG * 200)
    press(page, "Save a few first words")
    yield "first-words-errors"
    follow(page, page.get_by_role("link", name="Skip for now"))
    yield "recovery-code"
    press(page, "I have kept my code")
    yield "recovery-code-empty"
    for address in ("/", "/journal/", "/shared/", "/account/", "/journal/rescued", "/journal/new"):
        page.goto(address)
        yield f"new-{address.strip('/').replace('/', '-') or 'home'}"


def author(desk: Desk) -> States:
    """Priya, who has written and shared."""
    page, people = desk.page, desk.server.people
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(priya, marcus)
    with desk.server.app.app_context():
        entry = write(priya, "One answer.", LONG, "A third.", title="Home visit, Tuesday", private=(2,))
        write(priya, "Only begun.", finished=False)
        share = shared(priya, marcus, snapshot(entry_id=entry))
        comment = _read(marcus, share)
    desk.sign_in(priya)
    yield "home"
    for name, address in {
        "journal": "/journal/",
        "journal-older": f"/journal/?before={new_id()}",
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


def _read(marcus: Enrolled, share: str) -> str:
    with write_unit():
        reader.open_share(marcus.keys, marcus.person_id, share)
    with write_unit():
        return reader.comment(marcus.keys, marcus.person_id, share, LONG)


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


def colleague(desk: Desk) -> States:
    """Tom, who has no supervisor, and reflects with colleagues and in a group."""
    page, people = desk.page, desk.server.people
    tom, ines = people.enrol("Tom Adeyemi"), people.enrol("Ines Okoro")
    waits = people.on_roster("Waits Patiently")
    desk.sign_in(tom)
    for name, address in {"sharing-none": "/journal/sharing", "groups-none": "/groups/"}.items():
        page.goto(address)
        yield name
    press(page, "Make the group")
    yield "group-errors"
    page.get_by_label("What is the group called?").fill(LONG_WORD[:70])
    press(page, "Make the group")
    yield "group-new"
    press(page, "Ask them")
    yield "group-ask-errors"
    page.locator(f"input[value='{ines.person_id}']").check()
    press(page, "Ask them")
    yield "group-asked"
    with desk.server.app.app_context(), write_unit():
        group_id = groups.accept(ines.person_id, groups.asked_into(ines.person_id)[0].membership_id)
    with desk.server.app.app_context(), write_unit():
        groups.ask(ines.person_id, groups.make(ines.person_id, "Thursday"), tom.person_id)
    for name, address in {
        "groups": "/groups/",
        "group": f"/groups/{group_id}",
        "group-leave": f"/groups/{group_id}/leave",
        "group-close": f"/groups/{group_id}/close",
    }.items():
        page.goto(address)
        yield name
    yield from _sharing_with_several(desk, tom, waits)


def _sharing_with_several(desk: Desk, tom: Enrolled, waits: str) -> States:
    page = desk.page
    with desk.server.app.app_context():
        entry = write(tom, "One answer.", LONG, title="Home visit, Tuesday")
    page.goto(f"/journal/{entry}/share")
    yield "share-with-whom"
    page.get_by_label("Colleagues elsewhere").fill("nobody@test.example")
    press(page, "See what they will see")
    yield "share-with-nobody"
    page.get_by_label("Colleagues elsewhere").fill("")
    page.get_by_role("group", name="Who would you like").get_by_role("checkbox").first.check()
    page.get_by_text("A colleague in your team").click()
    page.locator(f"input[value='{waits}']").check()
    page.get_by_role("group", name="Which answers?").get_by_role("checkbox").first.check()
    press(page, "See what they will see")
    yield "preview-several"
    press(page, "Share with Ines")
    yield "entry-ready"
    for name, address in {
        "sharing": "/journal/sharing",
        "stop-all": "/journal/sharing/stop",
        "stop-one": f"/journal/sharing/stop?entry={entry}",
    }.items():
        page.goto(address)
        yield name


def registrant(desk: Desk) -> States:
    """Nadia, who uses a reflection for her professional record."""
    page, people = desk.page, desk.server.people
    nadia, marcus = people.enrol("Nadia Brandt"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(nadia, marcus)
    with desk.server.app.app_context():
        entry = write(nadia, "One answer.", LONG, "A third.", title="Home visit, Tuesday", private=(2,))
        _read(marcus, shared(nadia, marcus, snapshot(entry_id=entry)))
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
    press(page, "Look through it")
    yield "cpd-errors"
    page.get_by_label("Date").fill("2026-11-03")
    page.get_by_label("Positive impact").fill("I ask about a name.\n\nZuzana taught me to.")
    press(page, "Look through it")
    press(page, "Replace what I chose")
    yield "cpd-check-errors"
    page.get_by_role("group", name="“Zuzana”").get_by_label("Replace with a role").select_option("a colleague")
    press(page, "Replace what I chose")
    yield "cpd-check-replaced"
    press(page, "Go on to copy or save it")
    yield "cpd-ready"


def supervisor(desk: Desk) -> States:
    """Marcus, with whom Priya shares."""
    page, people = desk.page, desk.server.people
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor", "team_lead"))
    people.supervise(priya, marcus)
    with desk.server.app.app_context():
        shares = [shared(priya, marcus, snapshot(LONG, title=f"Home visit {day}")) for day in ("Monday", "Tuesday")]
        _read(marcus, shares[0])
    desk.sign_in(marcus)
    yield "home"
    for name, address in {"inbox": "/shared/", "reading": f"/shared/{shares[1]}"}.items():
        page.goto(address)
        yield name
    press(page, "Send to Priya")
    yield "reading-errors"
    page.goto(f"/shared/{shares[0]}")
    yield "reading-commented"
    yield from _conversation(desk, priya, marcus)


def _conversation(desk: Desk, priya: Enrolled, marcus: Enrolled) -> States:
    """Comments on words, answers to them, a copy that is shared again, and a draft that can no longer be sent."""
    page = desk.page
    with desk.server.app.app_context():
        copy = snapshot(f"It was quiet. {LONG}\n\nI left at noon.", title="Home visit Wednesday")
        share = shared(priya, marcus, copy)
        with write_unit():
            on_words = reader.comment(marcus.keys, marcus.person_id, share, LONG, place=0, quote="I left at noon")
            replies.reply(priya.keys, priya.person_id, share, on_words, "I was *tired*.")
            reader.comment(marcus.keys, marcus.person_id, share, "I noticed this.", place=0, quote="It was quiet")
    page.goto(f"/shared/{share}?reply={on_words}")
    yield "reading-answer"
    with desk.server.app.app_context():
        again = snapshot(f"It was quiet. {LONG}\n\nI stayed.", entry_id=copy.entry_id, title="Home visit Wednesday")
        later = shared(priya, marcus, again)
    page.locator("textarea[name=text]").fill("Words that were on their way.")
    press(page, "Send to Priya")
    yield "reading-again-late"
    press(page, "Keep as a draft")
    yield "reading-draft"
    press(page, "Mark as discussed")
    yield "reading-discussed"
    with desk.server.app.app_context():
        stopped(priya, later)
    page.goto("/shared/")
    yield "inbox-left-draft"
    follow(page, page.get_by_role("link", name="To Priya Nair, kept"))
    yield "left-draft"


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
    follow_to(page, "/admin/learning/", "main .govuk-summary-list__actions a")
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
    press(page, "Close the unit")
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


def starting_again(desk: Desk) -> States:
    """Lin, who has lost both secrets and accepts to start again; her supervisor waits for her yes."""
    page, people = desk.page, desk.server.people
    lin, marcus = people.enrol("Lin Moss"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(lin, marcus)
    with desk.server.app.app_context(), write_unit():
        token = again.offer(lin.person_id, actor=marcus.person_id)
    page.goto(f"/start-again/{token}")
    yield "start-again"
    press(page, "Start a new journal with this passphrase")
    yield "start-again-errors"
    for field in ("New passphrase", "New passphrase again"):
        page.get_by_label(field, exact=True).fill(PASSPHRASE)
    press(page, "Start a new journal with this passphrase")
    page.goto("/account/supervisors/")
    yield "supervisors"
    follow(page, page.get_by_role("button", name="Yes, Marcus Bell is my supervisor"))
    yield "supervisor-confirm"
    press(page, "Confirm Marcus Bell")
    yield "supervisor-confirmed"
    for address, button in {
        "/sign-in/earlier-journal": "Open the earlier journal",
        "/recover/earlier-journal": "Open the earlier journal and set a new passphrase",
    }.items():
        page.goto(address)
        yield address.strip("/").replace("/", "-")
        press(page, button)
        yield f"{address.strip('/').replace('/', '-')}-errors"


def leads(desk: Desk) -> States:
    """Marcus, who leads a team, on day one and after many windows."""
    page, people, region = desk.page, desk.server.people, f"Northbridge {new_id()[:4]}"
    team = (region, "Children’s social care", f"Assessment and intervention for {LONG_WORD}", "Riverside team")
    marcus = people.enrol("Marcus Bell", roles=("team_lead",), unit=team)
    desk.sign_in(marcus, to="/themes/")
    yield "none-yet"
    page.goto("/themes/learning")
    yield "learning"
    page.locator("details summary").first.click()
    yield "learning-questions"
    page.goto("/themes/reading")
    yield "reading"
    for name, address in released_for(desk, team).items():
        page.goto(address)
        yield name


def team(desk: Desk) -> States:
    """Marcus, who leads a team and its service: the card, the plan, raising something, a guide; empty, wrong, long."""
    page, people, region = desk.page, desk.server.people, f"Northbridge {new_id()[:4]}"
    path = (region, "Children’s social care", f"Assessment for {LONG_WORD}", "Riverside team")
    marcus = people.enrol("Marcus Bell", roles=("team_lead",), unit=path)
    people.on_roster(f"Priya {LONG_WORD}", unit=path)
    with desk.server.app.app_context(), write_unit():
        unit_id = roster.place_unit(path)
        roster.give_role(marcus.person_id, "service_lead", roster.place_unit(path[:3]))
    own = f"/themes/teams/{unit_id}"
    desk.sign_in(marcus, to=own)
    yield "team-empty"
    follow(page, page.get_by_role("link", name="Write the card"))
    yield "card"
    press(page, "Save the card")
    yield "card-errors"
    page.get_by_label("When did you meet?").fill(today().isoformat())
    page.get_by_label("First", exact=True).fill(f"{LONG_WORD} and more")
    page.get_by_label("Second, if there is one").fill("Say what we mean")
    press(page, "Save the card")
    yield "team-with-card"
    follow(page, page.get_by_role("link", name="Take this card away"))
    yield "card-remove"
    yield from _plan(desk, marcus, own)
    yield from _raising(page)
    for name, address in {
        "team-with-everything": own,
        "themes-with-everything": "/themes/",
        "actions": "/themes/actions",
        "actions-none-so-far": "/themes/actions?progress=done",
        "guide-choose": "/themes/guide",
        "guide-errors": "/themes/guide?minutes=20",
        "guide": "/themes/guide?theme=naming-racism&theme=child-voice&theme=culture-faith&minutes=45",
    }.items():
        page.goto(address)
        yield name


def _plan(desk: Desk, marcus: Enrolled, own: str) -> States:
    page = desk.page
    page.goto(f"{own}/actions/new")
    yield "action-new"
    press(page, "Add it to the plan")
    yield "action-errors"
    page.get_by_label("What is to be done?").fill(f"Book an interpreter for {LONG_WORD}")
    page.get_by_label(re.compile("^R2:")).check()
    page.get_by_label("Who does it?").select_option(marcus.person_id)
    page.get_by_label("Which theme is it about?").select_option("language-access")
    page.get_by_label("Which figures will you look at afterwards?").select_option(index=1)
    press(page, "Add it to the plan")
    yield "team-with-action"
    follow(page, page.get_by_role("link", name="Book an interpreter"))
    yield "action"
    press(page, "Add the note")
    yield "note-errors"
    page.get_by_label("What was done, and what shows it?").fill(LONG[:900])
    press(page, "Add the note")
    yield "action-noted"
    follow(page, page.get_by_role("link", name="Change this action"))
    yield "action-change"
    with desk.server.app.app_context(), write_unit():
        mine = update(PlannedAction).where(PlannedAction.owner_id == marcus.person_id)
        db.session.execute(mine.values(changed_at=now()))
    press(page, "Save the change")
    yield "action-conflict"
    follow(page, page.get_by_role("link", name="Take it away"))
    yield "action-remove"


def _raising(page: Page) -> States:
    page.goto("/themes/raise")
    yield "raise"
    button = "Raise it with 1 person"
    press(page, button)
    yield "raise-errors"
    page.get_by_label("Naming racism").check()
    page.get_by_label("In your own words, if you want to").fill(f"After a call from 07700 900123 about {LONG_WORD}.")
    press(page, button)
    yield "raise-looked"
    press(page, button)
    yield "team-with-raised"
    page.goto("/themes/raise")
    yield "raised"


def released_for(desk: Desk, team: tuple[str, ...]) -> dict[str, str]:
    """The addresses of pictures of every kind, released for the places above a team."""
    with desk.server.app.app_context():
        with write_unit():
            service, agency, partnership = (roster.place_unit(team[:depth]) for depth in (3, 2, 1))
        halves = [figures.a_window(f"{year}-{half}") for year in range(2019, 2023) for half in ("H1", "H2")]
        for number, window in enumerate(halves):
            headcount = 62 if number < 3 else 104
            figures.release(
                window, service, RAISED[number % 3], took_part=9 if number == 2 else 58, headcount=headcount
            )
        quarter = figures.a_window("2022-Q4")
        figures.release(
            quarter, agency, LARGE, took_part=690, headcount=1140, sigma=8.0, level="agency", above=partnership
        )
        figures.release(quarter, partnership, {}, took_part=700, headcount=4200, sigma=11.3, level="partnership")
    return {
        "places": "/themes/",
        "all-places": "/themes/places/",
        "no-such-place": "/themes/places/?q=nowhere",
        "first-window": f"/themes/{service}/{halves[0]}",
        "under-100": f"/themes/{service}/{halves[1]}",
        "too-few": f"/themes/{service}/{halves[2]}",
        "many-windows": f"/themes/{service}/{halves[7]}",
        "large": f"/themes/{agency}/{quarter}",
        "nothing-apart-from-chance": f"/themes/{partnership}/{quarter}",
        "places-below": f"/themes/{partnership}/{quarter}/places",
        "nothing-below": f"/themes/{service}/{halves[7]}/places",
        "together": f"/themes/{service}/together",
        "together-of-one": f"/themes/{agency}/together",
    }


def contributor(desk: Desk) -> States:
    """Priya, who lets themes be counted, and what the pages say when there is nothing to count."""
    page, people = desk.page, desk.server.people
    priya = people.enrol("Priya Nair")
    with desk.server.app.app_context():
        entry = write(priya, LONG, title="Home visit, Tuesday", finished=False)
    desk.sign_in(priya, to="/themes/mine")
    yield "mine-no-window"
    with desk.server.app.app_context():
        half = open_window(name=new_id()[:8], closes_at=now() + timedelta(days=5))
        quarter = open_window(cadence="quarter", name=new_id()[:8], level="agency", high=True)
    try:
        page.goto("/")
        yield "home-last-week"
        page.goto("/themes/mine")
        yield "mine"
        yield from _too_many(page)
        yield from _ticking(page, entry)
        page.goto("/themes/mine")
        yield "mine-asked"
        with desk.server.app.app_context():
            quarter.close()
        press(page, "Save what is counted")
        yield "mine-closed"
        with desk.server.app.app_context():
            move(priya.person_id, (f"Elsewhere {new_id()[:4]}",))
        page.goto("/themes/mine")
        yield "mine-nowhere"
        with desk.server.app.app_context():
            start_again(priya.person_id)
        page.goto("/themes/mine")
        yield "mine-started-again"
    finally:
        with desk.server.app.app_context():
            half.close()
            quarter.close()


def _too_many(page: Page) -> States:
    for place in range(4):
        page.get_by_role("group").first.get_by_role("checkbox").nth(place).check()
    press(page, "Save what is counted")
    yield "mine-too-many"
    page.get_by_role("group").first.get_by_role("checkbox").nth(3).uncheck()
    press(page, "Save what is counted")
    yield "mine-saved"


def _ticking(page: Page, entry: str) -> States:
    page.goto(f"/journal/{entry}/edit?step=2")
    for place in range(3, 6):
        page.get_by_role("group", name="Which themes does this touch on?").get_by_role("checkbox").nth(place).check()
    page.get_by_label("Count these themes. Never the words.").check()
    yield "last-page-ticked"
    press(page, "Save, for me alone")
    yield "entry-too-many"
    page.goto(f"/journal/{entry}/edit?step=2")
    page.get_by_label("Count these themes. Never the words.").uncheck()
    press(page, "Save, for me alone")
    yield "entry-no-longer-counted"
    page.goto(f"/journal/{entry}/edit?step=2")
    page.get_by_label("Count these themes. Never the words.").check()
    press(page, "Save, for me alone")
    yield "entry-counted"


def passkey_holder(desk: Desk) -> States:
    """Noor, whose device keeps a passkey that opens her journal."""
    page, noor = desk.page, desk.server.people.enrol("Noor Haddad-Featherstonehaugh")
    desk.sign_in(noor)
    device = Device(desk)
    page.goto("/account/factors/")
    yield "factors-none"
    page.goto("/account/passkeys/new")
    yield "passkey-new"
    press(page, "Make the passkey")
    yield "passkey-new-errors"
    page.get_by_label("A name for this passkey").fill(LONG_WORD[:60])
    press(page, "Make the passkey")
    yield "factors-added"
    follow(page, page.get_by_role("link", name="Let it unlock my journal"))
    yield "passkey-device"
    press(page, "Unlock with this passkey from now on")
    yield "factors-unlocks"
    follow(page, page.get_by_role("link", name="Stop it from unlocking"))
    yield "passkey-stop"
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Work e-mail address").fill(noor.email)
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    press(page, "Sign in and unlock my journal")
    yield "second-step-passkey"
    press(page, "Use a passkey")
    follow(page, page.get_by_role("button", name="Lock journal"))
    yield "unlock-device"
    page.locator("form[data-passkey]").evaluate("form => form.submit()")
    page.get_by_role("alert").wait_for()
    yield "unlock-device-errors"
    device.sees_a_strange_finger()
    page.get_by_role("button", name="Unlock with this device").click()
    page.get_by_text("The passkey was not used.").wait_for()
    yield "unlock-device-unused"


def app_holder(desk: Desk) -> States:
    """Ana, who sets up an authenticator app, signs in with it, and loses her phone."""
    page = desk.page
    ana = desk.server.people.enrol("Ana Silva")
    desk.sign_in(ana)
    page.goto("/account/factors/")
    press(page, "Add an authenticator app")
    yield "app-new"
    press(page, "Add this app")
    yield "app-new-errors"
    phone = Phone(page.locator(".app-code").inner_text().replace(" ", ""))
    page.get_by_label("A name for this app").fill(LONG_WORD[:60])
    page.get_by_label("Code from your app").fill(phone.code())
    press(page, "Add this app")
    yield "app-added"
    follow(page, page.get_by_role("main").get_by_role("link", name="Remove"))
    yield "factor-remove"
    for name, address in {"sessions": "/account/sessions/", "confirm": "/account/confirm"}.items():
        page.goto(address)
        yield name
    press(page, "Continue")
    yield "confirm-errors"
    page.clock.install()
    page.goto("/account/")
    page.clock.fast_forward("15:00")
    page.get_by_role("button", name="Stay unlocked").wait_for()
    yield "locking-soon"
    page.clock.fast_forward("10:00")
    page.get_by_label("Your passphrase, to unlock here").fill("not the passphrase")
    yield "locked-here"
    page.get_by_role("button", name="Unlock here").click()
    page.locator("#unlock-here-problem").wait_for()
    yield "locked-here-errors"
    page.evaluate("document.dispatchEvent(new CustomEvent('app:shut', { detail: 'signedOut' }))")
    yield "signed-out-here"
    yield from _second_step(desk, ana, phone)


def _second_step(desk: Desk, ana: Enrolled, phone: Phone) -> States:
    page = desk.page
    follow(page, page.get_by_role("button", name="Sign out"))
    page.get_by_label("Work e-mail address").fill(ana.email)
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    press(page, "Sign in and unlock my journal")
    yield "second-step"
    page.get_by_label("Code from your app").fill(phone.wrong())
    press(page, "Sign in and unlock my journal")
    yield "second-step-wrong"
    page.goto("/sign-in/lost")
    yield "second-step-lost"
    press(page, "Remove my second factors and sign in")
    yield "second-step-lost-errors"
    for _turn in range(5):
        page.goto("/sign-in/second-step")
        if page.get_by_label("Code from your app").count():
            page.get_by_label("Code from your app").fill(phone.wrong())
            press(page, "Sign in and unlock my journal")
    yield "second-step-over"


def pair(desk: Desk) -> States:
    """Priya and Marcus agree on supervision and sign the record of a session; Dev reads it as their third reader."""
    app, people = desk.server.app, desk.server.people
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    dev = people.enrol(f"Dev {LONG_WORD}")
    with app.app_context():
        with write_unit():
            records_keys.make_key(["Ana Silva, data protection officer", "Tom Reid, head of practice"])
        supervision = people.supervise(priya, marcus)
    page = desk.sign_in(priya)
    for name, address in {
        "supervision": "/supervision/",
        "agreement-none": f"/supervision/{supervision}/agreement",
        "propose": f"/supervision/{supervision}/agreement/propose",
    }.items():
        page.goto(address)
        yield name
    page.get_by_label("Weeks from one").fill("many")
    page.get_by_label("Somebody else who").fill(dev.email)
    page.get_by_label("What you two agree").fill(LONG)
    press(page, "Propose this")
    yield "propose-errors"
    page.get_by_label("Weeks from one").fill("4")
    press(page, "Propose this")
    yield "agreement-proposed"
    page.goto(f"/supervision/{supervision}/agreement/propose")
    with app.app_context():
        agree(marcus, supervision)
        propose(marcus, supervision, terms(supervisor_wants=LONG), base=1)
    press(page, "Propose this")
    yield "propose-conflict"
    page.goto(f"/supervision/{supervision}/agreement")
    yield "agreement-to-answer"
    press(page, "Yes, I agree")
    yield "agreement"
    both = Supervised(people, priya, marcus, supervision)
    with app.app_context():
        both.agree_again(terms(third_reader_id=dev.person_id), base=2)
        session = both.session()
    yield from _record(desk, both, session)
    desk.context.clear_cookies()
    desk.sign_in(dev, to="/supervision/")
    yield "third-reader"
    page.goto(f"/supervision/{session}/record")
    yield "record-of-others"


def _record(desk: Desk, both: Supervised, session: str) -> States:
    page, app = desk.page, desk.server.app
    page.goto(f"/supervision/{both.id}/records")
    yield "records-none"
    page.goto(f"/supervision/{session}/record/new")
    yield "record-new"
    press(page, "Write and acknowledge")
    yield "record-written"
    with app.app_context():
        both.acknowledged(session)
        both.added(session, LONG, by=both.marcus)
        both.written(by=both.marcus)
    page.goto(f"/supervision/{session}/record")
    yield "record"
    press(page, "Add to the record")
    yield "record-errors"
    for name, address in {"supervision-waits": "/supervision/", "records": f"/supervision/{both.id}/records"}.items():
        page.goto(address)
        yield name


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


def meetings(desk: Desk) -> States:
    """Marcus and Priya plan sessions, prepare one, write it down, and cancel another."""
    app, people = desk.server.app, desk.server.people
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    with app.app_context():
        both = Supervised(people, priya, marcus, people.supervise(priya, marcus))
        propose(priya, both.id)
        agree(marcus, both.id)
        share = shared(both.priya, both.marcus, snapshot(title=LONG_WORD))
        for name in ("Sam Osei", f"Noor {LONG_WORD}"):
            people.supervise(people.enrol(name), both.marcus)
    page = desk.sign_in(both.marcus)
    for name, address in {
        "sessions-none": f"/supervision/{both.id}/sessions",
        "plan": f"/supervision/{both.id}/sessions/new",
    }.items():
        page.goto(address)
        yield name
    page.get_by_label("Minutes").fill("many")
    press(page, "Plan with Priya")
    yield "plan-errors"
    page.get_by_label("Minutes").fill("90")
    page.get_by_label("Day").fill(today().isoformat())
    page.get_by_label("Plan more of them").fill((today() + timedelta(weeks=12)).isoformat())
    press(page, "Plan with Priya")
    yield "sessions-planned"
    follow(page, page.locator(".app-entries a").first)
    address = page.url.removesuffix("/session")
    yield "session-new"
    page.goto(f"{address}/agenda")
    press(page, "Put it on the agenda")
    yield "agenda-errors"
    page.get_by_label("What do you bring?").fill(LONG[:900])
    press(page, "Put it on the agenda")
    with app.app_context(), write_unit():
        agenda.bring_share(both.priya.keys, both.priya.person_id, share)
    page.goto(f"{address}/agenda")
    page.get_by_text("Bring a theme or a question").click()
    yield "agenda"
    yield from _written_down(desk, both, address)
    for name, there in {
        "home": "/",
        "supervision": "/supervision/",
        "sessions": f"/supervision/{both.id}/sessions",
    }.items():
        page.goto(there)
        yield name
    follow(page, page.locator(".app-entries").first.get_by_role("link").first)
    follow(page, page.get_by_role("link", name="Move it"))
    yield "move"
    page.get_by_label("Minutes").fill("1")
    press(page, "Move it and tell")
    yield "move-errors"
    follow(page, page.get_by_role("link", name="Leave it as it is"))
    follow(page, page.get_by_role("link", name="Cancel it"))
    press(page, "Cancel it and tell")
    yield "cancel-errors"
    page.get_by_label("Why?").fill(LONG[:500])
    cancelled = page.url.removesuffix("/cancel")
    press(page, "Cancel it and tell")
    page.goto(f"{cancelled}/session")
    yield "session-cancelled"
    page.goto("/supervision/calendar")
    yield "calendar"
    press(page, "Make an address")
    yield "calendar-address"


def _written_down(desk: Desk, both: Supervised, address: str) -> States:
    """The notes of a session, also as the other saves them at once; its actions; and everything on one page."""
    page, session_id = desk.page, address.rpartition("/")[2]
    page.goto(f"{address}/notes")
    yield "notes"
    page.get_by_label("Decisions").fill("We go together next time.")
    page.get_by_label("Wellbeing").fill(LONG)
    with desk.server.app.app_context():
        opened = both.opened()
        with write_unit():
            notes.save(opened, session_id, WORDS, base=0)
    press(page, "Save for you both")
    yield "notes-conflict"
    press(page, "Save for you both")
    yield "actions-none"
    press(page, "Agree on it")
    yield "actions-errors"
    new = page.locator("form").filter(has=page.get_by_role("button", name="Agree on it"))
    new.get_by_label("What is to be done?").fill(f"Ask {LONG_WORD} for an interpreter before the next visit")
    new.get_by_label("Priya Nair").check()
    new.get_by_label("By when?").fill((today() - timedelta(days=1)).isoformat())
    press(page, "Agree on it")
    page.locator("#child").get_by_label("Marcus Bell").check()
    press(page, "Keep the reminder")
    yield "actions"
    follow(page, page.locator(".app-entries a").first)
    yield "action"
    page.goto(f"{address}/session")
    yield "session"
    press(page, "It was held")
    yield "session-held"


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
    press(page, "Go on")
    yield "hold-errors"
    page.get_by_label("Work e-mail address").fill(priya.email)
    page.get_by_label("An inquiry").check()
    press(page, "Go on")
    yield "hold-before"
    press(page, "Place the hold")
    yield "data-protection"
    follow(page, page.get_by_role("link", name="Lift it").first)
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


WALKS: dict[str, Callable[[Desk], States]] = {
    "anybody": anybody,
    "newcomer": newcomer,
    "passkey_holder": passkey_holder,
    "app_holder": app_holder,
    "author": author,
    "colleague": colleague,
    "pair": pair,
    "rereader": rereader,
    "registrant": registrant,
    "supervisor": supervisor,
    "administrator": administrator,
    "leads": leads,
    "team": team,
    "contributor": contributor,
    "starting_again": starting_again,
    "tidier": tidier,
    "meetings": meetings,
    "data_protection": data_protection,
}
