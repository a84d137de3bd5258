"""Which requests are told apart where Reflect is watched while it runs, and which are not.

The audit trail is silent on purpose about who writes, drafts, contributes and withdraws. Neither the log nor the
figures say it instead: a line at 2:13 is somebody's when one person is signed in at that time, and a count that goes
from 0 to 1 is one gesture. So what people do for themselves is one part, in which a new page falls by itself.
"""

from collections.abc import Iterable

APART = {
    "health": "health",
    "assets": "assets",
    "admin": "administration",
    "admin_log": "administration",
    **dict.fromkeys(
        (
            *("identity", "second_step", "passkey_step", "devices", "here", "sso"),
            *("enrolment", "starting_again"),
        ),
        "signing in",
    ),
}
OWN = "pages"  # everything else: of many gestures of many people
UNKNOWN = "none"  # no address of ours

# Of these the log names no endpoint: among their gestures are those that the trail leaves out, such as saving, keeping
# a comment that is not sent, or looking for what one was asked to look for.
_QUIET = {"journal", "cpd", "sharing", "searches"}
_QUIET_IN_THEMES = {"mine", "save_mine", "raising_form", "raise_theme", "withdraw"}


def part_of(endpoint: str | None) -> str:
    """The part that a request is counted in."""
    return UNKNOWN if endpoint is None else APART.get(endpoint.partition(".")[0], OWN)


def told(endpoint: str | None) -> str:
    """What the log says of where a request went: never an address, and of private gestures only the feature."""
    if endpoint is None:
        return UNKNOWN
    feature, _, name = endpoint.partition(".")
    quiet = feature in _QUIET or (feature == "themes" and name in _QUIET_IN_THEMES)
    return feature if quiet else endpoint


def parts() -> Iterable[str]:
    """Every part there is."""
    return sorted({*APART.values(), OWN, UNKNOWN})
