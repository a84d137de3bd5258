"""Forms of signing in, enrolling and the account."""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, Field, HiddenField, PasswordField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from reflect.vault import passphrase as policy
from reflect.vault.errors import BadRecoveryCode, WeakPassphrase
from reflect.web.forms import Form
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l

ADDRESS = [InputRequired(_l("Enter your work e-mail address.")), Length(max=254)]
# Long enough for 128 characters of any script; longer input is refused before any work is done with it.
MOST = Length(max=1024, message=_l("Enter a passphrase of 128 characters or fewer."))

WEAK = {
    "too_short": _l("Enter a passphrase of 15 characters or more, for example five random words."),
    "too_long": _l("Enter a passphrase of 128 characters or fewer."),
    "guessable": _l("Choose a passphrase that is harder to guess, for example five random words."),
    "names_you": _l("Choose a passphrase without your name and without the word Reflect."),
    "forbidden": _l("Use letters, numbers, spaces and signs only: one of the characters cannot be used."),
}


class SignInForm(Form):
    """Signing in with the passphrase."""

    email = StringField(_l("Work e-mail address"), ADDRESS)
    passphrase = PasswordField(_l("Passphrase"), [InputRequired(_l("Enter your passphrase.")), MOST])


class UnlockForm(Form):
    """The passphrase alone, of somebody who is signed in."""

    passphrase = PasswordField(_l("Passphrase"), [InputRequired(_l("Enter your passphrase.")), MOST])


class NewPassphraseForm(Form):
    """A new passphrase, typed twice."""

    passphrase = PasswordField(_l("New passphrase"), [InputRequired(_l("Enter a new passphrase.")), MOST])
    again = PasswordField(_l("New passphrase again"))
    about: tuple[str, ...] = ()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name in ("passphrase", "again"):  # asked for last, so told last in the summary of errors
            self._fields[name] = self._fields.pop(name)

    def validate_passphrase(self, field: Field) -> None:
        """Hold the passphrase to the policy: length, and how easily it is guessed."""
        check_passphrase(field.data, self.about)

    def validate_again(self, field: Field) -> None:
        if field.data != self.passphrase.data:
            raise ValidationError(_l("Enter the same passphrase twice."))


class RecoverForm(NewPassphraseForm):
    """The recovery code and a new passphrase, which is judged once the code has opened.

    Judging takes a while, and anybody may send this form.
    """

    email = StringField(_l("Work e-mail address"), ADDRESS)
    code = StringField(_l("Recovery code"), [InputRequired(_l("Enter your recovery code.")), Length(max=200)])

    def validate_passphrase(self, field: Field) -> None:
        """Left to `judge`."""

    def judge(self, name: str) -> bool:
        """Hold the passphrase of somebody of this name to the policy. A weak one is told beside its field."""
        self.about = (name, self.email.data)
        try:
            super().validate_passphrase(self.passphrase)
        except ValidationError as weak:
            self.passphrase.errors = (str(weak),)
            return False
        return True


class ChangePassphraseForm(NewPassphraseForm):
    """The present passphrase and a new one."""

    present = PasswordField(_l("Present passphrase"), [InputRequired(_l("Enter your present passphrase.")), MOST])
    known = BooleanField(_l("Somebody may know my present passphrase. Replace my keys as well."))


class CodeForm(Form):
    """Two groups of the recovery code, typed back from where it is kept."""

    first = StringField(_l("First group"))
    second = StringField(_l("Second group"))

    def ask_for(self, groups: Iterable[int]) -> None:
        """Name the two groups that are asked for, in labels and errors alike."""
        for field, number in zip((self.first, self.second), groups, strict=True):
            field.label.text = _("Group %(number)s of your code", number=number)
            missing = _("Enter group %(number)s of your code", number=number)
            field.validators = [InputRequired(missing), Length(max=20)]


class AppCodeForm(Form):
    """The six digits that an authenticator app shows now."""

    code = StringField(_l("Code from your app"), [InputRequired(_l("Enter the code from your app.")), Length(max=20)])


class NewAppForm(AppCodeForm):
    """A new app's name and its first code."""

    name = StringField(
        _l("A name for this app"),
        [DataRequired(_l("Enter a name for this app, for example “My phone”.")), Length(max=60)],
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._fields["code"] = self._fields.pop("code")  # asked for last, so told last in the summary of errors


class LostFactorForm(Form):
    """The recovery code, and the passphrase unless it has opened already."""

    passphrase = PasswordField(_l("Passphrase"), [InputRequired(_l("Enter your passphrase.")), MOST])
    code = StringField(_l("Recovery code"), [InputRequired(_l("Enter your recovery code.")), Length(max=200)])


def bad_code(bad: BadRecoveryCode) -> str:
    """The sentence that names what no recovery code has."""
    if not bad.characters:
        return _("A recovery code has eight groups of four. Check it against what you have kept.")
    return _(
        "A recovery code has no “%(characters)s” in it. Check it against what you have kept.", characters=bad.characters
    )


def check_passphrase(text: str, about: Iterable[str]) -> None:
    """Refuse a weak passphrase with the sentence that says how to mend it."""
    try:
        policy.check(text, about)
    except WeakPassphrase as weak:
        raise ValidationError(WEAK[weak.reason]) from None


LONGEST_ANSWER = Length(max=16_384, message=_l("The passkey was not accepted. Try again, or use another way."))


class PasskeyAnswerForm(Form):
    """What a passkey answered, filled in by the page's script. None of its fields is ever shown again."""

    passkey = HiddenField(validators=[LONGEST_ANSWER])
    secret = HiddenField(validators=[LONGEST_ANSWER])
    salt = HiddenField(validators=[LONGEST_ANSWER])


class NewPasskeyForm(PasskeyAnswerForm):
    """A new passkey, and whether it opens the journal too."""

    name = StringField(
        _l("A name for this passkey"),
        [DataRequired(_l("Enter a name for this passkey, for example “Work laptop”.")), Length(max=60)],
    )
    unlocks = BooleanField(_l("Unlock my journal with it, too"))
