"""What stands in a record: the session’s words with who met and when, or an addition. It says all of it by itself."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from reflect.core.errors import BadInput
from reflect.supervision.words_of_session import SessionWords
from reflect.web.language import gettext as _
from reflect.web.language import ngettext

LONGEST = 10_000  # characters of an addition


@dataclass(frozen=True)
class FirstWords:
    """The record itself. `readers`: the names of all to whom it is sealed; `agreement`: the version that named them."""

    practitioner: str
    supervisor: str
    held_at: datetime
    minutes: int
    agreement: int
    readers: tuple[str, ...]
    words: SessionWords

    def to_bytes(self) -> bytes:
        """As it is sealed."""
        plain = {
            "practitioner": self.practitioner,
            "supervisor": self.supervisor,
            "held_at": self.held_at.isoformat(),
            "minutes": self.minutes,
            "agreement": self.agreement,
            "readers": self.readers,
            "words": self.words.to_bytes().decode(),
        }
        return json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "FirstWords":
        """What `to_bytes` gave. Raises ValueError for anything else."""
        try:
            said = json.loads(data)
            return cls(
                practitioner=said["practitioner"],
                supervisor=said["supervisor"],
                held_at=datetime.fromisoformat(said["held_at"]),
                minutes=int(said["minutes"]),
                agreement=int(said["agreement"]),
                readers=tuple(said["readers"]),
                words=SessionWords.from_bytes(said["words"].encode()),
            )
        except (TypeError, KeyError, AttributeError) as wrong:
            raise ValueError("no record") from wrong


@dataclass(frozen=True)
class Addition:
    """What one of the two adds to a signed record, in light Markdown."""

    text: str

    def check(self) -> None:
        """Refuse an empty addition, and one that is too long.

        Raises:
            BadInput: with the sentence that says how to mend it.
        """
        if not self.text.strip():
            raise BadInput(_("Write what is to be added, then press the button again."))
        over = len(self.text) - LONGEST
        if over > 0:
            raise BadInput(
                ngettext(
                    "Shorten it by %(num)d character. Nothing is lost.",
                    "Shorten it by %(num)d characters. Nothing is lost.",
                    over,
                )
            )

    def to_bytes(self) -> bytes:
        """As it is sealed."""
        return json.dumps(asdict(self), separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Addition":
        """What `to_bytes` gave. Raises ValueError for anything else."""
        try:
            return cls(str(json.loads(data)["text"]))
        except (TypeError, KeyError) as wrong:
            raise ValueError("no addition") from wrong
