"""What was sealed once must always open: fixed inputs, outputs kept in known_answers.json.

If one of these fails, every journal in every database has just been locked for ever. Do not change the file.
"""

import hashlib
import hmac
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from reflect.vault.aad import aad
from reflect.vault.derivation import Cost, derive
from reflect.vault.entries import entry_key, open_head
from reflect.vault.envelope import generation_of, open_
from reflect.vault.hkdf import PURPOSES, subkey
from reflect.vault.keys import Keys, PersonSecrets, PrivateKey, PublicKey, contribution_key, private_key
from reflect.vault.pins import open_pin
from reflect.vault.recovery import code_bytes
from reflect.vault.rescue import open_rescue
from reflect.vault.shares import open_share_head, share_key_as_owner, share_key_as_reader
from reflect.vault.slots import Peppers, Slot, check_value, open_passphrase_slot, open_recovery_slot
from reflect.vault.unlocking import resume, resume_pending, unlock_id

KNOWN = json.loads(Path(__file__).with_name("known_answers.json").read_text("utf-8"))
ROOT = bytes(range(32))
PEPPER = bytes(range(32, 64))
PRIVATE = X25519PrivateKey.from_private_bytes(bytes(range(64, 96)))
PEPPERS = Peppers({"one": PEPPER}, current="one")


@pytest.fixture
def keys():
    return Keys("p1", 1, ROOT)


def stored(*path):
    found = KNOWN
    for name in path:
        found = found[name]
    return bytes.fromhex(found)


def hkdf_sha256(secret, info, salt=b""):
    """RFC 5869 by hand, for one block of output."""
    prk = hmac.new(salt or bytes(32), secret, hashlib.sha256).digest()
    return hmac.new(prk, info + b"\x01", hashlib.sha256).digest()


def labelled(name):
    return len(name).to_bytes(4, "big") + name.encode()


def test_an_envelope_from_the_first_day_opens():
    envelope = stored("envelope")

    assert open_(ROOT, envelope, aad("dek", entry="e1", owner="p1")) == b"I wrote this once."
    assert generation_of(envelope) == 7


@pytest.mark.parametrize("purpose", sorted(PURPOSES))
def test_derived_keys_are_rfc_5869_over_our_labels(purpose):
    assert subkey(ROOT, purpose) == stored("subkeys", purpose)
    assert subkey(ROOT, purpose) == hkdf_sha256(ROOT, labelled(f"reflect/{purpose}/v1"))


def test_no_two_purposes_share_a_key():
    assert len({subkey(ROOT, purpose) for purpose in PURPOSES}) == len(PURPOSES)


@pytest.mark.parametrize(("cost", "name"), [(Cost.smallest(), "kek_smallest"), (Cost(), "kek_standing")])
def test_the_key_behind_a_passphrase_is_argon2id_then_hkdf_with_the_pepper(cost, name):
    bound = aad("slot", person="p1", kind="passphrase", generation=1)
    stretched = derive("five plain words for opening", bytes(range(16)), cost)

    assert hkdf_sha256(stretched, labelled("reflect/slot/passphrase/v1") + bound, PEPPER) == stored(name)


def test_a_passphrase_slot_at_full_cost_opens():
    salt, envelope = stored("passphrase_slot", "salt"), stored("passphrase_slot", "envelope")
    slot = Slot("passphrase", 1, salt, Cost(memory_kib=65536, iterations=3, lanes=1), "one", envelope)

    assert open_passphrase_slot("p1", slot, "five plain words for opening", PEPPERS).root() == ROOT


def test_a_recovery_slot_opens():
    salt, envelope = stored("recovery_slot", "salt"), stored("recovery_slot", "envelope")
    slot = Slot("recovery", 1, salt, None, None, envelope)

    assert open_recovery_slot("p1", slot, KNOWN["recovery_slot"]["code"]).root() == ROOT


def test_a_recovery_code_is_a_number_in_base_32():
    assert code_bytes("0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ").hex() == "00443214c74254b635cf84653a56d7c675be77df"
    assert code_bytes("0" * 31 + "Z") == bytes(19) + b"\x1f"


def test_the_check_value_of_a_pepper_stays():
    assert check_value("one", PEPPER) == stored("pepper_check")


def test_a_key_pair_its_name_and_its_fingerprint_stay(keys):
    public = PublicKey("p1", KNOWN["public_key"]["key_id"], stored("public_key", "raw"))
    secrets = PersonSecrets(public, stored("sealed_private"), stored("sealed_contribution"))

    assert private_key(keys, secrets).key.private_bytes_raw() == PRIVATE.private_bytes_raw()
    assert contribution_key(keys, secrets) == bytes(range(96, 128))
    assert public.fingerprint() == KNOWN["public_key"]["fingerprint"]


def test_a_rescue_opens():
    private = PrivateKey("p1", KNOWN["public_key"]["key_id"], PRIVATE)

    assert open_rescue(private, "e1", "once-1", stored("rescue")) == b"typed while locked"


def test_a_share_opens_for_its_owner_and_its_reader(keys):
    reader = PrivateKey("p2", KNOWN["public_key"]["key_id"], PRIVATE)
    as_owner = share_key_as_owner(keys, "s1", stored("share", "owner_wrapped"))
    as_reader = share_key_as_reader(reader, "s1", "p1", stored("share", "reader_sealed"))

    for key in (as_owner, as_reader):
        assert open_share_head(key, stored("share", "head")) == b"a title"


def test_an_entry_opens(keys):
    key = entry_key(keys, "e1", stored("entry", "wrapped_key"))

    assert open_head(key, 3, stored("entry", "head")) == b"a title"


def test_a_pin_opens(keys):
    fingerprint = PublicKey("p2", KNOWN["public_key"]["key_id"], stored("public_key", "raw")).fingerprint()

    assert open_pin(keys, "p2", stored("pin")) == fingerprint


def test_the_id_of_an_unlock_row_is_a_hash_of_the_cookie():
    assert unlock_id(KNOWN["unlock"]["cookie"]) == stored("unlock", "row_id")


def test_an_unlocked_session_and_a_pending_sign_in_resume():
    unlock, pending = KNOWN["unlock"], KNOWN["pending"]

    assert resume(unlock["cookie"], "p1", "sess1", stored("unlock", "sealed")).root() == ROOT
    assert resume_pending(pending["cookie"], "p1", stored("pending", "sealed")) == b"waiting"
