"""The words of Reflect: one for each thing. The page “Words we use” and docs/glossary.md are both made from this."""

from dataclasses import dataclass

from reflect.web.language import LazyString
from reflect.web.language import lazy_gettext as _l


@dataclass(frozen=True)
class Word:
    """One word: what it means to the people who meet it, where they do, and what pages never say in its place."""

    word: LazyString
    meaning: LazyString
    where: LazyString
    instead: tuple[str, ...] = ()  # English; their endings are meant, too


@dataclass(frozen=True)
class Part:
    """Words that belong together."""

    key: str
    heading: LazyString
    words: tuple[Word, ...]


_JOURNAL, _ACCOUNT = _l("Journal"), _l("Account")
_SHARING, _SUPERVISION, _THEMES = _l("Sharing"), _l("Supervision"), _l("Themes")

GLOSSARY = (
    Part(
        "writing",
        _l("Writing"),
        (
            Word(
                _l("Journal"),
                _l("All that you write for yourself. It is locked with your passphrase."),
                _JOURNAL,
                ("diary", "portfolio", "blog"),
            ),
            Word(
                _l("Reflection"),
                _l("One piece of writing in your journal. Your agency may have its own word for it."),
                _JOURNAL,
                ("entry", "entries"),
            ),
            Word(
                _l("Question"),
                _l("What a page asks you to think about. You can skip each one, and nobody is told."),
                _JOURNAL,
            ),
            Word(
                _l("Draft"),
                _l("A reflection that you have not finished. Only you can see it, and it saves as you write."),
                _JOURNAL,
            ),
            Word(
                _l("Private"),
                _l("Only you can see it. “Who can see what” says where that ends."),
                _l("Journal, home"),
                ("confidential", "anonymous", "anonymised"),
            ),
            Word(
                _l("Version"),
                _l("A reflection as it stood at one time. Earlier versions are kept for you until you delete them."),
                _l("History of a reflection"),
                ("revision",),
            ),
            Word(
                _l("Tag"),
                _l("A short word of your own, by which you find a reflection again. Nobody else sees it."),
                _JOURNAL,
                ("label", "category", "categories"),
            ),
        ),
    ),
    Part(
        "sharing",
        _SHARING,
        (
            Word(
                _l("Share"),
                _l("Let people whom you choose read answers that you choose. They get a copy as it stands then."),
                _SHARING,
                ("submit", "submitted", "submission"),
            ),
            Word(
                _l("Stop sharing"),
                _l("Close what you shared. It cannot be opened any more, but what was read can be remembered."),
                _SHARING,
                ("revoke", "revoking", "unshare"),
            ),
            Word(
                _l("Comment"),
                _l("What a reader writes to you about what you shared. Only you and they can see it."),
                _l("Shared with me"),
                ("feedback on", "reply", "replies"),
            ),
            Word(
                _l("Discussed"),
                _l("You and your reader have talked about it. Either of you can say so."),
                _l("Shared with me"),
                ("signed off", "approved", "completed"),
            ),
            Word(
                _l("Group"),
                _l("A few colleagues who reflect together. Belonging to one shows nothing of what you write."),
                _l("Reflect with colleagues"),
            ),
        ),
    ),
    Part(
        "supervision",
        _SUPERVISION,
        (
            Word(
                _l("Supervisor"),
                _l("The person who supervises you in Reflect. They see only what you share with them."),
                _SUPERVISION,
                ("line manager", "supervisee", "mentor"),
            ),
            Word(
                _l("Agreement"),
                _l("What the two of you agree about your supervision, and who else may open a signed record."),
                _SUPERVISION,
                ("contract",),
            ),
            Word(
                _l("Session"),
                _l("A talk between the two of you: planned, held, and written down if you wish."),
                _SUPERVISION,
                ("one-to-one", "1:1"),
            ),
            Word(
                _l("Record"),
                _l("What you both sign after a session. It belongs to your organisation. It is no child’s record."),
                _SUPERVISION,
                ("case note",),
            ),
            Word(
                _l("Action"),
                _l("What somebody will do, and by when: after a session, or in the plan of a team or unit."),
                _l("Supervision, themes"),
                ("to-do",),
            ),
        ),
    ),
    Part(
        "themes",
        _THEMES,
        (
            Word(
                _l("Theme"),
                _l("A subject that a reflection is about, from a fixed list. You tick it, or you do not."),
                _l("Last page of a reflection"),
                ("topic",),
            ),
            Word(
                _l("Count a theme"),
                _l("Let a theme go into the figures of your service: up to three in a window, without your name."),
                _l("My contributions"),
                ("opt in", "opted in", "donate"),
            ),
            Word(
                _l("Window"),
                _l("Three or six months in which themes are counted once."),
                _THEMES,
                ("reporting period", "wave"),
            ),
            Word(
                _l("Random noise"),
                _l("Chance, added to each figure so that nobody can be sure what one person did."),
                _THEMES,
                ("differential privacy", "epsilon", "perturb"),
            ),
            Word(
                _l("Figures"),
                _l("What is shown of the counted themes, for a service or more. There are never any for a team."),
                _THEMES,
                ("dashboard", "analytics", "metric", "league table"),
            ),
            Word(
                _l("Raise a theme"),
                _l("Say openly, in your own name, that a theme matters to you. Your team can see it."),
                _l("Themes, the page of a team"),
                (
                    "escalate",
                    "escalation",
                ),
            ),
        ),
    ),
    Part(
        "signing-in",
        _l("Coming in and going"),
        (
            Word(
                _l("Passphrase"),
                _l("A few words that only you know. It signs you in and unlocks your journal."),
                _l("Sign in"),
                ("password", "passcode"),
            ),
            Word(
                _l("Recovery code"),
                _l("Eight groups of letters and figures on paper. It opens your journal if the passphrase is lost."),
                _ACCOUNT,
                ("backup code", "recovery key", "reset link"),
            ),
            Word(
                _l("Second factor"),
                _l("Something you have, such as a phone, that you show after your passphrase."),
                _ACCOUNT,
                ("2fa", "mfa", "two-factor", "multi-factor", "two-step", "otp"),
            ),
            Word(
                _l("Sign in, sign out"),
                _l("Say who you are, and end your time here."),
                _l("Every page"),
                ("log in", "log on", "log out", "log off", "logged in", "login", "logout", "sso"),
            ),
            Word(
                _l("Lock, unlock"),
                _l("Close your journal while you stay signed in, and open it again with your passphrase."),
                _l("Every page"),
                ("encrypt", "encryption", "decrypt", "secure"),
            ),
            Word(
                _l("Exit this page"),
                _l("Leave at once: you are signed out, and another site opens. What you are writing is saved first."),
                _l("Every page"),
                ("panic button", "escape button"),
            ),
            Word(
                _l("Start again"),
                _l("Begin a new journal when passphrase and recovery code are both lost. Nobody can open the old one."),
                _ACCOUNT,
                ("account reset",),
            ),
        ),
    ),
    Part(
        "organisation",
        _l("The organisation"),
        (
            Word(
                _l("You, somebody, people, colleague"),
                _l("Whoever uses Reflect. The people that your work is about are children and families."),
                _l("Every page"),
                ("user", "employee", "client", "bame", "bme"),
            ),
            Word(
                _l("Unit"),
                _l("A place in the organisation. A partnership has agencies, these have services, and these teams."),
                _l("Account, themes"),
                ("department", "organisational unit", "node"),
            ),
            Word(
                _l("Administrator"),
                _l("Somebody who looks after people and units. They cannot open what anybody wrote."),
                _l("Administration"),
                ("admin", "superuser"),
            ),
            Word(
                _l("Suspend"),
                _l("Stop an account for the time being. Nothing of it is lost."),
                _l("Administration"),
                ("deactivate", "disable", "ban", "banned", "block"),
            ),
            Word(
                _l("Notice"),
                _l("A line in Reflect, or a mail, that something happened. It holds nothing that anybody wrote."),
                _l("Notices"),
                ("notification", "push"),
            ),
            Word(
                _l("Hold"),
                _l("A data protection officer’s word that nothing of yours is destroyed for now. It opens nothing."),
                _l("Data protection"),
                ("litigation hold", "freeze", "freezing"),
            ),
            Word(
                _l("Signpost"),
                _l("Where to turn, for a child or for yourself: a name and a number, with the day it was checked."),
                _l("Help and support"),
            ),
            Word(
                _l("E-mail"),
                _l("A mail or an address for mails. Mails from Reflect say nothing of what anybody wrote."),
                _l("Account"),
                ("email",),
            ),
        ),
    ),
)

# Not in the place of any one word: pages say neither, because they order about, blame, scare or praise.
NEVER_SAID = (
    *("click", "please", "sorry", "oops", "invalid", "illegal", "forbidden", "failed"),
    *("well done", "congratulations", "great job", "streak", "score", "must not", "mandatory"),
)
# Where one of these words is the right one: it is somebody else's, or the computer's.
RIGHT_HERE = (
    "password manager",
    "locked with a password",  # a zip file, by whoever made it
    "Web address or user name",
    "for example of a line manager",  # somebody else than the supervisor
    "clinical supervision, one-to-one",  # what an agency may call it
    "run this as the user",
    "as the user who",
)
