"""Bringing copies in: look at what a file holds and what is there already; then all of it, or nothing."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from reflect.core.ids import new_id
from reflect.identity.keyring import hold
from reflect.journal import revisions
from reflect.journal.copying import exporting
from reflect.journal.copying.archive import unzipped
from reflect.journal.copying.markdown import from_markdown
from reflect.journal.copying.portable import EARLIEST, Copy, Unreadable, as_data, from_data
from reflect.journal.ordering import Edit
from reflect.journal.rendering import rendered
from reflect.library.sets import private_codes
from reflect.storage.db import write_unit
from reflect.vault.keys import Keys
from reflect.web.language import gettext as _

MOST_BYTES = 4 * 1024 * 1024  # of the file that is chosen
MOST = 1_000  # reflections at once


@dataclass(frozen=True)
class Problem:
    """A file that cannot be brought in, and why."""

    name: str
    sentence: str


@dataclass(frozen=True)
class Plan:
    """What a file holds: what would come in, what is there already, and what is wrong. With a problem nothing comes."""

    new: tuple[Copy, ...] = ()
    there: tuple[Copy, ...] = ()
    problems: tuple[Problem, ...] = ()


def plan(keys: Keys, author_id: str, name: str, data: bytes) -> Plan:
    """What would come of a file. Nothing is written.

    Args:
        name: of the file, as it was chosen: its ending says what it is.
        data: its bytes, `MOST_BYTES` at most.
    """
    found, problems = _read_all(name, data)
    if not problems and len(found) > MOST:
        problems = [Problem(name, _("Bring in %(most)d reflections at once at most.", most=MOST))]
    if problems:
        return Plan(problems=tuple(problems))
    present = _present(keys, author_id)
    new: dict[bytes, Copy] = {}
    there = []
    for copy in _guarded(found):
        print_ = _fingerprint(copy)
        if print_ in present or print_ in new:
            there.append(copy)
        else:
            new[print_] = copy
    return Plan(tuple(new.values()), tuple(there))


def bring_in(keys: Keys, author_id: str, new: Iterable[Copy]) -> int:
    """Make private entries of these copies, in one write unit of its own: all of them, or none.

    What came in from another page in the meantime does not come in twice. Each keeps the day on which it was written
    inside; outside it shows that of today. Nothing is counted and nothing is shared by it.

    Returns:
        How many came in.

    Raises:
        KeysReplaced: these are not the author's present keys.
    """
    sealed = []
    for copy in new:
        document = rendered(copy.document)
        edit = Edit(new_id())
        sealed.append((_fingerprint(copy), revisions.seal_first(keys, new_id(), document, "saved", edit)))
    with write_unit():
        hold(keys, alone=True)  # of two presses at once, the second sees what the first brought in
        present = _present(keys, author_id)
        wanted = [each for print_, each in sealed if print_ not in present]
        for each in wanted:
            revisions.begin(author_id, keys.generation, each)
    return len(wanted)


def _read_all(name: str, data: bytes) -> tuple[list[Copy], list[Problem]]:
    if len(data) > MOST_BYTES:
        size = MOST_BYTES // (1024 * 1024)
        return [], [Problem(name, _("The file is larger than %(size)d MB. Bring in fewer at once.", size=size))]
    try:
        files = unzipped(data) if name.lower().endswith(".zip") else [(name, data)]
    except Unreadable as wrong:
        return [], [Problem(name, wrong.sentence)]
    found, problems = [], []
    for each, content in files:
        if each == exporting.NOT_OPENED:
            continue
        try:
            found.append(_read(each, content))
        except Unreadable as wrong:
            problems.append(Problem(each, wrong.sentence))
    if not found and not problems:
        problems.append(Problem(name, _("There is no reflection in this file.")))
    return found, problems


def _read(name: str, content: bytes) -> Copy:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(_("It is not text in UTF-8.")) from None
    if name.lower().endswith(".md"):
        return from_markdown(text)
    if not name.lower().endswith(".json"):
        raise Unreadable(_("Its name does not end in .md or .json."))
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable(_("It is not JSON.")) from None
    return from_data(value)


def _guarded(found: Iterable[Copy]) -> Iterable[Copy]:
    """A question that is for its author alone stays so, whatever a file says of it."""
    private = private_codes()
    for copy in found:
        parts = tuple(replace(part, private=part.private or part.prompt in private) for part in copy.document.parts)
        yield replace(copy, document=replace(copy.document, parts=parts))


def _present(keys: Keys, author_id: str) -> frozenset[bytes]:
    mine = exporting.copies(keys, author_id, exporting.ids_of(author_id))
    return frozenset(_fingerprint(copy) for copy in mine if copy is not None)


def _fingerprint(copy: Copy) -> bytes:
    """The same for the same words, whenever they were written."""
    return sha256(json.dumps(as_data(copy.document, EARLIEST), sort_keys=True).encode()).digest()
