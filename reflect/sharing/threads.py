"""Comments as people see them: each with what it is about and the answers to it, oldest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from reflect.organisation.relations import names_of
from reflect.sharing.anchors import Anchor, found
from reflect.sharing.comments import OpenedComment
from reflect.sharing.snapshot import Part
from reflect.web.language import gettext as _


@dataclass(frozen=True)
class Said:
    """One comment, or one answer to it."""

    id: str
    author_name: str
    mine: bool  # whoever looks at it wrote it
    written_at: datetime
    html: str


@dataclass(frozen=True)
class Thread:
    """A comment and the answers to it."""

    first: Said
    anchor: Anchor | None  # None: it is about the whole
    place: int | None  # of the answer that it is about, in the copy it is shown with
    replies: tuple[Said, ...]

    @property
    def detached(self) -> bool:
        """Whether the words that it is about are not in this copy any more. It is listed all the same."""
        return self.anchor is not None and self.place is None

    @property
    def heard(self) -> Said | None:
        """What somebody else said last, which the viewer may answer; None where only the viewer has written."""
        return next((said for said in reversed((self.first, *self.replies)) if not said.mine), None)


def threads(comments: Iterable[OpenedComment], parts: Sequence[Part], viewer_id: str) -> list[Thread]:
    """The comments of one reflection as `viewer_id` sees them, beside the answers of one copy.

    An answer to a comment that is not there stands by itself, and one to an answer stands with its comment.
    """
    comments = list(comments)
    roots = _roots(comments)
    names = names_of({comment.author_id for comment in comments})
    said = {comment.id: _said(comment, names, viewer_id) for comment in comments}
    return [
        Thread(
            first=said[root.id],
            anchor=root.anchor,
            place=found(root.anchor, parts) if root.anchor else None,
            replies=tuple(said[each.id] for each in comments if each is not root and roots[each.id] == root.id),
        )
        for root in comments
        if roots[root.id] == root.id
    ]


def root_of(comments: Iterable[OpenedComment], comment_id: str) -> str | None:
    """The comment that begins the thread in which this one stands; None when there is no such comment."""
    return _roots(list(comments)).get(comment_id)


def _roots(comments: list[OpenedComment]) -> dict[str, str]:
    """For each comment the one that begins its thread. Oldest first, so that none can go in a circle."""
    roots: dict[str, str] = {}
    for comment in comments:
        roots[comment.id] = roots.get(comment.reply_to or "", comment.id)
    return roots


def _said(comment: OpenedComment, names: dict, viewer_id: str) -> Said:
    name = names[comment.author_id].name if comment.author_id in names else comment.by or _("Somebody who has left")
    return Said(comment.id, name, comment.author_id == viewer_id, comment.written_at, comment.html)
