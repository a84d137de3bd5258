"""What two people agree on before they begin, and who may read what they sign. All of it stands under their key."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

from reflect.core.errors import BadInput
from reflect.supervision.words_of_session import MODELS
from reflect.web.days import today
from reflect.web.language import gettext as _
from reflect.web.language import ngettext

LONGEST = 5_000  # characters in one box
WEEKS = range(1, 27)
MINUTES = range(15, 241)
MOST_DAYS = 366  # until it is looked at again


@dataclass(frozen=True)
class Holder:
    """Somebody to whom a record is sealed: who they are to people, and the fingerprint of their key as agreed."""

    id: str
    name: str
    fingerprint: str


@dataclass(frozen=True)
class Terms:
    """One agreement. Texts are light Markdown.

    `readers` are all who will be able to open a record: both people, the third reader if there is one, and the
    organisation’s records key if it has one. A record is sealed to these and to nobody else.
    """

    model: str
    weeks: int
    minutes: int
    review_on: date
    practitioner_wants: str
    supervisor_wants: str
    confidentiality: str
    third_reader_id: str | None = None
    readers: tuple[Holder, ...] = ()

    def check(self) -> None:
        """Refuse what cannot be agreed on.

        Raises:
            BadInput: with the sentence that says how to mend it.
        """
        if self.model not in MODELS:
            raise BadInput(_("Choose how you hold your sessions."))
        if self.weeks not in WEEKS:
            raise BadInput(_("Enter how many weeks lie between two sessions: 1 to 26."))
        if self.minutes not in MINUTES:
            raise BadInput(_("Enter how long a session lasts: 15 to 240 minutes."))
        if not today() < self.review_on <= today() + timedelta(days=MOST_DAYS):
            raise BadInput(_("Choose a day after today, within a year, on which you look at this again."))
        over = max(map(len, (self.practitioner_wants, self.supervisor_wants, self.confidentiality))) - LONGEST
        if over > 0:
            raise BadInput(
                ngettext(
                    "Shorten the longest text by %(num)d character. Nothing is lost.",
                    "Shorten the longest text by %(num)d characters. Nothing is lost.",
                    over,
                )
            )

    def with_readers(self, readers: tuple[Holder, ...]) -> "Terms":
        """The same, with everybody named who will be able to open a record."""
        return replace(self, readers=readers)

    def to_bytes(self) -> bytes:
        """As it is sealed."""
        said = asdict(self) | {"review_on": self.review_on.isoformat()}
        return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Terms":
        """What `to_bytes` gave. It comes out of an envelope that only the two can make.

        Raises:
            ValueError: it is nothing of the kind.
        """
        try:
            said = json.loads(data)
            readers = tuple(Holder(**reader) for reader in said.pop("readers"))
            return cls(**said | {"review_on": date.fromisoformat(said["review_on"]), "readers": readers})
        except (TypeError, KeyError, AttributeError) as wrong:
            raise ValueError("no agreement") from wrong
