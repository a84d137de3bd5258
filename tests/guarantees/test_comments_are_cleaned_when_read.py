"""A comment's HTML was made by somebody else's browser session: it is cleaned again wherever it is read."""

from __future__ import annotations

import json

from flask import Flask

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.identity.keyring import secrets_of
from reflect.sharing.models import Comment, Share
from reflect.storage.db import db, write_unit
from reflect.vault.keys import private_key
from reflect.vault.shares import seal_comment, share_key_as_reader
from tests.support.people import Enrolled, People
from tests.support.sharing import shared, snapshot
from tests.support.writing import enter, write

HOSTILE = '<p onclick="x">fine</p><script>alert(1)</script><img src=x onerror=x><a href="javascript:x">y</a>'
NEVER = ("onclick", "<script>alert", "onerror", "javascript:x")


def _commented(priya: Enrolled, marcus: Enrolled, entry_id: str) -> str:
    """A share with a comment on it that no page of ours has made."""
    share_id = shared(priya, marcus, snapshot(entry_id=entry_id))
    share = db.session.get_one(Share, share_id)
    key = share_key_as_reader(
        private_key(marcus.keys, secrets_of(marcus.person_id)), share_id, priya.person_id, share.reader_key
    )
    comment_id = new_id()
    document = json.dumps({"text": "fine", "html": HOSTILE, "cleaner": "none"}).encode()
    sealed = seal_comment(key, comment_id, marcus.person_id, document)
    with write_unit():
        db.session.add(
            Comment(id=comment_id, share_id=share_id, author_id=marcus.person_id, written_at=now(), sealed=sealed)
        )
    return share_id


def test_hostile_html_reaches_neither_author_nor_reader_nor_stays_when_sharing_stops(
    app: Flask, people: People
) -> None:
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(priya, marcus)
    entry_id = write(priya, "one", title="Tuesday")
    share_id = _commented(priya, marcus, entry_id)
    author = enter(app, priya)
    pages = [enter(app, marcus).get(f"/shared/{share_id}"), author.get(f"/journal/{entry_id}")]
    stop = author.get(f"/journal/{entry_id}/shares/{share_id}/stop").form(action="stop")
    pages.append(author.submit(stop))
    for page in pages:
        assert page.status == 200
        assert "<p>fine</p>" in page.html
        assert not [word for word in NEVER if word in page.html]
