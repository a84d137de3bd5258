"""Settings from the environment, typed. Every `REFLECT_X` may come as `REFLECT_X_FILE`, the path of a file."""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from reflect.core.senders import sender_in

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SECRETS = ("REFLECT_PEPPER", "REFLECT_SECRET_KEY", "REFLECT_AUDIT_KEY", "REFLECT_FACTOR_KEY")
LONG_TOKEN = re.compile(r"[0-9A-Za-z._~+/=-]{32,}")
LEAST_EARLIER_JOURNAL_DAYS = 90  # the page that starts a new journal beside the old one says so
PRIVACY_CAP = 0.5  # the most that a year's figures may tell about one person, in rho; a setting only lowers it


# What the audit trail takes as the name of a provider: an address without a query.
ISSUER = re.compile(r"https?://[0-9A-Za-z._:/-]{1,110}")
AGE_KEY = re.compile(r"age1[02-9ac-hj-np-z]{58}")


class UnsafeSettings(Exception):
    """The app must not start like this; the message names the setting and the mend."""


@dataclass(frozen=True)
class IdentityProvider:
    """The organisation's own sign-in, which says who somebody is."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str  # what people call it
    second_factor: frozenset[str] = frozenset()  # the values of acr or amr that say that one was shown there


@dataclass(frozen=True)
class Settings:
    """How this deployment runs. See docs/settings.md for each name."""

    instance: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    peppers: dict[str, bytes] = field(repr=False)
    current_pepper: str
    leads_database_url: str = field(default="", repr=False)  # through which released figures are read; as above if ""
    base_url: str = "http://localhost:8000"
    exit_url: str = "https://www.bbc.co.uk/weather"
    language: str = "en_GB"  # of the pages, one to a deployment
    translations: Path | None = None  # the folder of its catalogues; that of the package if None
    trusted_proxies: int = 0
    log_level: str = "INFO"
    log_format: str = "json"
    slow_query_ms: int = 500  # statements that take longer are written down; 0 writes none
    metrics_token: str = field(default="", repr=False)  # who shows it may read the figures of running; nobody if ""
    metrics_folder: Path = Path("instance/metrics")  # through which the processes of one server add theirs up
    argon2_memory_kib: int = 64 * 1024
    argon2_iterations: int = 3
    erasures: Path = Path("instance/erasures.txt")  # who was erased: it outlives a restore
    backup_public_keys: tuple[str, ...] = ()  # to which backups are encrypted
    pg_bin: str = ""  # the folder of PostgreSQL's programs; on the path if ""
    window_keys: Path = Path("instance/window-keys")  # only the command line reads there
    privacy_cap: float = PRIVACY_CAP
    backup_days: int = 30  # after so many days the last backup of something deleted is gone, as people are told
    leavers_days: int = 30  # for so long somebody who has left can still sign in, to read, take along and erase
    earlier_journal_days: int = 365  # for so long a journal from before starting again is kept
    records_years: int = 0  # for so long records of supervision are kept; 0: always
    audit_key: bytes = field(default=b"", repr=False)  # 32 bytes: signs the end of the audit trail
    factor_key: bytes = field(default=b"", repr=False)  # 32 bytes: seals the seeds of authenticator apps
    second_factor_required: bool = True
    administrators_need_passkey: bool = True
    mail_url: str = field(default="", repr=False)
    mail_from: str = ""
    ratelimit_url: str = "memory://"
    identity_provider: IdentityProvider | None = None
    generated: frozenset[str] = frozenset()

    @property
    def secure(self) -> bool:
        """Whether people reach this deployment over HTTPS."""
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        """The name in the address that people use, without scheme and port."""
        return urlsplit(self.base_url).hostname or ""


def from_environment(environ: Mapping[str, str], instance: Path) -> Settings:
    """Read the settings.

    Secrets that are missing are generated into `instance` (mode 0600) on a loopback deployment.

    Raises:
        UnsafeSettings: a value cannot be used, or a secret is missing away from loopback.
    """
    address = _address(_read(environ, "REFLECT_BASE_URL", Settings.base_url).rstrip("/"))
    if environ.get("LOGIN_DISABLED"):
        raise UnsafeSettings("LOGIN_DISABLED is set. Unset it: it lets anybody in.")
    given, generated = _secrets(environ, instance, alone=address.hostname in LOOPBACK)
    current, peppers = _peppers(given["REFLECT_PEPPER"])
    # On a developer's machine people can look around without an authenticator app; away from it nobody can.
    factors = "optional" if address.hostname in LOOPBACK else "required"
    return Settings(
        instance=instance,
        database_url=_read(environ, "REFLECT_DATABASE_URL", f"sqlite:///{instance / 'reflect.db'}"),
        leads_database_url=_read(environ, "REFLECT_LEADS_DATABASE_URL", ""),
        secret_key=given["REFLECT_SECRET_KEY"],
        peppers=peppers,
        current_pepper=current,
        base_url=address.geturl(),
        exit_url=_read(environ, "REFLECT_EXIT_URL", Settings.exit_url),
        language=_read(environ, "REFLECT_LANGUAGE", "") or Settings.language,
        translations=_folder(_read(environ, "REFLECT_TRANSLATIONS", "")),
        trusted_proxies=_number(environ, "REFLECT_TRUSTED_PROXIES", 0),
        log_level=_one_of(environ, "REFLECT_LOG_LEVEL", Settings.log_level, LOG_LEVELS, str.upper),
        log_format=_one_of(environ, "REFLECT_LOG_FORMAT", Settings.log_format, ("json", "plain")),
        slow_query_ms=_number(environ, "REFLECT_SLOW_QUERY_MS", Settings.slow_query_ms),
        metrics_token=_token(environ, "REFLECT_METRICS_TOKEN"),
        metrics_folder=Path(_read(environ, "REFLECT_METRICS_FOLDER", "") or instance / "metrics"),
        argon2_memory_kib=_number(environ, "REFLECT_ARGON2_MEMORY_KIB", Settings.argon2_memory_kib),
        argon2_iterations=_number(environ, "REFLECT_ARGON2_ITERATIONS", Settings.argon2_iterations),
        window_keys=Path(_read(environ, "REFLECT_WINDOW_KEYS", "") or instance / "window-keys"),
        privacy_cap=_cap(_read(environ, "REFLECT_PRIVACY_CAP", str(PRIVACY_CAP))),
        erasures=Path(_read(environ, "REFLECT_ERASURES", "") or instance / "erasures.txt"),
        backup_public_keys=_public_keys(environ),
        pg_bin=_read(environ, "REFLECT_PG_BIN", ""),
        backup_days=_number(environ, "REFLECT_BACKUP_DAYS", Settings.backup_days),
        leavers_days=_number(environ, "REFLECT_LEAVERS_DAYS", Settings.leavers_days),
        earlier_journal_days=_earlier_journal_days(environ),
        records_years=_number(environ, "REFLECT_RECORDS_YEARS", Settings.records_years),
        audit_key=_key("REFLECT_AUDIT_KEY", given["REFLECT_AUDIT_KEY"]),
        factor_key=_key("REFLECT_FACTOR_KEY", given["REFLECT_FACTOR_KEY"]),
        second_factor_required=_required(environ, "REFLECT_SECOND_FACTOR", factors),
        administrators_need_passkey=_required(environ, "REFLECT_ADMINISTRATOR_PASSKEY", factors),
        mail_url=_read(environ, "REFLECT_MAIL_URL", ""),
        mail_from=_sender(_read(environ, "REFLECT_MAIL_FROM", "")),
        ratelimit_url=_read(environ, "REFLECT_RATELIMIT_URL", Settings.ratelimit_url),
        identity_provider=_identity_provider(environ),
        generated=generated,
    )


def _address(text: str) -> SplitResult:
    """The base address as a browser's Origin header has it: small letters, and no port that the scheme implies."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host or parts.path:
        raise UnsafeSettings("REFLECT_BASE_URL must be an address such as https://reflect.example.org, with no path.")
    if parts.scheme == "http" and host not in LOOPBACK:
        raise UnsafeSettings("REFLECT_BASE_URL is plain HTTP away from this machine. Set it to an https:// address.")
    place = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme]
    return SplitResult(parts.scheme, place if port in (None, usual) else f"{place}:{port}", "", "", "")


