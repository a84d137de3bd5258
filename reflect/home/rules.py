"""The policy table in words, for the page “Who can see what”. A new row without words fails the build.

Three lists: what is written in private, where no role opens anything; what is said openly to a team or unit, which
those who work in it and lead it can read by that; and what the organisation keeps about an account.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reflect.privacy.policy import OPEN, POLICY, RECORDED, Relation, Thing, Verb
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l
from reflect.web.language import listed

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
    Thing.SEARCH_TERMS: _l("What a data protection officer asks you to look for in your own journal"),
    Thing.SEARCH_EXTRACT: _l("What you chose to share in answer to that"),
    Thing.HOLD: _l("A hold on your account: that nothing of yours is destroyed for now, and why"),
    Thing.RAISED_THEME: _l("What you raise with your team in your own name, until you withdraw it"),
    Thing.TEAM_CARD: _l("The card of a team: what it agreed to work on"),
    Thing.ACTION_PLAN: _l("The actions of a team or unit, and the notes on them"),
}
RELATIONS = {
    Relation.AUTHOR: _l("You"),
    Relation.READER: _l("Each person you share with"),
    Relation.FORMER_READER: _l("Somebody you shared with before"),
    Relation.PAIR: _l("The other person in that supervision"),
    Relation.THIRD_READER: _l("Somebody you both named in your agreement"),
    Relation.RECORDS_KEY: _l("The two people who hold your organisation’s records key, if it has one"),
    Relation.ASKED_BY: _l("The data protection officer who asks you to search your own journal"),
    Relation.GROUP_MEMBER: _l("Somebody in a group with you, when you have shared nothing with them"),
    Relation.SUPERVISOR: _l("Your supervisor, when you have shared nothing"),
    Relation.TEAM_LEAD: _l("Your team lead"),
    Relation.SERVICE_LEAD: _l("Your service lead"),
    Relation.ADMINISTRATOR: _l("Administrators"),
    Relation.DATA_PROTECTION: _l("Data protection officers"),
    Relation.UNIT_MEMBER: _l("Everybody who works in that team or unit itself"),
    Relation.UNIT_LEAD: _l("Whoever leads that team or unit"),
    Relation.MEMBER_BELOW: _l("Everybody who works in a unit under it"),
    Relation.LEAD_ABOVE: _l("Whoever leads the service, agency or partnership that it is part of"),
    Relation.ACTION_OWNER: _l("Whoever is to do the action, while they belong there"),
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
    Verb.PLACE: _l("place it and lift it"),
}


# Who stands beside each thing that is said openly, so that the page says of these what they cannot do.
TO_A_UNIT = (
    *(Relation.AUTHOR, Relation.UNIT_MEMBER, Relation.UNIT_LEAD, Relation.MEMBER_BELOW, Relation.LEAD_ABOVE),
    *(Relation.ACTION_OWNER, Relation.ADMINISTRATOR, Relation.DATA_PROTECTION, Relation.COLLEAGUE, Relation.OPERATOR),
)
# And beside what the organisation keeps about an account.
ABOUT_AN_ACCOUNT = (
    *(Relation.AUTHOR, Relation.DATA_PROTECTION, Relation.SUPERVISOR, Relation.TEAM_LEAD, Relation.SERVICE_LEAD),
    *(Relation.ADMINISTRATOR, Relation.COLLEAGUE, Relation.OPERATOR),
)
ONLY_WHERE_GIVEN = frozenset({Relation.AUTHOR, Relation.ACTION_OWNER})


@dataclass(frozen=True)
class Rule:
    """What people may do with one thing: a name, and words for what they may, or None for nothing."""

    thing: str
    rows: list[tuple[str, str | None]]


def rules_in_words() -> list[Rule]:
    """Every row about what is written in private or shared, made from the table that the access checks use."""
    given = _given()
    return [
        _rule(thing, relations, [relation for relation in Relation if relation in given])
        for thing, relations in POLICY.items()
        if thing not in OPEN | RECORDED
    ]


def recorded_rules_in_words() -> list[Rule]:
    """The same of what the organisation keeps about somebody's account."""
    return [_rule(thing, POLICY[thing], ABOUT_AN_ACCOUNT) for thing in Thing if thing in RECORDED]


def open_rules_in_words() -> list[Rule]:
    """The same of what is said to a team or unit openly."""
    return [
        _rule(
            thing, POLICY[thing], [each for each in TO_A_UNIT if each in POLICY[thing] or each not in ONLY_WHERE_GIVEN]
        )
        for thing in Thing
        if thing in OPEN
    ]


def in_short() -> list[tuple[str, str]]:
    """The table in a few rows, for somebody who has not signed in yet: what, and who can see it."""
    return [
        (
            _("What you write"),
            _(
                "Only you. It is locked with your passphrase. No manager or administrator can open it, and nor can "
                "whoever runs the server."
            ),
        ),
        (
            _("What you share"),
            _("The people you choose, and only the answers you choose. You see who opened it, and can stop."),
        ),
        (
            _("What you do in supervision"),
            _(
                "You and the other person. The signed record belongs to your organisation: somebody else opens it only "
                "if you both named them, or in a way that tells you both."
            ),
        ),
        (
            _("Themes that you let be counted"),
            _("Your organisation sees figures for whole services, with random noise. No name, no words, no teams."),
        ),
    ]


def shut_out() -> list[str]:
    """Who may do nothing with anything that is written in private, by name."""
    given = _given()
    of_journals = (each for each in Relation if each not in TO_A_UNIT[1:6])
    return [str(RELATIONS[relation]) for relation in of_journals if relation not in given]


def _given() -> set[Relation]:
    private = (relations for thing, relations in POLICY.items() if thing not in OPEN | RECORDED)
    return {relation for relations in private for relation in relations}


def _rule(thing: Thing, given: Mapping[Relation, frozenset[Verb]], shown: Iterable[Relation]) -> Rule:
    return Rule(str(THINGS[thing]), [(str(RELATIONS[each]), _in_words(given.get(each))) for each in shown])


def _in_words(verbs: frozenset[Verb] | None) -> str | None:
    return listed(VERBS[verb] for verb in Verb if verb in verbs) if verbs else None
