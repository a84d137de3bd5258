"""The two ceremonies of W3C WebAuthn level 3, as py_webauthn has them: the only import of it.

It takes longer to load than most pages take to answer, so this module is imported where a ceremony is held.
"""

from collections.abc import Iterable
from typing import Any

import webauthn
from webauthn.helpers import (
    options_to_json_dict,
    parse_attestation_object,
    parse_authentication_credential_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AttestationFormat,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

UNVOUCHED = (AttestationFormat.NONE, AttestationFormat.PACKED)


class NotHeld(Exception):
    """What came is not what the ceremony asks for."""


def creation_options(
    *, host: str, user_id: bytes, user_name: str, shown: str, challenge: bytes, present: Iterable[bytes]
) -> dict[str, Any]:
    """What a browser is to make a passkey with, as JSON. Those that are `present` are left out."""
    options = webauthn.generate_registration_options(
        rp_id=host,
        rp_name="Reflect",
        user_id=user_id,
        user_name=user_name,
        user_display_name=shown,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_descriptors(present),
    )
    return options_to_json_dict(options)


def request_options(*, host: str, challenge: bytes, allowed: Iterable[bytes]) -> dict[str, Any]:
    """What a browser is to ask one of these passkeys, as JSON."""
    options = webauthn.generate_authentication_options(
        rp_id=host,
        challenge=challenge,
        allow_credentials=_descriptors(allowed),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def registered(answer: str, *, challenge: bytes, host: str, origin: str) -> VerifiedRegistration:
    """The passkey that a browser made.

    Raises:
        NotHeld: for whatever reason. The answer is anybody's bytes, and what cannot be parsed raises all sorts.
    """
    try:
        given = parse_registration_credential_json(answer)
        # No maker is asked to vouch, so only the two forms in which none does are looked into.
        if parse_attestation_object(given.response.attestation_object).fmt not in UNVOUCHED:
            raise NotHeld
        return webauthn.verify_registration_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=host,
            expected_origin=origin,
            require_user_verification=True,
        )
    except Exception:
        raise NotHeld from None


def signed(answer: str, *, challenge: bytes, host: str, origin: str, public_key: bytes, count: int) -> int:
    """Check that a passkey signed the challenge. Returns its counter now. Raises NotHeld for whatever reason."""
    try:
        shown = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=host,
            expected_origin=origin,
            credential_public_key=public_key,
            credential_current_sign_count=count,
            require_user_verification=True,
        )
    except Exception:
        raise NotHeld from None
    return shown.new_sign_count


def credential_id(answer: str) -> bytes:
    """Which passkey answered. Raises NotHeld where the answer does not say."""
    try:
        return parse_authentication_credential_json(answer).raw_id
    except Exception:
        raise NotHeld from None


def _descriptors(credential_ids: Iterable[bytes]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=each) for each in credential_ids]
