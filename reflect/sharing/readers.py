"""With whom an author may share: supervisors, colleagues, groups of theirs; and what is known of each key."""

from collections.abc import Iterable
from dataclasses import dataclass

from reflect.identity.keyring import public_keys_of
from reflect.organisation.groups import OwnGroup, groups_of
from reflect.organisation.relations import (
    PersonName,
    addresses_of_namesakes,
    colleague_at,
    colleagues_of,
    supervisors_of,
)
from reflect.sharing import pins
from reflect.sharing.live import Basis
from reflect.vault.keys import Keys, PublicKey


@dataclass(frozen=True)
class Reader:
    """Somebody with whom this author may share, what lets them, and what is known of their key."""

    person_id: str
    name: str
    first_name: str
    basis: Basis
    group_id: str | None
    group_name: str
    public_key: PublicKey | None  # None while their account is not set up, or is suspended
    fingerprint: str | None
    pin: pins.Pin


@dataclass(frozen=True)
class Offered:
    """Everybody from whom this author may choose readers."""

    supervisors: list[PersonName]
    groups: list[OwnGroup]
    team: list[PersonName]  # who works in the same unit, and is not among the supervisors
    addresses: dict[str, str]  # of those who are called like another of them


@dataclass(frozen=True)
class Chosen:
    """Somebody the author chose, and as what."""

    person: PersonName
    basis: Basis
    group: OwnGroup | None = None


def offered_to(author_id: str) -> Offered:
    """From whom this author may choose, for the choice on the share page."""
    supervisors = supervisors_of(author_id)
    supervising = {person.person_id for person in supervisors}
    team = [person for person in colleagues_of(author_id) if person.person_id not in supervising]
    return Offered(
        supervisors,
        [group for group in groups_of(author_id) if group.others(author_id)],
        team,
        addresses_of_namesakes([*supervisors, *team]),
    )


def chosen_by(
    author_id: str, offered: Offered, people: Iterable[str], groups: Iterable[str], addresses: Iterable[str]
) -> list[Chosen]:
    """Whom the author chose, each once, in the order in which they are offered.

    Somebody chosen twice is shared with as a supervisor before as a colleague, and as that before as a member of a
    group: what was chosen by name does not end with a group.

    Args:
        people: ids from the supervisors and the team; `groups` those of groups. What is not offered is left out.
        addresses: work e-mail addresses; nobody's are left out.
    """
    wanted, wanted_groups = set(people), set(groups)
    found = [Chosen(person, "supervision") for person in offered.supervisors if person.person_id in wanted]
    found += [Chosen(person, "colleague") for person in offered.team if person.person_id in wanted]
    supervising = {person.person_id for person in offered.supervisors}
    for address in addresses:
        person = colleague_at(address)
        if person is not None and person.person_id != author_id:
            found.append(Chosen(person, "supervision" if person.person_id in supervising else "colleague"))
    for group in offered.groups:
        if group.id in wanted_groups:
            found += [Chosen(person, "group", group) for person in group.others(author_id)]
    each: dict[str, Chosen] = {}
    for choice in found:
        each.setdefault(choice.person.person_id, choice)
    return list(each.values())


def readers(keys: Keys, author_id: str, chosen: Iterable[Chosen]) -> list[Reader]:
    """The chosen people with their keys, and whether the author has confirmed those."""
    chosen = list(chosen)
    public_keys = public_keys_of([choice.person.person_id for choice in chosen])
    return [_reader(keys, author_id, choice, public_keys.get(choice.person.person_id)) for choice in chosen]


def _reader(keys: Keys, author_id: str, choice: Chosen, public: PublicKey | None) -> Reader:
    person, fingerprint = choice.person, public.fingerprint() if public else None
    return Reader(
        person.person_id,
        person.name,
        person.first_name,
        choice.basis,
        choice.group.id if choice.group else None,
        choice.group.name if choice.group else "",
        public,
        fingerprint,
        pins.compare(keys, author_id, person.person_id, fingerprint) if fingerprint else "none",
    )
