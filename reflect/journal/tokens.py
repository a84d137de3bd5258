"""The draft token: whose page a form was, so that words which arrive late reach their author and nobody else.

It opens nothing and lets nobody in: it says to whom a refused post is sealed (the vault page of the docs).
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from itsdangerous import BadData, URLSafeTimedSerializer

from reflect.core.clock import now
from reflect.core.ids import ID_PATTERN, new_id

LIFETIME = timedelta(days=30)


@dataclass(frozen=True)
class DraftToken:
    """What a genuine token says. `session` is a hash: the token in a page does not give the session away."""

    person_id: str
    session: str
    entry_id: str
    revision: int
    one_time_id: str
    expired: bool


def issue(secret: str, person_id: str, session_id: str, entry_id: str, revision: int) -> str:
    """A token for one page load by this person, in this session, on this entry at this revision."""
    return _signer(secret).dumps([person_id, _hash(session_id), entry_id, revision, new_id()])


def read(secret: str, text: str | None) -> DraftToken | None:
    """The token, or None when we did not make it. One older than `LIFETIME` is marked expired."""
    try:
        value, made_at = _signer(secret).loads(text or "", return_timestamp=True)
    except (BadData, UnicodeEncodeError):  # half of a surrogate pair in JSON is no text
        return None
    person_id, session, entry_id, revision, one_time_id = value
    if not all(ID_PATTERN.fullmatch(name) for name in (person_id, entry_id, one_time_id)):
        return None
    return DraftToken(person_id, session, entry_id, revision, one_time_id, now() - made_at > LIFETIME)


def made_in(token: DraftToken, session_id: str) -> bool:
    """Whether the page was loaded in this session."""
    return token.session == _hash(session_id)


def _hash(session_id: str) -> str:
    return sha256(b"draft-token-session" + session_id.encode()).hexdigest()


def _signer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="reflect.draft-token", signer_kwargs={"digest_method": sha256})
