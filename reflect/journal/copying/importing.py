"""Bringing copies in: look at what a file holds and what is there already; then all of it, or nothing."""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256

from reflect.core.errors import Conflict
from reflect.core.ids import new_id
from reflect.identity.keyring import hold
from reflect.journal import pinning, revisions
from reflect.journal.continuing import link
from reflect.journal.copying import exporting
from reflect.journal.copying.archive import unzipped
from reflect.journal.copying.markdown import from_markdown
from reflect.journal.copying.portable import EARLIEST, Copy, Unreadable, as_data, from_data
from reflect.journal.copying.whole import from_whole, is_whole
from reflect.journal.document import Document
from reflect.journal.kept import keep_brought
from reflect.journal.ordering import Edit
from reflect.journal.rendering import rendered
from reflect.library.sets import private_codes
from reflect.storage.db import write_unit
from reflect.vault.keys import Keys
from reflect.web.language import gettext as _
from reflect.web.language import ngettext

MOST_BYTES = 4 * 1024 * 1024  # of the file that is chosen
MOST = 1_000  # reflections at once


@dataclass(frozen=True)
class Problem:
    """A file that cannot be brought in, and why."""

    name: str
    sentence: str


@dataclass(frozen=True)
class Plan:
    """What a file holds: what would come in, what is there already, and what is wrong. With a problem nothing comes.

    `left_out`: how many cannot come, as they were deleted where they came from or did not open there.
    """

    new: tuple[Copy, ...] = ()
    there: tuple[Copy, ...] = ()
    problems: tuple[Problem, ...] = ()
    left_out: int = 0


def plan(keys: Keys, author_id: str, name: str, data: bytes) -> Plan:
    """What would come of a file. Nothing is written.

    Args:
        name: of the file, as it was chosen: its ending says what it is.
        data: its bytes, `MOST_BYTES` at most.
    """
    found, problems, left_out = _read_all(name, data)
    if not problems and len(found) > MOST:
        problems = [
            Problem(
                name,
                ngettext(
                    "Bring in %(num)d reflection at once at most.",
                    "Bring in %(num)d reflections at once at most.",
                    MOST,
                ),
            )
        ]
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
    return Plan(tuple(new.values()), tuple(there), left_out=left_out)


def bring_in(keys: Keys, author_id: str, new: Iterable[Copy], there: Iterable[Copy] = ()) -> int:
    """Make private entries of these copies, in one write unit of its own: all of them, or none.

    What came in from another page in the meantime does not come in twice. Each keeps the day on which it was written
    inside; outside it shows that of today. Nothing is counted and nothing is shared by it. What went on from one
    another goes on from one another here.

    Args:
        there: what was there already as the plan was made: something new may go on from it.

    Returns:
        How many came in.

    Raises:
        KeysReplaced: these are not the author's present keys.
    """
    sealed = [(_fingerprint(copy), copy, _sealed(keys, copy)) for copy in new]
    known = {copy.past.id: _fingerprint(copy) for copy in there} | {
        copy.past.id: print_ for print_, copy, _states in sealed
    }
    with write_unit():
        hold(keys, alone=True)  # of two presses at once, the second sees what the first brought in
        present = _present(keys, author_id)
        wanted = [(copy, states) for print_, copy, states in sealed if print_ not in present]
        for copy, states in wanted:
            revisions.begin_with_past(author_id, keys.generation, states)
            keep_brought(keys, author_id, states[-1].entry_id, states[-1].wrapped_key, copy.past.comments)
        here = {there_id: present[print_] for there_id, print_ in known.items() if print_ in present}
        _join(author_id, wanted, here | {copy.past.id: states[-1].entry_id for copy, states in wanted})
    return len(wanted)


def _sealed(keys: Keys, copy: Copy) -> list[revisions.Sealed]:
    past = copy.past
    states = [*((each.number, each.kind, each.document) for each in past.earlier)]
    states.append((past.number, past.kind, copy.document))
    shown = ((number, kind, rendered(document)) for number, kind, document in states)
    return revisions.seal_all(keys, new_id(), shown, Edit(new_id()))


def _join(author_id: str, brought: Iterable[tuple[Copy, list[revisions.Sealed]]], here: dict[str, str]) -> None:
    """Link and pin what was linked and pinned where it came from.

    Args:
        here: by the id that a reflection had there, the one that it has here.
    """
    for copy, states in brought:
        entry_id = states[-1].entry_id
        earlier_id = here.get(copy.past.continues) if copy.past.continues else None  # a plain copy has no id either
        if earlier_id and earlier_id != entry_id:
            link(author_id, entry_id, earlier_id)
        if copy.past.pinned:
            with suppress(Conflict):  # as many are pinned as there may be
                pinning.pin(author_id, entry_id)


def _read_all(name: str, data: bytes) -> tuple[list[Copy], list[Problem], int]:
    if len(data) > MOST_BYTES:
        size = MOST_BYTES // (1024 * 1024)
        return [], [Problem(name, _("The file is larger than %(size)d MB. Bring in fewer at once.", size=size))], 0
    try:
        files = unzipped(data) if name.lower().endswith(".zip") else [(name, data)]
    except Unreadable as wrong:
        return [], [Problem(name, wrong.sentence)], 0
    found, problems, left_out = [], [], 0
    for each, content in files:
        if each == exporting.NOT_OPENED:
            continue
        try:
            copies, left = _read(each, content)
        except Unreadable as wrong:
            problems.append(Problem(each, wrong.sentence))
        else:
            found += copies
            left_out += left
    if not found and not problems:
        problems.append(Problem(name, _("There is no reflection in this file.")))
    return found, problems, left_out


def _read(name: str, content: bytes) -> tuple[list[Copy], int]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(_("It is not text in UTF-8.")) from None
    if name.lower().endswith(".md"):
        return [from_markdown(text)], 0
    if not name.lower().endswith(".json"):
        raise Unreadable(_("Its name does not end in .md or .json."))
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable(_("It is not JSON.")) from None
    return from_whole(value) if is_whole(value) else ([from_data(value)], 0)


def _guarded(found: Iterable[Copy]) -> Iterable[Copy]:
    """A question that is for its author alone stays so, whatever a file says of it."""
    private = private_codes()

    def guarded(document: Document) -> Document:
        parts = tuple(replace(part, private=part.private or part.prompt in private) for part in document.parts)
        return replace(document, parts=parts)

    for copy in found:
        earlier = tuple(replace(each, document=guarded(each.document)) for each in copy.past.earlier)
        yield replace(copy, document=guarded(copy.document), past=replace(copy.past, earlier=earlier))


def _present(keys: Keys, author_id: str) -> dict[bytes, str]:
    """What is there, by its fingerprint: the id of it."""
    mine = exporting.copies(keys, author_id, exporting.ids_of(author_id))
    return {_fingerprint(copy): copy.past.id for copy in mine if copy is not None}


def _fingerprint(copy: Copy) -> bytes:
    """The same for the same words, whenever they were written."""
    return sha256(json.dumps(as_data(copy.document, EARLIEST), sort_keys=True).encode()).digest()
