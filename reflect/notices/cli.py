"""Commands of the outbox."""

import logging
import time
from contextlib import nullcontext
from email.headerregistry import Address

import click
from flask import current_app
from flask.cli import AppGroup

from reflect.core.errors import ReflectError
from reflect.core.senders import sender_in
from reflect.notices import outbox
from reflect.notices.due import due_notices
from reflect.notices.message import message
from reflect.notices.transports import Unreachable, opened
from reflect.storage.db import end_read
from reflect.storage.trouble import outlasting

log = logging.getLogger("reflect")
mail_commands = AppGroup("mail", help="Mails without content, from an outbox in the database.")


@mail_commands.command("send")
@click.option("--every", type=click.FloatRange(min=1), help="Go on, and look again after so many seconds.")
def send(every: float | None) -> None:
    """Tell people what is due, and hand over the mails that wait, each at most once. Three days, then they run out."""
    settings = current_app.extensions["reflect_settings"]
    while True:
        try:
            with outlasting("No mail is sent") if every else nullcontext():
                due_notices.run()  # they stand in the app too, whatever becomes of the mails
                outbox.give_up_old()
                click.echo(_round(settings.mail_url, settings.mail_from))
                end_read()
        except ReflectError as error:
            raise click.ClickException(error.sentence) from None
        except (Unreachable, OSError) as error:
            # The kind alone: what a mail server answers may hold an address.
            kind = str(error) if isinstance(error, Unreachable) else type(error).__name__
            said = f"The mail server cannot be used ({kind}). What was not handed over waits."
            if not every:
                raise click.ClickException(said) from None
            log.error("%s", said)
        if not every:
            return
        time.sleep(every)


def _round(url: str, mail_from: str) -> str:
    if not url:
        raise click.ClickException(
            f"REFLECT_MAIL_URL is not set, so no mail is sent. {outbox.waiting()} wait; each runs out after three days."
        )
    sender = _sender(mail_from)
    if not outbox.waiting():
        return "No mail waits."
    path_of = current_app.url_map.bind("").build
    base_url = current_app.config["BASE_URL"]
    with opened(url) as deliver:
        done = outbox.send_waiting(lambda mail: deliver(message(mail, sender, base_url, path_of)))
    return f"{done.sent} sent, {done.later} later, {done.refused} refused."


def _sender(mail_from: str) -> Address:
    if not mail_from:
        raise click.ClickException("REFLECT_MAIL_FROM is not set. Set it to the address that mail comes from.")
    try:
        return sender_in(mail_from)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
