"""From what somebody chose and wrote to the fields of a form: pure, and stored nowhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from reflect.core.errors import Refused
from reflect.journal.document import tidy
from reflect.records.blocks import NO_FILE, Heading, Sheet, Text
from reflect.records.cpd.regulators import Regulator
from reflect.web.language import gettext as _

LONGEST = 10_000  # characters of one field


@dataclass(frozen=True)
class Piece:
    """Words that a field can begin with: an answer of one's own, or a comment that a reader made."""

    key: str
    heading: str
    text: str


@dataclass(frozen=True)
class Written:
    """One field of the form, filled in."""

    name: str
    label: str
    text: str


def begun(regulator: Regulator, pieces: Iterable[Piece], chosen: Mapping[str, str]) -> dict[str, str]:
    """The fields as they begin: each with the pieces that its author chose for it, and with nothing else.

    Args:
        pieces: what may be chosen from.
        chosen: from the key of a piece to the name of a field, or to "" for one that is left out.

    Raises:
        Refused: something was chosen that may not be, or for a field that there is not.
    """
    offered = {piece.key: piece.text for piece in pieces}
    wanted = {key: name for key, name in chosen.items() if name}
    names = [field.name for field in regulator.long_fields]
    if not set(wanted) <= offered.keys() or not set(wanted.values()) <= set(names):
        raise Refused(_("Choose words that can be used, and a field for them. Some answers are for you alone."))
    found: dict[str, list[str]] = {name: [] for name in names}
    for key, text in offered.items():
        if key in wanted:
            found[wanted[key]].append(tidy(text).strip())
    return {name: "\n\n".join(texts) for name, texts in found.items() if texts}


def written(regulator: Regulator, texts: Mapping[str, str]) -> list[Written]:
    """The fields that have words, in the order of the form; with nothing in them that a file cannot hold."""
    tidied = {name: tidy(text).translate(NO_FILE).strip() for name, text in texts.items()}
    return [
        Written(field.name, field.label, tidied[field.name]) for field in regulator.fields if tidied.get(field.name)
    ]


def sheet(title: str, note: str, fields: Iterable[Written]) -> Sheet:
    """The fields as they stand on paper, each under its label; `note` stands under the title."""
    blocks = ((Heading(2, field.label), Text(field.text)) for field in fields)
    return Sheet(title, note, tuple(block for pair in blocks for block in pair))


def mark_of(fields: Iterable[Written]) -> str:
    """What tells these words from others, so that nothing is made of words nobody has looked through."""
    digest = sha256()
    for field in fields:
        for part in (field.name, field.text):
            data = part.encode()
            digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
