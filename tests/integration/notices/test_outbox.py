"""The outbox: each mail is handed over at most once, says nothing that anybody wrote, and keeps no link."""

import email
import email.policy
import os
import signal
import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from reflect import create_app
from reflect.core.clock import earlier, now
from reflect.core.errors import BadInput
from reflect.core.senders import sender_in
from reflect.notices import outbox
from reflect.notices.cli import mail_commands
from reflect.notices.due import due_notices
from reflect.notices.message import message
from reflect.notices.models import Mail
from reflect.notices.telling import mail
from reflect.notices.transports import Unreachable, opened
from reflect.storage.db import db, write_unit
from reflect.storage.versions import migrate
from tests.support import forked
from tests.support.databases import Databases, settings_for

BASE = "https://reflect.example"
SENDER = "Reflect <reflect@council.example>"


def waits(address: str = "priya@test.example", kind: str = "commented", **details: str) -> None:
    with write_unit():
        mail(address, kind, **(details or {"name": "Marcus Bell"}))


def rows() -> list[Mail]:
    db.session.rollback()
    return list(db.session.scalars(select(Mail).order_by(Mail.made_at)))


def made_of(claimed: outbox.Claimed) -> EmailMessage:
    return message(claimed, sender_in(SENDER), BASE, lambda endpoint: f"/{endpoint}")


def made(kind: str = "commented", address: str = "priya@test.example", **details: str) -> EmailMessage:
    return made_of(outbox.Claimed("0" * 26, address, kind, details or {"name": "Marcus Bell"}, now()))


def test_a_mail_is_plain_text_with_our_own_links(app: Flask) -> None:
    sent = made()
    assert sent["Subject"] == "There is a comment for you"
    assert str(sent["To"]) == "priya@test.example"
    assert sent["From"].addresses[0].addr_spec == "reflect@council.example"
    assert sent["Message-ID"] == f"<{'0' * 26}@council.example>"
    assert sent["Date"].datetime is not None
    assert sent.get_content_type() == "text/plain"
    body = sent.get_content()
    assert "Marcus Bell has commented on what you shared." in body
    assert f"{BASE}/journal.index" in body
    assert f"Choose which mails you get under Account:\n{BASE}/notices.preferences" in body


def test_an_invitation_holds_its_link_once(app: Flask) -> None:
    body = made("invited", link="/enrol/abc").get_content()
    assert body.count(f"{BASE}/enrol/abc") == 1


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b\nBcc: all@council.example", "a@b, c@d", "<a@b>", "é@council.example\r\n", "a b@c"]
)
def test_no_address_adds_a_header(app: Flask, address: str) -> None:
    try:
        sent = made(address=address)
    except outbox.NotAtAll:
        return
    assert set(sent.keys()) == {
        "To", "From", "Subject", "Date", "Message-ID", "Auto-Submitted",
        "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
    }  # fmt: skip
    assert len(sent["To"].addresses) == 1


def test_no_name_adds_a_header_or_a_paragraph(app: Flask) -> None:
    sent = made(name="Marcus\r\nBcc: all@council.example\r\n\r\nSubject: x")
    assert sent["Bcc"] is None
    assert "Marcus Bcc: all@council.example Subject: x has commented" in sent.get_content()
    assert email.message_from_bytes(sent.as_bytes(), policy=email.policy.default)["Bcc"] is None


def test_each_is_handed_over_once_and_in_order(app: Flask) -> None:
    for name in ("one", "two", "three"):
        waits(name=name)
    given: list[str] = []
    done = outbox.send_waiting(lambda each: given.append(each.details["name"]))
    assert (done.sent, given) == (3, ["one", "two", "three"])
    assert outbox.send_waiting(lambda each: given.append("again")).sent == 0
    assert all(row.claimed_at and row.sent_at for row in rows())


def test_what_the_server_wants_later_waits_and_what_it_never_takes_does_not(app: Flask) -> None:
    for name in ("later", "never", "now"):
        waits(name=name)

    def hand_over(each: outbox.Claimed) -> None:
        if each.details["name"] == "later":
            raise outbox.NotNow
        if each.details["name"] == "never":
            raise outbox.NotAtAll

    done = outbox.send_waiting(hand_over)
    assert (done.sent, done.later, done.refused) == (1, 1, 1)
    given: list[str] = []
    outbox.send_waiting(lambda each: given.append(each.details["name"]))
    assert given == ["later"]


