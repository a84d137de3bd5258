"""Each item of a copy in words, for the kinds of file that people read. What it is made of is checked by the schema."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from reflect.journal.document import shown_title
from reflect.records.blocks import Block, Facts, Heading, Text, clean
from reflect.records.searches.overview import ANSWERS
from reflect.web.event_words import event_in_words
from reflect.web.language import calendar_day, clock, day, in_row
from reflect.web.language import gettext as _

Item = dict[str, Any]
DOES_NOT_OPEN = "…"


def in_words(part: str, item: Item, theme_names: Mapping[str, str] | None = None) -> tuple[Block, ...]:
    """One item of this part as headings, facts and texts.

    Args:
        theme_names: what themes are called, by slug; one that is not there keeps its slug.
    """
    blocks = tuple(_WORDS[part](item | {"theme_names": theme_names or {}}))
    if not item.get("opens", True):
        blocks += (Text(_("This does not open: it was changed outside Reflect.")),)
    return blocks


def moment(value: datetime | None) -> str:
    """A moment in words: 14 October 2026, 2:41pm. Nothing for none."""
    return f"{day(value)}, {clock(value)}" if value else ""


def _facts(*pairs: tuple[str, object]) -> Iterator[Facts]:
    said = tuple((name, clean(str(value))) for name, value in pairs if value not in (None, "", []))
    if said:
        yield Facts(said)


def _titled(level: int, title: str, text: str) -> Iterator[Block]:
    if text.strip():
        yield Heading(level, clean(title))
        yield Text(text)


def _named(item: Item, slugs: Iterable[str]) -> str:
    return in_row(item["theme_names"].get(slug, slug) for slug in slugs)


def _reflection(item: Item) -> Iterator[Block]:
    present = item["revisions"][-1]["words"] if item["revisions"] else {}
    yield Heading(2, clean(shown_title(present.get("title", ""), item["begun_at"])))
    yield from _facts(
        (_("Begun"), moment(item["begun_at"])),
        (_("Last changed"), moment(item["changed_at"])),
        (_("Deleted"), moment(item["deleted_at"])),
        (_("Draft"), _("Yes") if present.get("draft") else ""),
        (_("Themes"), _named(item, present.get("themes", ()))),
        (_("Tags"), in_row(present.get("tags", ()))),
        (_("How I was"), present.get("wellbeing", "")),
    )
    for part in present.get("parts", ()):
        if part["answer"].strip():
            yield Heading(3, clean(part["question"]) or _("Question"))
            yield Text(part["answer"])
    for comment in item["comments"]:
        yield from _comment(comment)
    for ready in item["ready_to_share"]:
        yield Heading(3, _("Kept ready for %(name)s", name=ready["for"]))
        yield from _facts((_("Until"), calendar_day(ready["until"])), (_("Note"), ready["note"]))
    yield from _earlier(item["revisions"])


def _earlier(revisions: list[Item]) -> Iterator[Block]:
    """Of each earlier version what is not the same in the one after it: nothing is lost, and little said twice."""
    for earlier, later in zip(revisions[-2::-1], revisions[:0:-1], strict=True):
        yield Heading(3, _("Earlier version, saved %(when)s", when=moment(earlier["saved_at"])))
        before, after = earlier["words"], later["words"]
        if before["title"] != after["title"]:
            yield from _facts((_("Title"), before["title"] or _("None")))
        different = [part for part in before["parts"] if part not in after["parts"] and part["answer"].strip()]
        for part in different:
            yield Heading(4, clean(part["question"]) or _("Question"))
            yield Text(part["answer"])
        if not different:
            yield Text(_("Its answers were the same as in the version after it, or not written yet."))


def _comment(comment: Item) -> Iterator[Block]:
    yield Heading(3, _("%(name)s, %(when)s", name=clean(comment["by"]), when=moment(comment["written_at"])))
    about = comment["about"]
    if about:
        yield from _facts((_("About"), about["question"]), (_("Words"), about["quote"]))
    yield Text(comment["text"] or DOES_NOT_OPEN)


def _rescue(item: Item) -> Iterator[Block]:
    yield Heading(2, clean(item["title"]) or _("Words that arrived %(when)s", when=moment(item["arrived_at"])))
    yield from _facts(
        (_("Arrived"), moment(item["arrived_at"])),
        (_("Given back by"), item["given_back_by"]),
        (_("Themes"), _named(item, item["themes"])),
        (_("Tags"), in_row(item["tags"])),
        (_("How I was"), item["wellbeing"]),
    )
    yield Text(item["text"])


def _given(item: Item) -> Iterator[Block]:
    yield Heading(2, clean(item["title"]) or _("Untitled"))
    yield from _facts(
        (_("Shared with"), item["with"]),
        (_("Through the group"), item["group"]),
        (_("Shared"), moment(item["shared_at"])),
        (_("Until"), moment(item["until"])),
        (_("Can be read now"), _("Yes") if item["readable_now"] else _("No")),
        (_("Opened"), "; ".join(moment(each) for each in item["opened"])),
        (_("Talked about"), moment(item["discussed_at"])),
    )
    yield from _titled(3, _("What I would like from my reader"), item["note"])
    for part in item["answers"]:
        yield from _titled(3, part["question"] or _("Question"), part["answer"])
    for comment in item["comments"]:
        yield from _comment(comment)


def _received(item: Item) -> Iterator[Block]:
    yield Heading(2, clean(item["title"]) or _("Untitled"))
    yield from _facts(
        (_("From"), item["from"]),
        (_("Shared"), moment(item["shared_at"])),
        (_("Until"), moment(item["until"])),
        (_("Opened"), "; ".join(moment(each) for each in item["opened"])),
    )
    for comment in item["my_comments"]:
        yield Heading(3, _("My comment, %(when)s", when=moment(comment["written_at"])))
        yield Text(comment["text"] or DOES_NOT_OPEN)


def _unsent(item: Item) -> Iterator[Block]:
    yield Heading(2, _("Not sent to %(name)s", name=clean(item["to"])))
    yield from _facts((_("Last saved"), moment(item["saved_at"])))
    yield Text(item["text"])


def _supervision(item: Item) -> Iterator[Block]:
    pair = {"practitioner": clean(item["practitioner"]), "supervisor": clean(item["supervisor"])}
    yield Heading(2, _("%(practitioner)s, supervised by %(supervisor)s", **pair))
    yield from _facts((_("Since"), moment(item["since"])), (_("Until"), moment(item["until"])))
    for each in item["agreements"]:
        yield Heading(3, _("Agreement, version %(version)s", version=each["version"]))
        yield from _facts(
            (_("Proposed by"), each["proposed_by"]),
            (_("Proposed"), moment(each["proposed_at"])),
            (_("The practitioner agreed"), moment(each["practitioner_agreed_at"])),
            (_("The supervisor agreed"), moment(each["supervisor_agreed_at"])),
            (_("Weeks from one session to the next"), each["weeks"]),
            (_("Minutes"), each["minutes"]),
            (_("To be looked at again"), calendar_day(each["review_on"])),
            (_("Who may read records"), in_row(each["readers"])),
        )
        yield from _titled(4, _("What the practitioner wants"), each["practitioner_wants"])
        yield from _titled(4, _("What the supervisor wants"), each["supervisor_wants"])
        yield from _titled(4, _("Confidentiality"), each["confidentiality"])


def _session(item: Item) -> Iterator[Block]:
    yield Heading(2, _("Session, %(when)s", when=moment(item["planned_for"])))
    yield from _facts(
        (_("Minutes"), item["minutes"]),
        (_("State"), _state(item["state"])),
        (_("Held"), moment(item["held_at"])),
        *((_("Agenda"), f"{each['words']} ({each['by']})") for each in item["agenda"]),
    )
    for action in item["actions"]:
        yield Heading(3, _("Action: %(name)s, by %(day)s", name=clean(action["who"]), day=calendar_day(action["by"])))
        yield from _facts((_("Done"), moment(action["done_at"])), (_("Dropped"), moment(action["dropped_at"])))
        yield Text(action["what"] or DOES_NOT_OPEN)
    for notes in item["notes"]:
        yield Heading(
            3, _("Notes, saved %(when)s by %(name)s", when=moment(notes["saved_at"]), name=clean(notes["by"]))
        )
        yield from _session_words(notes["words"])
    record = item["record"]
    if record and record["opens"]:
        yield from _record(record)
    elif record:
        yield Heading(3, _("Record"))
        yield Text(_("This does not open: it was changed outside Reflect."))


def _state(state: str) -> str:
    """How a session stands, in the words of its page."""
    said = {"cancelled": _("Cancelled"), "held": _("Held, not signed yet"), "signed": _("Signed by both")}
    return said.get(state, _("Planned"))


def _record(record: Item) -> Iterator[Block]:
    yield Heading(3, _("Record"))
    yield from _facts(
        (_("Practitioner"), record["practitioner"]),
        (_("Supervisor"), record["supervisor"]),
        (_("Held"), moment(record["held_at"])),
        (_("Written by"), record["written_by"]),
        (_("Written"), moment(record["written_at"])),
        (_("Acknowledged by the practitioner"), moment(record["practitioner_acknowledged_at"])),
        (_("Acknowledged by the supervisor"), moment(record["supervisor_acknowledged_at"])),
        (_("Who may read it"), in_row(record["readers"])),
        (_("As it was signed"), _("Yes") if record["as_signed"] else _("No")),
    )
    yield from _session_words(record["words"])
    for each in record["additions"]:
        yield Heading(4, _("Addition by %(name)s, %(when)s", name=clean(each["by"]), when=moment(each["written_at"])))
        yield Text(each["text"])


def _session_words(words: Item) -> Iterator[Block]:
    yield from _titled(4, _("Why it was cancelled"), words["cancelled"])
    yield from _titled(4, _("Wellbeing"), words["wellbeing"])
    for section in words["sections"]:
        yield from _titled(4, section["heading"], section["text"])
    yield from _titled(4, _("Decisions"), words["decisions"])
    yield from _titled(4, _("Learning needs"), words["learning"])
    yield from _titled(4, _("Where we disagree"), words["disagreement"])
    yield from _facts(*((_("Agenda"), each) for each in words["agenda"]))
    yield from _facts(*((_("Action"), f"{each['who']}: {each['what']} ({each['by']})") for each in words["actions"]))


def _waiting(item: Item) -> Iterator[Block]:
    yield Heading(2, _("Brought by %(name)s", name=clean(item["by"])))
    yield from _facts((_("When"), moment(item["at"])))
    yield Text(item["words"])


def _record_of_others(item: Item) -> Iterator[Block]:
    pair = {"practitioner": clean(item["practitioner"]), "supervisor": clean(item["supervisor"])}
    yield Heading(2, _("%(practitioner)s, supervised by %(supervisor)s", **pair))
    yield from _facts((_("Held"), moment(item["held_at"])))


def _search(item: Item) -> Iterator[Block]:
    yield Heading(2, _("Asked by %(name)s", name=clean(item["by"])))
    yield from _facts(
        (_("Asked"), moment(item["asked_at"])),
        (_("Answer wanted by"), moment(item["answer_by"])),
        (_("Closed"), moment(item["closed_at"])),
        (_("To look for"), "; ".join(item["look_for"])),
        (_("Answer"), ANSWERS[item["answer"]] if item["answer"] else ""),
        (_("Answered"), moment(item["answered_at"])),
    )
    yield from _titled(3, _("Why"), item["explanation"])
    yield from _titled(3, _("What I shared"), item["extract"])


def _rows(item: Item) -> Iterator[Block]:
    yield Heading(2, item["table"])
    yield from _facts((_("Kept"), item["purpose"]), (_("How long"), item["kept"]))
    names = item["names"]
    for row in item["rows"]:
        yield Facts(
            tuple((column, _said(value, names)) for column, value in row.items() if value not in (None, "", {}, []))
        )
        if item["table"] == "audit_event":
            yield Text(event_in_words(row["event"], row["details"], names))


def _said(value: Any, names: dict[str, str]) -> str:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return calendar_day(value)
    if isinstance(value, dict):
        return clean("; ".join(f"{name}: {names.get(str(each), each)}" for name, each in value.items()))
    if isinstance(value, list):
        return clean(in_row(map(str, value)))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return clean(names.get(str(value), str(value)))


def _counted(item: Item) -> Iterator[Block]:
    if "window" in item:
        yield Heading(2, item["window"])
        asked = _("Ticked, not counted"), in_row(item["asked_about"])
        yield Facts(((_("Counted"), in_row(item["counted"])), asked))
    else:
        yield Facts(((clean(item["title"]) or item["reflection"], item["ticked"]),))


_WORDS: dict[str, Callable[[Item], Iterator[Block]]] = {
    "reflections": _reflection,
    "rescued-words": _rescue,
    "shared-with-others": _given,
    "shared-with-me": _received,
    "unsent-comments": _unsent,
    "supervisions": _supervision,
    "sessions": _session,
    "next-session": _waiting,
    "records-of-others": _record_of_others,
    "searches": _search,
    "rows": _rows,
    "counted-themes": _counted,
}
