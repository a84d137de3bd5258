"""What unlocking costs beside the derivation that makes it safe."""

import os
import statistics
import time
from collections import deque
from itertools import pairwise
from operator import sub

from sqlalchemy import delete

from bench.measure import ratio, report
from bench.organisation import app_on_disk
from reflect.identity.models import FailedTries
from reflect.storage.db import db, write_unit
from reflect.vault.derivation import Cost, derive
from reflect.vault.keys import new_person
from reflect.vault.slots import Peppers, new_passphrase_slot, open_passphrase_slot
from tests.support.browser import Browser
from tests.support.people import PASSPHRASE, People

WRONG = "calm river shut window"
RUNS = 21


def run() -> None:
    """Opening a slot against the bare derivation, then whether the time of a refusal tells who somebody is."""
    _slot()
    _refusals()


def _slot() -> None:
    cost, peppers = Cost(memory_kib=64 * 1024, iterations=3, lanes=1), Peppers({"p": os.urandom(32)}, "p")
    keys, _stored = new_person("a" * 26)
    slot = new_passphrase_slot(keys, PASSPHRASE, peppers, cost)
    salt = os.urandom(16)
    value, reference = ratio(
        lambda: open_passphrase_slot(keys.person, slot, PASSPHRASE, peppers),
        lambda: derive(PASSPHRASE, salt, cost),
        clock=time.perf_counter,
    )
    report("unlock", value, "ms", reference, 1.5)


def _refusals() -> None:
    """Three refusals of the sign-in page, apart by less than two runs of the same one differ."""
    with app_on_disk() as app:
        with app.app_context():
            people = People(app)
            priya, sam = people.enrol("Priya Nair"), people.enrol("Sam Okafor")
            people.suspend(sam)
        names = {"wrong": priya.email, "unknown": "nobody@test.example", "suspended": sam.email}
        browser = Browser(app)
        form = browser.get("/sign-in").form("passphrase")
        taken: dict[str, list[float]] = {name: [] for name in names}
        for run in range(RUNS):
            turns = deque(names.items())
            turns.rotate(run)  # none is always the first after the pause
            for name, email in turns:
                fields = {**form.values(), "email": email, "passphrase": PASSPHRASE if name == "suspended" else WRONG}
                begun = time.perf_counter()
                answer = browser.post(form.action, fields)
                taken[name].append((time.perf_counter() - begun) * 1000)
                assert answer.status == 400
            with app.app_context(), write_unit():
                db.session.execute(delete(FailedTries))
    apart = statistics.median(abs(one - other) for one, other in pairwise(taken["wrong"]))
    for name in ("unknown", "suspended"):
        difference = abs(statistics.median(map(sub, taken[name], taken["wrong"])))  # of one run, as the speed changes
        report(f"refused, {name} against wrong: how far apart two runs are", difference, "ms", apart, 1.0)
