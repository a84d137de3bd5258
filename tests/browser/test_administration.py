"""What a council's administrator does on the first day, and what the people they invite see of it."""

import re

import pytest
from playwright.sync_api import Page, expect

from reflect.core.ids import new_id
from reflect.organisation.roster_file import COLUMNS
from tests.browser.conftest import Desks
from tests.support.chromium import Desk
from tests.support.people import PASSPHRASE, TEAM
from tests.support.server import Server

pytestmark = pytest.mark.browser

FIRST_WORDS = "These are my first words."


@pytest.fixture(params=[False], ids=["no-script"])
def dev(request: pytest.FixtureRequest, desks: Desks, server: Server) -> Desk:
    """An administrator of the partnership, signed in."""
    desk = desks(javascript=request.param)
    desk.sign_in(server.people.enrol("Dev Malik", roles=("administrator",), unit=TEAM[:1]), to="/admin/")
    return desk


def test_from_a_file_to_first_words_and_a_supervisor_who_is_confirmed(dev: Desk, desks: Desks) -> None:
    tag = new_id()[:8]
    noor, marcus = f"noor.{tag}@test.example", f"marcus.{tag}@test.example"
    bring_in(dev.page, tag, noor, marcus)
    invitation = invite(dev.page, noor)
    hers = desks(javascript=dev.javascript, width=390)
    enrol(hers.page, invitation, f"Noor {tag}")
    enrol(desks(javascript=dev.javascript).page, invite(dev.page, marcus), f"Marcus {tag}")
    confirm(hers.page, f"Marcus {tag}")

    dev.page.goto(f"/admin/people/?q={noor}")
    dev.page.get_by_role("link", name=f"Noor {tag}").click()
    expect(dev.page.get_by_role("row", name=f"Marcus {tag}")).to_contain_text("Confirmed")
    assert FIRST_WORDS not in dev.page.content()


def test_somebody_is_added_named_a_supervisor_suspended_and_reinstated(dev: Desk, server: Server) -> None:
    page = dev.page
    marcus = server.people.enrol("Marcus Bell", roles=("supervisor",))
    ana = server.people.enrol("Ana Silva")
    page.goto(f"/admin/people/?q={ana.email}")
    page.get_by_role("link", name="Ana Silva").click()
    page.get_by_role("link", name="Name a supervisor").click()
    page.get_by_label("The supervisor’s work e-mail address").fill("nobody@nowhere.example")
    page.get_by_role("button", name="Name a supervisor").click()
    expect(page.get_by_role("alert")).to_contain_text("Nobody on the roster has this address.")
    page.get_by_label("The supervisor’s work e-mail address").fill(marcus.email)
    page.get_by_role("button", name="Name a supervisor").click()
    expect(page.get_by_role("row", name="Marcus Bell")).to_contain_text("Waits for their yes")
    page.get_by_role("link", name="Suspend the account").click()
    page.get_by_role("button", name="Suspend the account").click()
    expect(page.get_by_text("Suspended since")).to_be_visible()
    page.get_by_role("link", name="End the suspension").click()
    page.get_by_role("button", name="End the suspension").click()
    expect(page.get_by_text("The suspension is over.")).to_be_visible()


def bring_in(page: Page, tag: str, noor: str, marcus: str) -> None:
    """Import two people by a file: first with a mistake, then right; look at the plan in between."""
    unit = ",".join([*TEAM[:2], f"Service {tag}", "East team"])
    right = [f"Noor {tag},{noor},{unit},practitioner,{marcus}", f"Marcus {tag},{marcus},{unit},supervisor,"]
    choose(page, [right[0], right[1].replace("supervisor", "king")])
    expect(page.get_by_text("Line 3: The role has to be one of")).to_be_visible()
    choose(page, right)
    expect(page.get_by_text("Nothing has been imported yet.")).to_be_visible()
    expect(page.get_by_text(f"Noor {tag}, {noor}")).to_be_visible()
    page.get_by_role("button", name="Import exactly this").click()
    expect(page.get_by_text("The file is imported.")).to_be_visible()


def choose(page: Page, rows: list[str]) -> None:
    page.goto("/admin/import")
    content = "\n".join([",".join(COLUMNS), *rows]).encode()
    page.get_by_label("The file").set_input_files({"name": "people.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="See what it would do").click()


def invite(page: Page, email: str) -> str:
    """The single-use link of somebody."""
    page.goto(f"/admin/people/?q={email}")
    page.locator("main table a").click()
    page.get_by_role("link", name="Invite", exact=True).click()
    page.get_by_role("button", name="Make the invitation").click()
    return page.locator("main code").inner_text()


def enrol(page: Page, invitation: str, name: str) -> None:
    """Three pages: the passphrase, the first words, and then the code, which is typed back."""
    page.goto(invitation)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Welcome, {name}")
    page.get_by_label("New passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_label("New passphrase again").fill(PASSPHRASE)
    page.get_by_role("button", name="Set my passphrase and continue").click()
    page.locator("textarea").fill(FIRST_WORDS)
    page.get_by_role("button", name="Save a few first words").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep your recovery code")
    groups = page.get_by_role("list", name="Your recovery code, in eight groups").get_by_role("listitem")
    code = groups.all_inner_texts()
    for box in page.get_by_label(re.compile(r"Group \d of your code")).all():
        label = page.locator(f"label[for={box.get_attribute('id')}]").inner_text()
        box.fill(code[int(label.split()[1]) - 1])
    page.get_by_role("button", name="I have kept my code").click()
    page.get_by_role("button", name="Continue").click()  # from the page about leaving quickly
    expect(page.locator(".app-entries")).to_contain_text("Only you")


def confirm(page: Page, supervisor: str) -> None:
    """Find the question on one's own account, and say yes."""
    page.goto("/account/")
    expect(page.get_by_text(f"Is {supervisor} your supervisor?")).to_be_visible()
    page.get_by_role("link", name="Say whether it is right").click()
    page.get_by_role("button", name=f"Yes, {supervisor} is my supervisor").click()
    page.get_by_role("button", name=f"Confirm {supervisor}").click()
    expect(page.get_by_text(f"{supervisor} is your supervisor. Nothing is shared by it")).to_be_visible()
