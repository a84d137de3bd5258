"""Where mail comes from, as a setting says it."""

from __future__ import annotations

from email.utils import parseaddr
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.headerregistry import Address


def sender_in(text: str) -> Address:
    """Where mail comes from, of a setting such as “Reflect <reflect@example.org>”.

    Raises:
        ValueError: it names no address, so every mail would be lost.
    """
    from email.errors import MessageError
    from email.headerregistry import Address  # half a megabyte: only where mail is set up

    name, address = parseaddr(text)
    try:
        found = Address(name, addr_spec=address)
    except (MessageError, ValueError, IndexError):
        found = Address()
    if not found.username or not found.domain:
        raise ValueError("REFLECT_MAIL_FROM must be an address such as Reflect <reflect@example.org>.")
    return found
