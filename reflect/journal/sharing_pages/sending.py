"""From a filled-in share form to what each reader would see, and then to shares: all of them or none."""

from dataclasses import dataclass
from datetime import datetime

from reflect.core.errors import Conflict
from reflect.journal import ready
from reflect.journal.sharing_pages.forms import ShareForm
from reflect.sharing import grants
from reflect.sharing.readers import Reader, chosen_by, readers
from reflect.sharing.snapshot import Snapshot
from reflect.vault.keys import Keys
from reflect.web.language import gettext as _
from reflect.web.language import listed


@dataclass(frozen=True)
class Copy:
    """What one or more readers would get, exactly as they would see it."""

    snapshot: Snapshot
    readers: list[Reader]


@dataclass(frozen=True)
class Preview:
    """What would be shared: with whom now, for whom it is only kept ready, and who gets nothing."""

    copies: list[Copy]
    able: list[Reader]
    later: list[Reader]  # named by the author, with no key yet
    left_out: list[Reader]  # of a group, with no key now
    expires_at: datetime

    @property
    def only_one(self) -> Reader | None:
        """The one reader there is, if there is just one."""
        everybody = [*self.able, *self.later]
        return everybody[0] if len(everybody) == 1 else None

    @staticmethod
    def names_of(people: list[Reader], *, first: bool = False) -> str:
        """Names in words: Marcus Bell, Ines Okoro and Tom Adeyemi."""
        return listed(person.first_name if first else person.name for person in people)


def previewed(keys: Keys, author_id: str, snapshot: Snapshot, form: ShareForm) -> Preview:
    """What each chosen reader would see. Somebody who had an earlier copy sees what is new in this one."""
    chosen = chosen_by(author_id, form.offered, form.reader.data or [], form.group.data or [], form.addresses)
    everybody = readers(keys, author_id, chosen)
    able = [reader for reader in everybody if reader.public_key is not None]
    without = [reader for reader in everybody if reader.public_key is None]
    copies: list[Copy] = []
    for reader in able:
        own = grants.as_new_to(keys, author_id, reader.person_id, snapshot)
        same = next((copy for copy in copies if copy.snapshot == own), None)
        if same is None:
            copies.append(Copy(own, [reader]))
        else:
            same.readers.append(reader)
    form.confirmed.choices = [(reader.person_id, reader.name) for reader in able if reader.pin == "changed"]
    return Preview(
        copies or [Copy(snapshot, [])],
        able,
        [reader for reader in without if reader.basis != "group"],
        [reader for reader in without if reader.basis == "group"],
        form.expires_at,
    )


def send(
    keys: Keys, author_id: str, snapshot: Snapshot, shown: Preview, form: ShareForm, fingerprints: list[str]
) -> None:
    """Share with everybody who can receive, and keep it ready for the others. Inside one write unit: all or nothing.

    Args:
        fingerprints: of the readers' keys as the author saw them, each behind the reader's id and a colon.

    Raises:
        Conflict: who would get it is not who was shown.
        Refused: as `grants.grant`.
    """
    seen = dict(line.partition(":")[::2] for line in fingerprints)
    if seen.keys() != {reader.person_id for reader in shown.able}:
        raise Conflict(_("Who would get it has changed since you looked. Look at the names again; nothing was shared."))
    for reader in shown.able:
        grants.grant(
            keys,
            author_id,
            reader.person_id,
            snapshot,
            form.expires_at,
            seen[reader.person_id],
            confirm_changed=reader.person_id in (form.confirmed.data or []),
            basis=reader.basis,
            group_id=reader.group_id,
        )
        ready.discard(author_id, snapshot.entry_id, reader.person_id)
    for reader in shown.later:
        ready.keep_ready(
            keys, author_id, snapshot.entry_id, reader.person_id, form.chosen, snapshot.note, form.until.data
        )
