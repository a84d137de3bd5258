"""What unlocking costs beside the derivation that makes it safe."""

import os
import time

from bench.measure import ratio, report
from reflect.vault.derivation import Cost, derive
from reflect.vault.keys import new_person
from reflect.vault.slots import Peppers, new_passphrase_slot, open_passphrase_slot

PASSPHRASE = "calm river open window"


def run() -> None:
    """Opening a passphrase slot against the bare derivation, by the clock on the wall."""
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