def is_private(address: str) -> bool:
    """Whether nobody on the way can read or change what is sent to an address: HTTPS, or this machine."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or parts.hostname in LOOPBACK)


def _identity_provider(environ: Mapping[str, str]) -> IdentityProvider | None:
    needed = ("REFLECT_OIDC_ISSUER", "REFLECT_OIDC_CLIENT_ID", "REFLECT_OIDC_CLIENT_SECRET", "REFLECT_OIDC_NAME")
    given = [_read(environ, name, "").strip() for name in needed]
    second_factor = frozenset(_read(environ, "REFLECT_OIDC_SECOND_FACTOR", "").split())
    if not any(given) and not second_factor:
        return None
    for name, value in zip(needed, given, strict=True):
        if not value:
            raise UnsafeSettings(f"{name} is not set, and other REFLECT_OIDC_* settings are. Set all of them, or none.")
    if not ISSUER.fullmatch(given[0]) or not is_private(given[0]):
        raise UnsafeSettings("REFLECT_OIDC_ISSUER must be the provider's https:// address, exactly as it writes it.")
    issuer, client_id, client_secret, called = given
    return IdentityProvider(issuer, client_id, client_secret, called, second_factor)


def _read(environ: Mapping[str, str], name: str, default: str) -> str:
    path = environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise UnsafeSettings(f"{name}_FILE cannot be read: {error.strerror}.") from None
        except UnicodeDecodeError:  # which would name one of its bytes
            raise UnsafeSettings(f"{name}_FILE is no text. Write the value into it as text.") from None
    return environ.get(name, default)


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = _read(environ, name, str(default))
    if not text.isdecimal():
        raise UnsafeSettings(f"{name} must be a whole number.")
    return int(text)


def _sender(text: str) -> str:
    try:
        if text:
            sender_in(text)
    except ValueError as error:
        raise UnsafeSettings(str(error)) from None
    return text


def _folder(text: str) -> Path | None:
    return Path(text) if text else None


def _earlier_journal_days(environ: Mapping[str, str]) -> int:
    days = _number(environ, "REFLECT_EARLIER_JOURNAL_DAYS", Settings.earlier_journal_days)
    if days < LEAST_EARLIER_JOURNAL_DAYS:
        raise UnsafeSettings(
            f"REFLECT_EARLIER_JOURNAL_DAYS must be {LEAST_EARLIER_JOURNAL_DAYS} or more: so long people were promised."
        )
    return days


def _public_keys(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The keys that backups are encrypted to, with spaces, commas or lines between."""
    keys = tuple(_read(environ, "REFLECT_BACKUP_PUBLIC_KEY", "").replace(",", " ").split())
    if not all(AGE_KEY.fullmatch(key) for key in keys):
        raise UnsafeSettings("REFLECT_BACKUP_PUBLIC_KEY must be public keys of age, each of which begins with age1.")
    return keys


