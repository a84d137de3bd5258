"""What of the settings is unsafe for serving people, each said with its mend: half of `reflect check`."""

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from reflect.core.settings import Settings

# Switches of the server that would write addresses with ids, or show figures to who has no token.
SWITCHES = {
    "GRANIAN_LOG_ACCESS_ENABLED": "the server may write down addresses with ids",
    "GRANIAN_METRICS_ENABLED": "the server shows figures of its own to who has no token",
}
SHORTEST_SECRET = 32  # characters
CONTAINER_SECRETS = "/run/secrets"  # in a container every user is the server's
SWITCHED_ON = {"1", "true", "yes", "on", "t", "y"}


def problems(settings: Settings, environ: Mapping[str, str]) -> list[str]:
    """What is unsafe here, each as a sentence with its mend. Empty when the deployment may serve people.

    Looks at files as the user who asks: it should be the user of the web server.
    """
    return [*_settings(settings), *_switches(environ), *_files(settings, environ)]


def _settings(settings: Settings) -> Iterator[str]:
    if not settings.secure:
        yield "REFLECT_BASE_URL is plain HTTP. Set it to the https:// address that people use."
    for name in sorted(settings.generated):
        yield f"{name} was generated on this machine. Set it from your own secret store."
    if len(settings.secret_key) < SHORTEST_SECRET:
        yield "REFLECT_SECRET_KEY is short enough to be guessed. Set it to the output of: openssl rand -hex 32"
    if not settings.second_factor_required:
        yield "REFLECT_SECOND_FACTOR is optional. Set it to required."
    if not settings.administrators_need_passkey:
        yield "REFLECT_ADMINISTRATOR_PASSKEY is optional. Set it to required."
    if settings.mail_url and not settings.mail_from:
        yield "REFLECT_MAIL_FROM is not set. Set it to the address that mail comes from."
    if not settings.ratelimit_url:
        yield "REFLECT_RATELIMIT_URL is empty, so no request is counted. Unset it."
    if settings.argon2_memory_kib < 64 * 1024 or settings.argon2_iterations < 3:
        yield "REFLECT_ARGON2_* is below 64 MiB and 3 iterations. Unset both."
    if settings.secure and not settings.trusted_proxies:
        yield (
            "REFLECT_TRUSTED_PROXIES is 0 and people come over HTTPS, so everybody seems to come from the proxy and is "
            "counted as one. Set it to how many proxies stand in front."
        )
    if settings.log_level == "DEBUG":
        yield "REFLECT_LOG_LEVEL is DEBUG, which is for developers. Set it to INFO."
    if not settings.backup_public_keys:
        yield "REFLECT_BACKUP_PUBLIC_KEY is not set, so no backup can be made. Set it to the public half of your key."


def _switches(environ: Mapping[str, str]) -> Iterator[str]:
    for name, why in SWITCHES.items():
        if environ.get(name, "").lower() in SWITCHED_ON:
            yield f"{name} is set, so {why}. Unset it."


def _files(settings: Settings, environ: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(environ):
        path = environ[name] if name.startswith("REFLECT_") and name.endswith("_FILE") else ""
        if path and _open_to_others(Path(path)):
            yield f"The file of {name} can be read by every user of this machine. Run: chmod o= {path}"
    listed = settings.erasures
    if not os.access(listed if listed.exists() else listed.parent, os.W_OK):
        yield f"Nobody can be erased: {listed} cannot be written by this user. Set REFLECT_ERASURES to a file that can."
    keys = settings.window_keys
    if keys.is_dir() and os.access(keys, os.R_OK):
        yield (
            f"The keys of windows can be read by this user. If it is the web server's, give {keys} to the user who "
            "releases, with mode 0700; if it is not, run this as the user of the web server."
        )


def _open_to_others(path: Path) -> bool:
    """Whether every user of the machine may read a file: it says so, and so does each folder above it."""
    if path.is_relative_to(CONTAINER_SECRETS):
        return False
    try:
        found = path.resolve(strict=True)
        return bool(found.stat().st_mode & stat.S_IROTH) and all(
            folder.stat().st_mode & stat.S_IXOTH for folder in found.parents
        )
    except OSError:
        return False
