"""Where mail is handed over: a mail server, or a folder while developing."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from reflect.core.errors import BadInput
from reflect.core.settings import LOOPBACK
from reflect.notices.outbox import NotAtAll, NotNow
from reflect.web.language import gettext as _

Deliver = Callable[[EmailMessage], None]
PATIENCE = 30  # seconds


class Unreachable(Exception):
    """The mail server cannot be used just now. Nothing was claimed, so nothing is lost."""


@contextmanager
def opened(url: str) -> Iterator[Deliver]:
    """What hands one mail over, while the connection is open.

    Args:
        url: `smtp://user:password@host:587`, `smtps://…`, or `file:///folder` for a file each.

    Raises:
        BadInput: there is no such transport.
        Unreachable: the server does not answer, does not let us in, or offers no TLS away from this machine.
    """
    try:
        parts = urlsplit(url)
        known = parts.scheme == "file" or (parts.scheme in ("smtp", "smtps") and parts.hostname and parts.port != 0)
    except ValueError:
        known = False
    if not known:
        raise BadInput(_("REFLECT_MAIL_URL must be smtp://, smtps:// or file:///, and name a server or a folder."))
    if parts.scheme == "file":
        yield _into(Path(unquote(parts.path)))
        return
    try:
        server = _connected(parts)
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(type(error).__name__) from None
    with server:
        yield _through(server)


def _connected(parts: SplitResult) -> smtplib.SMTP:
    host, safe = parts.hostname or "", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=PATIENCE, context=safe)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=PATIENCE)
    try:
        if parts.scheme == "smtp" and host not in LOOPBACK:
            server.starttls(context=safe)  # raises when the server offers none: names and links never go in the clear
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _through(server: smtplib.SMTP) -> Deliver:
    def deliver(message: EmailMessage) -> None:
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            raise (NotNow if code < 500 else NotAtAll) from None
        except smtplib.SMTPNotSupportedError:  # letters that this server cannot send to
            raise NotAtAll from None
        except smtplib.SMTPResponseException as answer:
            raise (NotNow if answer.smtp_code < 500 else NotAtAll) from None

    return deliver


def _into(folder: Path) -> Deliver:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def deliver(message: EmailMessage) -> None:
        name = message["Message-ID"].strip("<>").partition("@")[0]
        draft = folder / f".{name}"
        draft.touch(mode=0o600)
        draft.write_bytes(message.as_bytes())
        draft.rename(folder / f"{name}.eml")

    return deliver
