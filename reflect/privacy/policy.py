"""Who may do what with what somebody wrote: one table. The pages check it, the tests walk it, and people can read it.

A relation that a thing does not list may do nothing with it. Of what is written in a journal or in supervision, no row
gives an administrator, a lead or a supervisor anything by their role: what opens a reflection is being its author, or a
grant from its author. What is `OPEN` was never private: it is said to a team at work, is not sealed, and leading the
unit or working in it is what lets somebody read it. What is `RECORDED` is a fact that the organisation keeps about an
account, and that its person sees.
"""

from enum import Enum


class Thing(Enum):
    """What is read or changed."""

    ENTRY = "a reflection that its author has not shared"
    SNAPSHOT = "the shared copy of a reflection"
    SHARE_HEAD = "the title and note of a share, as listed"
    COMMENT = "a comment on a shared copy"
    DRAFT_COMMENT = "a comment of one’s own that is not sent"
    RECEIPT = "who opened a shared copy, and when"
    READY_SHARE = "what its author keeps ready to share, and has not sent"
    GROUP = "the name of a group, and who belongs to it"
    RESCUE = "words that arrived while the journal was locked"
    CONTRIBUTION = "which themes somebody counted"
    SUPERVISION_WORK = "what two people agree on and prepare in supervision, and their notes"
    SUPERVISION_RECORD = "the signed record of a session of supervision"
    SEARCH_TERMS = "what a data protection officer asks somebody to look for in their own journal"
    SEARCH_EXTRACT = "what somebody chose to share in answer to that"
    HOLD = "that nothing of somebody's is destroyed for now"
    RAISED_THEME = "a theme that somebody raises with their own team, in their own name"
    TEAM_CARD = "the card of a team: what it agreed to work on"
    ACTION_PLAN = "the actions of a team or unit, with their notes"


class Relation(Enum):
    """How somebody stands to the author."""

    AUTHOR = "the author"
    READER = "somebody the author shares it with now"
    FORMER_READER = "somebody the author shared it with before"
    PAIR = "one of the two people of the same supervision"
    THIRD_READER = "somebody whom both have named in their agreement"
    RECORDS_KEY = "the two people who hold the organisation’s records key offline"
    ASKED_BY = "the data protection officer who asks somebody to search their own journal"
    GROUP_MEMBER = "somebody in a group with the author, with nothing shared"
    SUPERVISOR = "the author’s supervisor, with nothing shared"
    TEAM_LEAD = "the author’s team lead"
    SERVICE_LEAD = "the author’s service lead"
    ADMINISTRATOR = "an administrator"
    DATA_PROTECTION = "a data protection officer"
    UNIT_MEMBER = "somebody who works in that team or unit itself"
    UNIT_LEAD = "whoever leads that team or unit"
    MEMBER_BELOW = "somebody who works in a unit under it"
    LEAD_ABOVE = "whoever leads the service, agency or partnership that it is part of"
    ACTION_OWNER = "whoever is to do the action, while they belong there"
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
    ADD = "add to it, and change nothing"
    OPEN_AUDITED = "open it by a command that tells both people"
    DISCUSS = "mark as discussed"
    GIVE_BACK = "give back to its author who has started again"
    PLACE = "place it and lift it"


