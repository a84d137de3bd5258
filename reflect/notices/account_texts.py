"""What people are told about their account and who can get into it. Nearly all of it is mailed to everybody."""

from types import MappingProxyType

from reflect.notices.wording import text
from reflect.web.language import lazy_gettext as _l

ABOUT_ACCOUNTS = MappingProxyType(
    {
        "new-device": text(
            _l("Your account was used in a new browser"),
            _l(
                "Your account was used in a browser that it has not been used in before: %(browser)s. If this was "
                "you, you need do nothing. If it was not, change your passphrase and sign out everywhere else."
            ),
            "browser",
            important=True,
            endpoint="account.index",
        ),
        "passphrase-changed": text(
            _l("Your passphrase was changed"),
            _l(
                "Your passphrase was changed. If this was you, you need do nothing. If it was not, use your recovery "
                "code at once, from the sign-in page: it sets a new passphrase and signs out everybody else."
            ),
            important=True,
            endpoint="account.index",
        ),
        "recovery-code-used": text(
            _l("Your recovery code was used"),
            _l(
                "Your recovery code was used to get into your account. If this was you, you need do nothing. If it "
                "was not, tell your administrator now."
            ),
            important=True,
            endpoint="account.index",
        ),
        "recovery-code-replaced": text(
            _l("Your recovery code was replaced"),
            _l(
                "A new recovery code was made for your account. The earlier one opens nothing any more. If it was not "
                "you, change your passphrase and tell your administrator."
            ),
            important=True,
            endpoint="account.index",
        ),
        "left": text(
            _l("You were marked as having left"),
            _l(
                "You were marked as having left the organisation. Until %(day)s you can still sign in with your "
                "passphrase, to read what is yours, save a copy of it and erase it. Nothing that was shared with you "
                "opens any more. After that day your account is erased, unless there is a hold on it. If you have not "
                "left, tell your administrator now."
            ),
            "day",
            important=True,
            endpoint="account.index",
        ),
        "factor-added": text(
            _l("A second factor was added"),
            _l(
                "A new second factor, “%(name)s”, was added to your account. If it was not you, remove it and change "
                "your passphrase."
            ),
            "name",
            important=True,
            endpoint="account.index",
        ),
        "factor-removed": text(
            _l("A second factor was removed"),
            _l(
                "The second factor “%(name)s” was removed from your account. If it was not you, tell your "
                "administrator now."
            ),
            "name",
            important=True,
            endpoint="account.index",
        ),
        "identity-linked": text(
            _l("Your account was connected to your organisation’s sign-in"),
            _l(
                "Your account was connected to %(name)s. From now on you sign in there, and unlock your journal with "
                "your passphrase as before. If it was not you, tell your administrator now."
            ),
            "name",
            important=True,
            endpoint="account.index",
        ),
        "identity-unlinked": text(
            _l("Your account is no longer connected to your organisation’s sign-in"),
            _l(
                "Whoever runs Reflect took the connection away. From now on you sign in with your passphrase. You can "
                "connect again on your account page."
            ),
            important=True,
            endpoint="account.index",
        ),
        "factor-reset-asked": text(
            _l("Your second factors will be reset"),
            _l(
                "An administrator has asked to reset your second factors. It takes effect on %(day)s. "
                "If you asked for it, you need do nothing. If not, stop it on your account page before then."
            ),
            "day",
            important=True,
            endpoint="account.index",
        ),
        "address-changed": text(
            _l("Your address in Reflect was changed"),
            _l(
                "An administrator changed the e-mail address of your account. This mail went to the earlier one. If "
                "the change is wrong, tell your administrator now: for seven days nobody can start a new journal in "
                "your name."
            ),
            important=True,
        ),
        "start-again-offered": text(
            _l("You can start again"),
            _l(
                "An administrator has invited you to start again with a new journal. Your earlier one stays as it is. "
                "Nothing happens until you accept. This link works once, for 14 days:\n\n%(link)s\n\nIf you did not "
                "ask for this, do not open the link, and tell your administrator."
            ),
            "link",
            important=True,
        ),
        "started-again": text(
            _l("A new journal was started for you"),
            _l(
                "Somebody accepted the invitation to start again, and a new journal was started under this address. "
                "If it was not you, tell your administrator now."
            ),
            important=True,
        ),
        "invited": text(
            _l("You are invited to Reflect"),
            _l(
                "You are invited to Reflect, a private place to think about race, identity and bias in your work. "
                "Only you can open what you write. Nobody may require you to write or to share.\n\nTo set up your "
                "journal, open this link. It works once, for 14 days. Give it to nobody else:\n\n%(link)s"
            ),
            "link",
            important=True,
        ),
    }
)
