"""Every event of the trail in words. An event without words fails the build.

The names that the words use are the event's own details: ids of people and units are put in as names.
"""

from collections.abc import Mapping
from types import MappingProxyType

from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l

EVENT_WORDS = MappingProxyType(
    {
        "enrolled": _l("Account set up"),
        "signed-in": _l("Signed in"),
        "sign-in-refused": _l("A sign-in was refused (%(reason)s)"),
        "signed-out": _l("Signed out"),
        "sessions-ended": _l("Signed out everywhere"),
        "unlocked": _l("Journal unlocked"),
        "unlock-refused": _l("A wrong passphrase was tried at the journal"),
        "passphrase-changed": _l("Passphrase changed"),
        "recovery-code-used": _l("Recovery code used"),
        "recovery-code-replaced": _l("New recovery code made"),
        "keys-replaced": _l("Keys replaced by new ones"),
        "factor-added": _l("Second factor added (%(kind)s)"),
        "factor-removed": _l("Second factor removed (%(kind)s)"),
        "factor-reset-cancelled": _l("Reset of second factors stopped"),
        "started-again": _l("Started again with a new journal"),
        "identity-linked": _l("Sign-in of the organisation linked (%(issuer)s)"),
        "identity-unlinked": _l("Sign-in of the organisation taken away (%(issuer)s)"),
        "journal-copied": _l("A copy of all reflections was saved"),
        "everything-copied": _l("A copy of everything about oneself was saved"),
        "access-pack-made": _l("What stands in the clear about somebody was put together for the organisation"),
        "shared": _l("Something was shared with %(reader)s"),
        "share-opened": _l("Something shared was opened"),
        "share-stopped": _l("Sharing with %(reader)s ended"),
        "commented": _l("A comment was written on something shared"),
        "given-back": _l("A copy of something shared before starting again was given back"),
        "group-made": _l("A group was made"),
        "group-asked": _l("Asked into a group"),
        "group-joined": _l("Joined a group"),
        "group-declined": _l("Said no to a group"),
        "group-left": _l("Left a group"),
        "group-let-go": _l("Let go from a group"),
        "group-closed": _l("A group was closed"),
        "supervisor-confirmed": _l("Supervisor confirmed: %(supervisor)s"),
        "supervisor-declined": _l("Supervisor declined: %(supervisor)s"),
        "agreement-proposed": _l("An agreement for supervision was proposed"),
        "agreement-agreed": _l("An agreement for supervision was agreed"),
        "record-written": _l("A record of supervision was written or added to"),
        "record-frozen": _l("A record of supervision was acknowledged by both"),
        "record-read": _l("A record of supervision was opened by its third reader"),
        "record-opened": _l("A record of supervision was opened for the organisation (%(reason)s)"),
        "search-asked": _l("A data protection officer asked for a search of one’s own journal"),
        "search-answered": _l("A search of one’s own journal was answered"),
        "search-closed": _l("A search that a data protection officer had asked for was closed"),
        "hold-placed": _l("Hold placed (%(reason)s): nothing is destroyed until it is lifted"),
        "hold-lifted": _l("Hold lifted"),
        "invited": _l("Invited"),
        "start-again-offered": _l("Invited to start again with a new journal"),
        "suspended": _l("Account suspended"),
        "reinstated": _l("Suspension ended"),
        "factor-reset-asked": _l("Reset of second factors asked for"),
        "address-changed": _l("E-mail address changed"),
        "name-changed": _l("Name changed"),
        "role-given": _l("Role given: %(role)s in %(unit)s"),
        "role-ended": _l("Role ended: %(role)s in %(unit)s"),
        "unit-changed": _l("Moved to %(unit)s"),
        "supervisor-named": _l("Named as supervisor: %(supervisor)s"),
        "supervision-ended": _l("Supervision by %(supervisor)s ended"),
        "left": _l("Left the organisation"),
        "erased": _l("Account erased"),
        "record-deleted": _l("A record of supervision was deleted, as its years were over"),
        "roster-imported": _l("List of staff imported (people added or changed: %(people)s; units: %(units)s)"),
        "unit-made": _l("Unit made: %(unit)s"),
        "unit-renamed": _l("Unit renamed: %(unit)s"),
        "unit-moved": _l("Unit moved: %(unit)s"),
        "unit-closed": _l("Unit closed: %(unit)s"),
        "unit-clustered": _l("Unit counted together with others in %(year)s: %(unit)s"),
        "edition-published": _l("A version of the library was published"),
        "edition-retired": _l("A question set was retired"),
        "settings-changed": _l("Settings changed"),
        "database-restored": _l("A backup of %(taken)s was restored (people erased again: %(erased)s)"),
        "access-refused": _l("Turned away from a page that needs another role (%(endpoint)s)"),
        "records-key-made": _l("A key for supervision records was made: %(key)s"),
        "records-key-ended": _l("The key for supervision records was ended: %(key)s"),
        "window-opened": _l("A window of themes was opened"),
        "window-released": _l("The figures of a window of themes were released"),
        "window-expired": _l("A window of themes ran out"),
        "card-written": _l("The card of a team was written: %(unit)s"),
        "card-removed": _l("A card of a team was taken away: %(unit)s"),
        "action-added": _l("An action was added to a plan: %(unit)s"),
        "action-changed": _l("An action of a plan was changed: %(unit)s"),
        "action-removed": _l("An action was taken out of a plan: %(unit)s"),
        "resource-changed": _l("Something to learn from was added or changed"),
        "resource-removed": _l("Something to learn from was removed"),
    }
)
# The administrative ones as kinds to choose from, without anybody's name.
KINDS = MappingProxyType(
    {
        "invited": _l("Invitations"),
        "start-again-offered": _l("Invitations to start again"),
        "suspended": _l("Suspensions"),
        "reinstated": _l("Suspensions that ended"),
        "factor-reset-asked": _l("Resets of second factors"),
        "address-changed": _l("Changes of e-mail address"),
        "name-changed": _l("Changes of name"),
        "role-given": _l("Roles given"),
        "role-ended": _l("Roles ended"),
        "unit-changed": _l("People who moved"),
        "supervisor-named": _l("Supervisors named"),
        "supervision-ended": _l("Supervisions ended"),
        "left": _l("People who left"),
        "erased": _l("People erased"),
        "roster-imported": _l("Imports of staff"),
        "unit-made": _l("Units made"),
        "unit-renamed": _l("Units renamed"),
        "unit-moved": _l("Units moved"),
        "unit-closed": _l("Units closed"),
        "unit-clustered": _l("Units counted together"),
        "edition-published": _l("Library published"),
        "edition-retired": _l("Question sets retired"),
        "settings-changed": _l("Changes of settings"),
        "database-restored": _l("Backups restored"),
        "access-refused": _l("People turned away"),
        "records-key-made": _l("Keys for supervision records made"),
        "records-key-ended": _l("Keys for supervision records ended"),
        "window-opened": _l("Windows opened"),
        "window-released": _l("Windows released"),
        "window-expired": _l("Windows that ran out"),
        "card-written": _l("Team cards written"),
        "card-removed": _l("Team cards taken away"),
        "action-added": _l("Actions added"),
        "action-changed": _l("Actions changed"),
        "action-removed": _l("Actions taken away"),
        "resource-changed": _l("Resources added or changed"),
        "resource-removed": _l("Resources removed"),
    }
)
# Words of ours among the details.
DETAIL_WORDS = MappingProxyType(
    {
        "practitioner": _l("practitioner"),
        "supervisor": _l("supervisor"),
        "team_lead": _l("team lead"),
        "service_lead": _l("service lead"),
        "administrator": _l("administrator"),
        "data_protection": _l("data protection officer"),
        "totp": _l("authenticator app"),
        "passkey": _l("passkey"),
        "stopped": _l("the account was stopped"),
        "inspection": _l("inspection"),
        "subject-access": _l("somebody asked for their data"),
        "legal-claim": _l("a claim in law"),
        "inquiry": _l("an inquiry"),
        "other": _l("another reason"),
        "court": _l("a court asked for it"),
        "complaint": _l("a complaint"),
        "local-policy": _l("local policy"),
    }
)
PEOPLE = frozenset({"reader", "supervisor"})  # the details that are a person's id


def event_in_words(event: str, details: Mapping[str, str | int], names: Mapping[str, str]) -> str:
    """What happened, in words. An event of an earlier version says its own name.

    Args:
        names: of people and units, by id. Whoever is not among them has left, and what is not is no longer there.
    """
    words = EVENT_WORDS.get(event)
    if words is None:
        return event
    said = {key: _detail(key, value, names) for key, value in details.items()}
    try:
        return str(words) % said
    except KeyError:
        return event


def _detail(key: str, value: str | int, names: Mapping[str, str]) -> str:
    if key in PEOPLE:
        return names.get(str(value)) or somebody()
    if key == "unit":
        return names.get(str(value)) or _("a unit that is not there any more")
    return str(DETAIL_WORDS.get(str(value), value))


def somebody() -> str:
    """Whoever an id no longer belongs to."""
    return _("somebody who has left")