POLICY: dict[Thing, dict[Relation, frozenset[Verb]]] = {
    Thing.ENTRY: {Relation.AUTHOR: frozenset({Verb.READ, Verb.WRITE, Verb.DELETE, Verb.SHARE})},
    Thing.SNAPSHOT: {
        Relation.AUTHOR: frozenset({Verb.READ, Verb.STOP, Verb.DISCUSS}),
        Relation.READER: frozenset({Verb.READ, Verb.COMMENT, Verb.DISCUSS, Verb.GIVE_BACK}),
    },
    Thing.SHARE_HEAD: {
        Relation.AUTHOR: frozenset({Verb.READ}),
        Relation.READER: frozenset({Verb.READ}),
    },
    Thing.COMMENT: {
        Relation.AUTHOR: frozenset({Verb.READ, Verb.WRITE}),
        Relation.READER: frozenset({Verb.READ, Verb.WRITE}),
    },
    Thing.DRAFT_COMMENT: {
        Relation.READER: frozenset({Verb.READ, Verb.WRITE}),
        Relation.FORMER_READER: frozenset({Verb.READ, Verb.WRITE}),
    },
    Thing.RECEIPT: {Relation.AUTHOR: frozenset({Verb.READ})},
    Thing.READY_SHARE: {Relation.AUTHOR: frozenset({Verb.READ, Verb.WRITE})},
    Thing.GROUP: {
        Relation.AUTHOR: frozenset({Verb.READ, Verb.WRITE}),
        Relation.GROUP_MEMBER: frozenset({Verb.READ, Verb.WRITE}),
    },
    Thing.RESCUE: {Relation.AUTHOR: frozenset({Verb.READ, Verb.WRITE})},
    Thing.CONTRIBUTION: {Relation.AUTHOR: frozenset({Verb.READ, Verb.WRITE})},
    Thing.SUPERVISION_WORK: {
        Relation.AUTHOR: frozenset({Verb.READ, Verb.WRITE}),
        Relation.PAIR: frozenset({Verb.READ, Verb.WRITE}),
    },
    Thing.SUPERVISION_RECORD: {
        Relation.AUTHOR: frozenset({Verb.READ, Verb.ADD}),
        Relation.PAIR: frozenset({Verb.READ, Verb.ADD}),
        Relation.THIRD_READER: frozenset({Verb.READ}),
        Relation.RECORDS_KEY: frozenset({Verb.OPEN_AUDITED}),
    },
    Thing.SEARCH_TERMS: {
        Relation.AUTHOR: frozenset({Verb.READ}),
        Relation.ASKED_BY: frozenset({Verb.READ, Verb.WRITE}),
    },
    Thing.SEARCH_EXTRACT: {
        Relation.AUTHOR: frozenset({Verb.READ, Verb.WRITE}),
        Relation.ASKED_BY: frozenset({Verb.READ}),
    },
    Thing.HOLD: {
        Relation.AUTHOR: frozenset({Verb.READ}),
        Relation.DATA_PROTECTION: frozenset({Verb.READ, Verb.PLACE}),
        Relation.OPERATOR: frozenset({Verb.READ}),
    },
    Thing.RAISED_THEME: {
        Relation.AUTHOR: frozenset({Verb.READ, Verb.WRITE, Verb.DELETE}),
        Relation.UNIT_MEMBER: frozenset({Verb.READ}),
        Relation.UNIT_LEAD: frozenset({Verb.READ}),
        Relation.OPERATOR: frozenset({Verb.READ}),
    },
    Thing.TEAM_CARD: {
        Relation.UNIT_MEMBER: frozenset({Verb.READ}),
        Relation.UNIT_LEAD: frozenset({Verb.READ, Verb.WRITE, Verb.DELETE}),
        Relation.OPERATOR: frozenset({Verb.READ}),
    },
    Thing.ACTION_PLAN: {
        Relation.UNIT_MEMBER: frozenset({Verb.READ}),
        Relation.UNIT_LEAD: frozenset({Verb.READ, Verb.WRITE, Verb.DELETE}),
        Relation.MEMBER_BELOW: frozenset({Verb.READ}),
        Relation.LEAD_ABOVE: frozenset({Verb.READ}),
        Relation.ACTION_OWNER: frozenset({Verb.READ, Verb.ADD}),
        Relation.OPERATOR: frozenset({Verb.READ}),
    },
}
OPEN = frozenset({Thing.RAISED_THEME, Thing.TEAM_CARD, Thing.ACTION_PLAN})
RECORDED = frozenset({Thing.HOLD})


def may(relation: Relation, verb: Verb, thing: Thing) -> bool:
    """Whether somebody who stands in `relation` to the author may do `verb` with `thing`."""
    return verb in POLICY[thing].get(relation, frozenset())
