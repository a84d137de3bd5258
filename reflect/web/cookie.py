"""The signed cookie, which ends with what it names and not by a clock.

It holds the opaque token of a session row, whose own times say when it ends. Flask's cookie also has a time of its own,
and one that was signed by a clock a second ahead counts as none at all: with several machines, or on one whose clock is
put right, that signs people out.
"""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature


class WithoutItsOwnTime(SecureCookieSessionInterface):
    """Flask's cookie, whose signature decides and whose age does not."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the browser's cookie holds; nothing when it is not signed by us."""
        signer = self.get_signing_serializer(app)
        if signer is None:
            return None
        try:
            return self.session_class(signer.loads(request.cookies.get(self.get_cookie_name(app), "")))
        except BadSignature:
            return self.session_class()


def init_app(app: Flask) -> None:
    """Read the cookie so."""
    app.session_interface = WithoutItsOwnTime()
