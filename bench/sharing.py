"""The list of what is shared with a supervisor: server time of a page, and that it does not grow with the shares."""

from datetime import timedelta

from bench.calling import called
from bench.measure import ratio, report
from bench.organisation import app_on_disk
from reflect.core.clock import earlier, now
from reflect.core.ids import new_id
from reflect.identity.keyring import public_key_of
from reflect.privacy.sanitise import to_html
from reflect.sharing import grants, reader
from reflect.sharing.snapshot import Part, Snapshot
from reflect.storage.db import write_unit
from tests.support.browser import Browser
from tests.support.people import Enrolled, People

SUPERVISEES, SHARES, FEW = 40, 2000, 40
MOST_MS = 60  # of server time, with all of them (issue 6)


def run() -> None:
    """The page of somebody with 40 supervisees and 2,000 shares, against that of somebody with 40 shares."""
    with app_on_disk() as app:
        with app.app_context():
            people = People(app)
            marcus, ines = (people.enrol(name, roles=("supervisor",)) for name in ("Marcus Bell", "Ines Okoro"))
            authors = [people.enrol(f"Author{number} Nair") for number in range(SUPERVISEES)]
            _share(people, authors, marcus, SHARES)
            _share(people, authors, ines, FEW)
        full, small = Browser(app).sign_in(marcus), Browser(app).sign_in(ines)
        for name, address in {"list": "/shared/", "first page": "/"}.items():
            many, few = ratio(called(full, address), called(small, address), times=3, rounds=21)
            report(f"{name} with {SHARES} shares", many, "ms", None, MOST_MS)
            report(f"{name} with {SHARES} shares against {FEW}", many, "ms", few, 1.3)
        older = _last_page(full)
        late, first = ratio(called(full, older), called(full, "/shared/?show=waiting"), times=3, rounds=21)
        report("a late page of the list against the first", late, "ms", first, 1.3)


def _share(people: People, authors: list[Enrolled], to: Enrolled, count: int) -> None:
    """Half of them opened, over three months."""
    with earlier(timedelta(days=90)):
        for author in authors:
            people.supervise(author, to)
    public = public_key_of(to.person_id)
    assert public is not None
    for number in range(count):
        author = authors[number % len(authors)]
        copy = Snapshot(new_id(), 1, f"Visit {number}", "Help me think", (Part("What?", to_html("Words. " * 100)),))
        with earlier(timedelta(minutes=count - number)), write_unit():
            ends = now() + timedelta(days=90)
            share_id = grants.grant(
                author.keys, author.person_id, to.person_id, copy, ends, public.fingerprint()
            ).share_id
            if number % 2:
                reader.open_share(to.keys, to.person_id, share_id)


def _last_page(browser: Browser) -> str:
    address = "/shared/?show=waiting"
    while True:
        page = browser.get(address)
        older = [link for link in page.links() if "before=" in link]
        if not older:
            return address
        address = older[-1]
