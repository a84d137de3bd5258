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
    Thing.RECEIPT: _l("Who opened what you shared, and when"),
    Thing.RESCUE: _l("Words kept for you when they arrived while your journal was locked"),
}
RELATIONS = {
    Relation.AUTHOR: _l("You"),
    Relation.READER: _l("The person you share with"),
    Relation.FORMER_READER: _l("Somebody you shared with before"),
    Relation.SUPERVISOR: _l("Your supervisor, when you have shared nothing"),
    Relation.TEAM_LEAD: _l("Your team lead"),
    Relation.SERVICE_LEAD: _l("Your service lead"),
    Relation.ADMINISTRATOR: _l("Administrators"),
    Relation.COLLEAGUE: _l("Any other colleague"),
    Relation.OPERATOR: _l("Whoever runs the server, with its database or a backup"),
}
VERBS = {
    Verb.READ: _l("read"),
    Verb.WRITE: _l("write and change"),
    Verb.SHARE: _l("share"),
    Verb.STOP: _l("stop sharing"),
    Verb.COMMENT: _l("comment"),
}


@dataclass(frozen=True)
class Rule:
    """What each relation may do with one thing: words for those who may, names of those who may not."""

    thing: str
    allowed: list[tuple[str, str]]
    nothing: list[str]


def rules_in_words() -> list[Rule]:
    """Every row of the policy table, made from the table that the access checks use."""
    return [
        Rule(
            thing=str(THINGS[thing]),
            allowed=[
                (str(RELATIONS[relation]), _(", ").join(str(VERBS[verb]) for verb in Verb if verb in verbs))
                for relation, verbs in relations.items()
            ],
            nothing=[str(RELATIONS[relation]) for relation in Relation if relation not in relations],
        )
        for thing, relations in POLICY.items()
    ]
