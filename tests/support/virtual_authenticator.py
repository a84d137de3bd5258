"""A device with a fingerprint reader, in Chromium itself (WebAuthn's own test automation)."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import CDPSession

from tests.support.chromium import Desk


class Device:
    """What the window's own computer can do. At first its person puts their finger where they are asked to."""

    def __init__(self, desk: Desk, *, secrets: bool = True) -> None:
        """Build it into a window. `secrets`: whether it gives what opens a journal (the PRF extension)."""
        self._session: CDPSession = desk.context.new_cdp_session(desk.page)
        self._session.send("WebAuthn.enable")
        options: dict[str, Any] = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "hasPrf": secrets,
        }
        self._id = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def sees_a_strange_finger(self) -> None:
        """From now on the fingers are somebody else's."""
        self._session.send("WebAuthn.setUserVerified", {"authenticatorId": self._id, "isUserVerified": False})

    def passkeys(self) -> list[dict[str, Any]]:
        """The passkeys it keeps."""
        return self._session.send("WebAuthn.getCredentials", {"authenticatorId": self._id})["credentials"]
