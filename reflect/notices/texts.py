"""Every notice and mail in words, in one place. None of them says what anybody wrote or what it was called."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from reflect.notices.account_texts import ABOUT_ACCOUNTS
from reflect.notices.wording import text
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l

TEXTS = MappingProxyType(
    {
        **ABOUT_ACCOUNTS,
        "supervisor-named": text(
            _l("Is this your supervisor?"),
            _l(
                "%(name)s was entered as your supervisor. Say whether that is right. Before you say yes, nothing can "
                "be shared with them as your supervisor."
            ),
            "name",
            important=True,
            endpoint="supervisors.index",
        ),
        "supervision-ended": text(
            _l("A supervision has ended"),
            _l(
                "%(name)s is no longer entered as your supervisor. They can no longer open what you shared with them. "
                "You keep all of it."
            ),
            "name",
            endpoint="supervisors.index",
        ),
        "new-supervisor-key": text(
            _l("Your supervisor has new keys"),
            _l("%(name)s has new keys. Compare their fingerprint together before you share again."),
            "name",
            important=True,
            endpoint="supervisors.index",
        ),
        "share-ends-soon": text(
            _l("Something you share ends soon"),
            _l(
                "What you share with %(name)s ends on %(day)s. You need do nothing. To go on sharing it, share it "
                "again."
            ),
            "name",
            "day",
            endpoint="journal.sharing",
        ),
        "reader-ready": text(
            _l("You can share with somebody now"),
            _l(
                "%(name)s has set up their account. You kept something ready to share with them. Nothing is sent "
                "until you share it."
            ),
            "name",
            endpoint="journal.sharing",
        ),
        "group-asked": text(
            _l("You are asked to join a group"),
            _l("%(name)s asks you to join a group of colleagues who reflect together. You can say yes or no."),
            "name",
            endpoint="groups.index",
        ),
        "group-joined": text(
            _l("Somebody has joined a group of yours"),
            _l(
                "%(name)s has joined a group that you belong to. They see nothing that was shared before, and you "
                "choose what you share with them."
            ),
            "name",
            endpoint="groups.index",
        ),
        "group-let-go": text(
            _l("You do not belong to a group any more"),
            _l("%(name)s has let you go from a group. What was shared through it, by you or with you, is closed."),
            "name",
            endpoint="groups.index",
        ),
        "group-closed": text(
            _l("A group of yours was closed"),
            _l("%(name)s has closed a group that you belonged to. What was shared through it is closed too."),
            "name",
            endpoint="groups.index",
        ),
        "shared-with-you": text(
            _l("Something was shared with you"),
            _l("%(name)s has shared a reflection with you. Opening it tells them."),
            "name",
            endpoint="sharing.inbox",
        ),
        "shared-again": text(
            _l("Something was shared with you again"),
            _l("%(name)s has shared a reflection with you again. When you open it, what is new is marked."),
            "name",
            endpoint="sharing.inbox",
        ),
        "share-opened": text(
            _l("What you shared was opened"),
            _l("%(name)s has opened what you shared."),
            "name",
            endpoint="journal.index",
        ),
        "commented": text(
            _l("There is a comment for you"),
            _l("%(name)s has commented on what you shared."),
            "name",
            endpoint="journal.index",
        ),
        "replied": text(
            _l("There is an answer to your comment"),
            _l("%(name)s has answered a comment on what they share with you."),
            "name",
            endpoint="sharing.inbox",
        ),
        "agreement-proposed": text(
            _l("An agreement waits for you"),
            _l("%(name)s has proposed how you two work together in supervision. It holds once you say yes."),
            "name",
            endpoint="supervision.index",
        ),
        "agreement-agreed": text(
            _l("Your agreement holds"),
            _l("%(name)s has said yes to how you two work together in supervision."),
            "name",
            endpoint="supervision.index",
        ),
        "named-third-reader": text(
            _l("You may read some records of supervision"),
            _l(
                "An agreement names you as somebody who may read the signed records of %(name)s. "
                "When you open one, they see it in their own log."
            ),
            "name",
            endpoint="supervision.index",
        ),
        "session-planned": text(
            _l("A session of supervision is planned"),
            _l("%(name)s has planned a session of supervision with you on %(day)s."),
            "name",
            "day",
            endpoint="supervision.index",
        ),
        "sessions-planned": text(
            _l("Sessions of supervision are planned"),
            _l("%(name)s has planned sessions of supervision with you. The first is on %(day)s."),
            "name",
            "day",
            endpoint="supervision.index",
        ),
        "session-moved": text(
            _l("A session of supervision was moved"),
            _l("%(name)s has moved a session of supervision. It is on %(day)s now."),
            "name",
            "day",
            endpoint="supervision.index",
        ),
        "session-cancelled": text(
            _l("A session of supervision was cancelled"),
            _l("%(name)s has cancelled the session of %(day)s. Its page says why, to you two alone."),
            "name",
            "day",
            endpoint="supervision.index",
        ),
        "record-written": text(
            _l("A record waits for you"),
            _l("%(name)s has written the record of a session. Read it, then acknowledge it or ask for a change."),
            "name",
            endpoint="supervision.index",
        ),
        "record-added-to": text(
            _l("A record was added to"),
            _l("%(name)s has added to the record of a session. Read it, then acknowledge it."),
            "name",
            endpoint="supervision.index",
        ),
        "record-acknowledged": text(
            _l("A record was acknowledged"),
            _l("%(name)s has acknowledged what you wrote into the record of a session. It cannot be changed any more."),
            "name",
            endpoint="supervision.index",
        ),
        "record-opened": text(
            _l("A record of your supervision was opened for your organisation"),
            _l(
                "%(name)s opened the signed record of your session of %(day)s with the organisation’s records key. "
                "Your own log says why. Ask them if you did not expect it."
            ),
            "name",
            "day",
            important=True,
            endpoint="account_log.index",
        ),
        "search-asked": text(
            _l("You are asked to search your own journal"),
            _l(
                "%(name)s, a data protection officer, asks you to look for something in your own journal, and to "
                "answer by %(day)s. What to look for opens for you alone. Nobody else can look in your journal, and "
                "you decide what you share."
            ),
            "name",
            "day",
            important=True,
            endpoint="searches.index",
        ),
        "search-due": text(
            _l("A search of your own journal is due soon"),
            _l("%(name)s, a data protection officer, asked you to search your own journal and to answer by %(day)s."),
            "name",
            "day",
            important=True,
            endpoint="searches.index",
        ),
        "search-answered": text(
            _l("A search was answered"),
            _l("%(name)s has answered a search that you asked for."),
            "name",
            endpoint="data_protection.index",
        ),
        "search-closed": text(
            _l("A search is closed"),
            _l("%(name)s has closed a search that you were asked to make. Nothing more is wanted of you."),
            "name",
            endpoint="searches.index",
        ),
        "hold-placed": text(
            _l("There is a hold on your account"),
            _l(
                "%(name)s, a data protection officer, has asked that nothing of yours is destroyed for now. It lets "
                "nobody read anything. Your account page says why."
            ),
            "name",
            important=True,
            endpoint="account.index",
        ),
        "hold-lifted": text(
            _l("The hold on your account is lifted"),
            _l(
                "%(name)s, a data protection officer, has lifted the hold on your account. What you had deleted goes "
                "for good once its days are over."
            ),
            "name",
            important=True,
            endpoint="account.index",
        ),
        "action-due": text(
            _l("An action of yours is due"),
            _l("An action in the plan of %(unit)s that you are to do is due on %(day)s."),
            "unit",
            "day",
            endpoint="themes.index",
        ),
        "action-overdue": text(
            _l("The day of an action of yours has passed"),
            _l(
                "An action in the plan of %(unit)s that you are to do was due on %(day)s. Say how far it is, or agree "
                "on another day. You are not told again."
            ),
            "unit",
            "day",
            endpoint="themes.index",
        ),
        "window-for-action": text(
            _l("Figures that an action waits for are released"),
            _l(
                "The figures of %(period)s are released. In the plan of %(unit)s at least one action names them as "
                "the ones to look at."
            ),
            "unit",
            "period",
            endpoint="themes.index",
        ),
        "given-back": text(
            _l("Something was given back to you"),
            _l("%(name)s has given you a copy of something that you had shared before you started again."),
            "name",
            endpoint="journal.rescued",
        ),
    }
)


@dataclass(frozen=True)
class Said:
    """One notice in words, and the page that it leads to."""

    subject: str
    words: str
    endpoint: str
    important: bool


def in_words(kind: str, details: Mapping[str, str]) -> Said:
    """What a notice says. One that an earlier version wrote, with a kind or details of its own, says only that."""
    found = TEXTS.get(kind)
    if found is None or found.details != details.keys():
        return Said(_("A notice of an earlier version"), _("Its words are not here any more."), "home.index", False)
    folded = {name: " ".join(value.split()) for name, value in details.items()}
    return Said(str(found.subject), str(found.words) % folded, found.endpoint, found.important)