def test_it_is_claimed_and_without_its_link_before_it_is_handed_over(app: Flask) -> None:
    waits(kind="invited", link="/enrol/secret-token")

    def hand_over(each: outbox.Claimed) -> None:
        assert each.details == {"link": "/enrol/secret-token"}
        (row,) = rows()
        assert row.claimed_at is not None
        assert row.details == {}

    assert outbox.send_waiting(hand_over).sent == 1
    assert rows()[0].details == {}


def test_a_link_that_waits_longer_is_still_there(app: Flask) -> None:
    waits(kind="invited", link="/enrol/secret-token")

    def busy(_mail: outbox.Claimed) -> None:
        raise outbox.NotNow

    outbox.send_waiting(busy)
    given: list[object] = []
    outbox.send_waiting(lambda each: given.append(each.details))
    assert given == [{"link": "/enrol/secret-token"}]


def test_an_error_in_the_middle_ends_the_round_and_sends_nothing_twice(app: Flask) -> None:
    waits(name="cut off")
    waits(name="next")

    def cut_off(_mail: outbox.Claimed) -> None:
        raise smtplib.SMTPServerDisconnected

    with pytest.raises(smtplib.SMTPServerDisconnected):
        outbox.send_waiting(cut_off)
    given: list[str] = []
    outbox.send_waiting(lambda each: given.append(each.details["name"]))
    assert given == ["next"]


def test_after_three_days_it_runs_out_with_its_link(app: Flask) -> None:
    with earlier(timedelta(days=4)):
        waits(kind="invited", link="/enrol/secret-token")
    waits()
    assert outbox.give_up_old() == 1
    assert outbox.waiting() == 1
    assert [row.details for row in rows()] == [{}, {"name": "Marcus Bell"}]


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(mail_commands, ["send", *arguments])


def test_without_a_mail_server_the_command_says_so(app: Flask) -> None:
    waits()
    done = run(app)
    assert done.exit_code == 1
    assert "REFLECT_MAIL_URL is not set, so no mail is sent. 1 wait" in done.output


@pytest.mark.parametrize("sender", ["", "Reflect", "Reflect <reflect>", "<>", "a@b@c"])
def test_a_sender_that_is_no_address_is_named_loses_nothing_and_keeps_no_notice_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sender: str
) -> None:
    asked: list[bool] = []
    monkeypatch.setitem(due_notices._verbs, "of this test", lambda: asked.append(True))
    waits(kind="invited", link="/enrol/abc")
    present = app.extensions["reflect_settings"]
    wrong = replace(present, mail_url=f"file://{tmp_path}/mails", mail_from=sender)
    monkeypatch.setitem(app.extensions, "reflect_settings", wrong)
    done = run(app)
    assert done.exit_code == 1
    assert ("REFLECT_MAIL_FROM must be an address" if sender else "REFLECT_MAIL_FROM is not set") in done.output
    assert asked == [True], "what is due stands in the app all the same"
    assert [row.details for row in rows() if row.claimed_at is None] == [{"link": "/enrol/abc"}]


@pytest.mark.parametrize("url", ["ftp://x", "smtp://", "mail.example", "smtp://host:port", "smtps:"])
def test_an_address_that_is_no_transport_is_named(sqlite_app: Flask, url: str) -> None:
    with pytest.raises(BadInput), opened(url):
        pass


def test_a_server_that_does_not_answer_costs_nothing() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(Unreachable), opened(f"smtp://127.0.0.1:{taken.getsockname()[1]}"):
            pass


# --- a mail server that speaks just enough SMTP --------------------------------------------------------------------


