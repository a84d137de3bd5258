"""A comment as it lies in a reflection, on its way from one installation to another. Pure."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Said:
    """A comment that lies in a reflection, with whatever its writer was called."""

    id: str
    by: str
    mine: bool
    written_at: datetime
    text: str
    question: str | None  # that it is about; None for the whole
    quote: str
    answers: str  # the comment that it answers, or nothing
