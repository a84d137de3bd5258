"""The policy table in words, for the page “Who can see what”. A new row without words fails the build."""

from dataclasses import dataclass

from reflect.privacy.policy import POLICY, Relation, Thing, Verb
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l

THINGS = {
    Thing.ENTRY: _l("A reflection you have not shared"),
    Thing.SNAPSHOT: _l("The answers you chose to share"),
    Thing.SHARE_HEAD: _l("The title and your note on what you shared"),
    Thing.COMMENT: _l("Comments on what you shared"),
    Thing.DRAFT_COMMENT: _l("A comment that its writer has not sent to you"),
    Thing.RECEIPT: _l("Who opened what you shared, and when"),
    Thing.READY_SHARE: _l("What you keep ready to share, and have not sent"),
    Thing.GROUP: _l("The name of a group that you belong to, and who belongs to it"),
    Thing.RESCUE: _l("Words kept for you that arrived while your journal was locked, or were given back"),
    Thing.CONTRIBUTION: _l("Which themes you count, and whether you count any"),
    Thing.SUPERVISION_WORK: _l("What you agree on and prepare in supervision, and the notes of a session"),
    Thing.SUPERVISION_RECORD: _l("The signed record of a session of supervision"),
}
RELATIONS = {
    Relation.AUTHOR: _l("You"),
    Relation.READER: _l("Each person you share with"),
    Relation.FORMER_READER: _l("Somebody you shared with before"),
    Relation.PAIR: _l("The other person in that supervision"),
    Relation.THIRD_READER: _l("Somebody you both named in your agreement"),
    Relation.RECORDS_KEY: _l("The two people who hold your organisation’s records key, if it has one"),
    Relation.GROUP_MEMBER: _l("Somebody in a group with you, when you have shared nothing with them"),
    Relation.SUPERVISOR: _l("Your supervisor, when you have shared nothing"),
    Relation.TEAM_LEAD: _l("Your team lead"),
    Relation.SERVICE_LEAD: _l("Your service lead"),
    Relation.ADMINISTRATOR: _l("Administrators"),
    Relation.COLLEAGUE: _l("Any other colleague"),
    Relation.OPERATOR: _l("Whoever runs the server, with its database or a backup"),
}
VERBS = {
    Verb.READ: _l("read"),
    Verb.WRITE: _l("write"),
    Verb.DELETE: _l("delete"),
    Verb.SHARE: _l("share"),
    Verb.STOP: _l("stop sharing"),
    Verb.COMMENT: _l("comment"),
    Verb.ADD: _l("add to it, and change nothing"),
    Verb.OPEN_AUDITED: _l("open it by a command that tells you both"),
    Verb.DISCUSS: _l("mark as discussed"),
    Verb.GIVE_BACK: _l("give you a copy back after you have started again"),
}


@dataclass(frozen=True)
class Rule:
    """What people may do with one thing: a name, and words for what they may, or None for nothing."""

    thing: str
    rows: list[tuple[str, str | None]]


def rules_in_words() -> list[Rule]:
    """Every row of the policy table, made from the table that the access checks use."""
    given = {relation for relations in POLICY.values() for relation in relations}
    return [
        Rule(
            thing=str(THINGS[thing]),
            rows=[
                (str(RELATIONS[relation]), _in_words(relations.get(relation)))
                for relation in Relation
                if relation in given
            ],
        )
        for thing, relations in POLICY.items()
    ]


def shut_out() -> list[str]:
    """Who may do nothing with anything, by name."""
    given = {relation for relations in POLICY.values() for relation in relations}
    return [str(RELATIONS[relation]) for relation in Relation if relation not in given]


def _in_words(verbs: frozenset[Verb] | None) -> str | None:
    return _(", ").join(str(VERBS[verb]) for verb in Verb if verb in verbs) if verbs else None