class MailServer(threading.Thread):
    """Takes mails over SMTP, or refuses recipients as told."""

    def __init__(self, refuse: dict[str, str] | None = None) -> None:
        super().__init__(daemon=True)
        self.refuse = refuse or {}
        self.got: list[bytes] = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def run(self) -> None:
        while True:
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as wire:
                self._talk(wire)

    def _talk(self, wire) -> None:
        def say(line: str) -> None:
            wire.write(line.encode() + b"\r\n")
            wire.flush()

        say("220 ready")
        for line in wire:
            word = line.split()[0].upper()
            if word == b"DATA":
                say("354 go on")
                body = b""
                while (part := wire.readline()) != b".\r\n":
                    body += part
                self.got.append(body)
                say("250 taken")
            elif word == b"RCPT":
                answer = next((code for name, code in self.refuse.items() if name.encode() in line), "250 ok")
                say(answer)
            elif word == b"QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")


@contextmanager
def mail_server(refuse: dict[str, str] | None = None) -> Iterator[MailServer]:
    server = MailServer(refuse)
    server.start()
    try:
        yield server
    finally:
        server.socket.shutdown(socket.SHUT_RDWR)
        server.socket.close()
        server.join(10)


def test_over_smtp_each_recipient_gets_theirs(app: Flask) -> None:
    with mail_server({"full@": "452 mailbox full", "gone@": "550 no such person"}) as server:
        for name in ("priya", "full", "gone", "sam"):
            waits(f"{name}@test.example")
        with opened(f"smtp://localhost:{server.port}") as deliver:
            done = outbox.send_waiting(lambda each: deliver(made_of(each)))
    assert (done.sent, done.later, done.refused) == (2, 1, 1)
    assert [b"priya@" in body for body in server.got] == [True, False]


def test_away_from_this_machine_nothing_goes_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server() as server:
        monkeypatch.setattr("reflect.notices.transports.LOOPBACK", frozenset())  # so that this one is elsewhere
        with pytest.raises(Unreachable, match="SMTPNotSupportedError"), opened(f"smtp://localhost:{server.port}"):
            pass
    assert server.got == []


# --- killed in the middle ------------------------------------------------------------------------------------------

SECRETS = {
    "REFLECT_SECRET_KEY": "only for tests",
    "REFLECT_PEPPER": f"p1:{bytes(range(32)).hex()}",
    "REFLECT_AUDIT_KEY": bytes(range(32)).hex(),
    "REFLECT_FACTOR_KEY": bytes(range(1, 33)).hex(),
}


@pytest.mark.parametrize(("backend", "when"), [("sqlite", "before"), ("postgresql", "after")])
def test_a_sender_that_is_killed_never_sends_twice(
    databases_once: Databases, tmp_path: Path, backend: str, when: str
) -> None:
    url = databases_once.new_url(backend, f"killed_{when}")
    app = create_app(settings_for(tmp_path, url))
    names = [f"mail {number}" for number in range(3)]
    with app.app_context():
        migrate()
        for name in names:
            waits(name=name)
        for moment in (when, when, "never"):
            process = forked.run(
                ["killed-sender", str(tmp_path), moment], {**os.environ, **SECRETS, "REFLECT_DATABASE_URL": url}
            )
            assert process.returncode == (0 if moment == "never" else -signal.SIGKILL)
        db.session.remove()
        db.engine.dispose()
    given = (tmp_path / "handed-over").read_text().splitlines()
    assert given == (names if when == "after" else names[2:])


def test_into_a_folder_one_file_each(databases_once: Databases, tmp_path: Path) -> None:
    url = databases_once.new_url("sqlite", "folder_mail")
    changes = {"mail_url": f"file://{tmp_path}/mails", "mail_from": SENDER, "base_url": BASE}
    app = create_app(settings_for(tmp_path, url, **changes))
    with app.app_context():
        migrate()
        waits()
        waits(kind="invited", link="/enrol/abc")
        assert run(app).output == "2 sent, 0 later, 0 refused.\n"
        assert run(app).output == "No mail waits.\n"
        db.session.remove()
        db.engine.dispose()
    files = sorted((tmp_path / "mails").iterdir())
    assert [path.suffix for path in files] == [".eml", ".eml"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in files)
    assert any(f"{BASE}/enrol/abc".encode() in path.read_bytes() for path in files)
