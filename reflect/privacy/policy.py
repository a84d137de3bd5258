"""Who may do what with what somebody wrote: one table. The pages check it, the tests walk it, and people can read it.

A relation that a thing does not list may do nothing with it. No row gives an administrator, a lead or a supervisor
anything by their role: what opens a reflection is being its author, or a grant from its author.
"""

from enum import Enum


class Thing(Enum):
    """What is read or changed."""

    ENTRY = "a reflection that its author has not shared"
    SNAPSHOT = "the shared copy of a reflection"
    SHARE_HEAD = "the title and note of a share, as listed"
    COMMENT = "a comment on a shared copy"
    RECEIPT = "who opened a shared copy, and when"
    RESCUE = "words that arrived while the journal was locked"
    CONTRIBUTION = "which themes somebody counted"


class Relation(Enum):
    """How somebody stands to the author."""

    AUTHOR = "the author"
    READER = "somebody the author shares it with now"
    FORMER_READER = "somebody the author shared it with before"
    SUPERVISOR = "the author’s supervisor, with nothing shared"
    TEAM_LEAD = "the author’s team lead"
    SERVICE_LEAD = "the author’s service lead"
    ADMINISTRATOR = "an administrator"
    COLLEAGUE = "anybody else who is signed in"
    OPERATOR = "somebody with the database or a backup"


class Verb(Enum):
    """What can be done."""

    READ = "read"
    WRITE = "write"
    DELETE = "delete"
    SHARE = "share"
    STOP = "stop sharing"
    COMMENT = "comment"
    GIVE_BACK = "give back to its author who has started again"


POLICY: dict[Thing, dict[Relation, frozenset[Verb]]] = {
    Thing.ENTRY: {Relation.AUTHOR: frozenset({Verb.READ, Verb.WRITE, Verb.DELETE, Verb.SHARE})},
    Thing.SNAPSHOT: {
        Relation.AUTHOR: frozenset({Verb.READ, Verb.STOP}),
        Relation.READER: frozenset({Verb.READ, Verb.COMMENT, Verb.GIVE_BACK}),
    },
    Thing.SHARE_HEAD: {
        Relation.AUTHOR: frozenset({Verb.READ}),
        Relation.READER: frozenset({Verb.READ}),
    },
    Thing.COMMENT: {
        Relation.AUTHOR: frozenset({Verb.READ}),
        Relation.READER: frozenset({Verb.READ, Verb.WRITE}),
    },
    Thing.RECEIPT: {Relation.AUTHOR: frozenset({Verb.READ})},
    Thing.RESCUE: {Relation.AUTHOR: frozenset({Verb.READ, Verb.WRITE})},
    Thing.CONTRIBUTION: {Relation.AUTHOR: frozenset({Verb.READ, Verb.WRITE})},
}


def may(relation: Relation, verb: Verb, thing: Thing) -> bool:
    """Whether somebody who stands in `relation` to the author may do `verb` with `thing`."""
    return verb in POLICY[thing].get(relation, frozenset())
