"""What the fields can begin with: the author's own answers, and what was said about them. Nothing is chosen here."""

import re
from html import unescape

from reflect.journal.entries import OpenEntry, offered_parts
from reflect.journal.kept import kept_comments
from reflect.records.cpd.fields import Piece
from reflect.sharing.overview import shares_of_entry
from reflect.vault.keys import Keys
from reflect.web.language import gettext as _

TAG = re.compile(r"<[^>]+>")
GAP = re.compile(r"\n{3,}")


def answers(entry: OpenEntry) -> list[Piece]:
    """The answers that are not for their author alone, in the order of the reflection."""
    parts, offered = entry.document.parts, offered_parts(entry.document)
    return [Piece(f"answer-{place}", question, parts[place].answer) for place, question in offered]


def comments(keys: Keys, author_id: str, entry_id: str) -> list[Piece]:
    """What readers said about the reflection and its author answered, without the readers’ names."""
    shared = [thread for share in shares_of_entry(keys, author_id, entry_id) for thread in share.threads]
    said = [
        each
        for thread in (*kept_comments(keys, author_id, entry_id), *shared)
        for each in (thread.first, *thread.replies)
    ]
    return [
        Piece(f"comment-{each.id}", _("From your answers") if each.mine else _("From the comments"), plain(each.html))
        for each in said
    ]


def plain(html: str) -> str:
    """The words of HTML that the sanitiser made, for a field without markup."""
    lines = html.replace("</p>", "\n").replace("<li>", "- ")
    return GAP.sub("\n\n", unescape(TAG.sub("", lines))).strip()
