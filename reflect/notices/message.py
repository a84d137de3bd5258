"""A mail as it goes out: plain text made from our own words, an address, and nothing that anybody wrote."""

from collections.abc import Callable
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from reflect.notices.outbox import Claimed, NotAtAll
from reflect.notices.texts import in_words
from reflect.web.language import gettext as _

PathOf = Callable[[str], str]


def message(mail: Claimed, sender: Address, base_url: str, path_of: PathOf) -> EmailMessage:
    """The mail with its headers. The subject is a sentence of ours, so nobody can add a header to it.

    Args:
        sender: as `core.senders.sender_in` gives it.
        path_of: the path of an endpoint. Every link is the base address and a path of ours.

    Raises:
        NotAtAll: the address is none that mail can be sent to.
    """
    details = {**mail.details, **({"link": base_url + mail.details["link"]} if "link" in mail.details else {})}
    said = in_words(mail.kind, details)
    paragraphs = [said.words]
    if "link" not in details:
        paragraphs.append(f"{_('To see it in Reflect, sign in here:')}\n{base_url}{path_of(said.endpoint)}")
    paragraphs.append(f"-- \n{_which_reflect(base_url)}")
    if "link" in details:
        paragraphs.append(_("You get it because an administrator where you work asked for it."))
    else:
        paragraphs.append(f"{_hint(said.important)}\n{base_url}{path_of('notices.preferences')}")
    made = EmailMessage(policy=SMTP)
    try:
        made["To"] = Address(addr_spec=mail.address)
    except (MessageError, ValueError, IndexError):
        raise NotAtAll from None
    made["From"] = sender
    made["Subject"] = said.subject
    made["Date"] = format_datetime(mail.made_at)
    made["Message-ID"] = f"<{mail.id}@{sender.domain}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content("\n\n".join(paragraphs) + "\n")
    return made


def _which_reflect(base_url: str) -> str:
    """Which Reflect sends this, so that nobody has to guess from the address."""
    host = urlsplit(base_url).hostname or base_url
    return _("This mail comes from Reflect at %(host)s. No mail from Reflect says what anybody wrote.", host=host)


def _hint(important: bool) -> str:
    if important:
        return _("Mails of this kind always come. Choose which others you get under Account:")
    return _("You get it because you have an account there. Choose which mails you get under Account:")
