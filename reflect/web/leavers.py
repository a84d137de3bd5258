"""What somebody who has left can still do for some weeks: read what is theirs, take it along, and erase it.

Everything else is closed, whatever its guard says: a new page is closed to them until it is named here.
"""

from datetime import timedelta

from reflect.storage.db import deployment

_ACCOUNT = {
    *("account.awake", "account.confirm", "account.index", "account.new_recovery_code", "account.passphrase"),
    *("account.recovery_code", "account_log.index", "erasing.index", "export.index"),
    *("devices.options", "devices.unlock", "here.standing", "here.unlock"),
    *("factors.app", "factors.index", "factors.remove", "factors.start_app"),
    *("passkeys.device", "passkeys.device_options", "passkeys.new", "passkeys.new_options", "passkeys.stop"),
    *("identity.lock", "identity.sign_out", "identity.unlock", "resets.stop"),
    *("sessions.end", "sessions.end_others", "sessions.index"),
    *("home.index", "notices.follow", "notices.index", "notices.preferences", "notices.read_all"),
}
_JOURNAL = {
    *("journal.compared", "journal.entry", "journal.find", "journal.history", "journal.index", "journal.look"),
    *("journal.copies", "journal.copy", "journal.copy_everything", "journal.on_paper", "cpd.begin", "cpd.make"),
    *("journal.delete", "journal.delete_entry", "journal.delete_now", "journal.deleted", "journal.erase"),
    *("journal.put_back", "journal.discard_ready", "journal.discard_rescued", "journal.rescued"),
    *("journal.rescued_words", "journal.sharing", "themes.mine", "themes.save_mine", "themes.withdraw"),
}
_SUPERVISION = {
    *("supervision.index", "supervision.action", "supervision.agreement", "supervision.end_feed"),
    *("supervision.record", "supervision.records", "supervision.session", "supervision.sessions_of_pair"),
}
OPEN_TO_LEAVERS = frozenset(_ACCOUNT | _JOURNAL | _SUPERVISION)


def window() -> timedelta:
    """For how long somebody who has left can still sign in."""
    return timedelta(days=deployment().leavers_days)