def _cap(text: str) -> float:
    try:
        cap = float(text)
    except ValueError:
        cap = 0.0
    if not 0 < cap <= PRIVACY_CAP:
        raise UnsafeSettings(f"REFLECT_PRIVACY_CAP must be a number above 0 and at most {PRIVACY_CAP}.")
    return cap


def _key(name: str, text: str) -> bytes:
    try:
        value = bytes.fromhex(text)
    except ValueError:
        value = b""
    if len(value) != 32:
        raise UnsafeSettings(f"{name} must be 64 hex digits.")
    return value


def _one_of(
    environ: Mapping[str, str], name: str, default: str, these: tuple[str, ...], usual: Callable[[str], str] = str.lower
) -> str:
    text = usual(_read(environ, name, default))
    if text not in these:
        raise UnsafeSettings(f"{name} must be {', '.join(these[:-1])} or {these[-1]}.")
    return text


def _required(environ: Mapping[str, str], name: str, default: str) -> bool:
    return _one_of(environ, name, default, ("required", "optional")) == "required"


def _token(environ: Mapping[str, str], name: str) -> str:
    text = _read(environ, name, "")
    if text and not LONG_TOKEN.fullmatch(text):
        raise UnsafeSettings(
            f"{name} must be at least 32 letters and digits, such as the output of: openssl rand -hex 32"
        )
    return text


def _peppers(text: str) -> tuple[str, dict[str, bytes]]:
    """Parse `id:hex` pairs, comma separated; the first is the one that new slots use."""
    peppers: dict[str, bytes] = {}
    for pair in text.split(","):
        pepper_id, _, digits = pair.strip().partition(":")
        try:
            value = bytes.fromhex(digits)
        except ValueError:
            value = b""
        if not pepper_id or len(value) < 32:
            raise UnsafeSettings("REFLECT_PEPPER must be an id, a colon and at least 64 hex digits.")
        peppers[pepper_id] = value
    return next(iter(peppers)), peppers


def _secrets(environ: Mapping[str, str], instance: Path, *, alone: bool) -> tuple[dict[str, str], frozenset[str]]:
    """Every secret, and the names of those that are generated: where nobody else reaches this deployment."""
    given = {name: _read(environ, name, "") for name in SECRETS}
    missing = [name for name, value in given.items() if not value]
    if missing and not alone:
        raise UnsafeSettings(f"{missing[0]} is not set. Set it, or {missing[0]}_FILE.")
    return given | {name: _development_secret(instance, name) for name in missing}, frozenset(missing)


def _development_secret(instance: Path, name: str) -> str:
    """The secret that an earlier start left here, or a new one. Two workers that start together agree on one."""
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = instance / name.removeprefix("REFLECT_").lower().replace("_", "-")
    value = secrets.token_hex(32)
    if name == "REFLECT_PEPPER":
        value = f"p{secrets.token_hex(4)}:{value}"
    draft = instance / f".{path.name}.{secrets.token_hex(8)}"
    draft.touch(mode=0o600)
    draft.write_text(value + "\n", encoding="utf-8")
    try:
        os.link(draft, path)  # fails when the name is taken, so the first writer wins and is never seen half-written
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="utf-8").strip()
