"""`reflect check` names what is unsafe in the settings, the environment and the files, each with its mend."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from reflect.core import safety
from reflect.core.settings import Settings, from_environment

SAFE = {
    "REFLECT_BASE_URL": "https://reflect.example.org",
    "REFLECT_SECRET_KEY": "s" * 64,
    "REFLECT_PEPPER": "p1:" + "ab" * 32,
    "REFLECT_AUDIT_KEY": "ab" * 32,
    "REFLECT_FACTOR_KEY": "cd" * 32,
    "REFLECT_TRUSTED_PROXIES": "1",
    "REFLECT_BACKUP_PUBLIC_KEY": "age1" + "q" * 58,
}


@pytest.fixture
def safe(instance: Path) -> Settings:
    instance.mkdir()
    return from_environment(SAFE, instance)


def test_a_deployment_as_the_docs_set_it_up_is_safe(safe: Settings) -> None:
    assert safety.problems(safe, SAFE) == []


def test_what_development_may_do_is_a_problem_in_production(instance: Path) -> None:
    found = " ".join(safety.problems(from_environment({"REFLECT_ARGON2_ITERATIONS": "1"}, instance), {}))
    assert "plain HTTP" in found
    assert "REFLECT_PEPPER was generated" in found
    assert "REFLECT_SECRET_KEY was generated" in found
    assert "REFLECT_ARGON2" in found
    assert "REFLECT_SECOND_FACTOR is optional" in found
    assert "REFLECT_ADMINISTRATOR_PASSKEY is optional" in found


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"trusted_proxies": 0}, "REFLECT_TRUSTED_PROXIES is 0"),
        ({"log_level": "DEBUG"}, "REFLECT_LOG_LEVEL is DEBUG"),
        ({"backup_public_keys": ()}, "REFLECT_BACKUP_PUBLIC_KEY is not set"),
        ({"erasures": Path("/nowhere/at/all/erasures.txt")}, "Nobody can be erased"),
        ({"mail_url": "smtp://localhost"}, "REFLECT_MAIL_FROM is not set"),
        ({"ratelimit_url": ""}, "REFLECT_RATELIMIT_URL is empty"),
        ({"secret_key": "changeme"}, "REFLECT_SECRET_KEY is short enough"),
    ],
)
def test_each_thing_unsafe_is_one_sentence_with_its_mend(safe: Settings, changes: dict[str, object], says: str) -> None:
    (found,) = safety.problems(replace(safe, **changes), {})  # type: ignore[arg-type]
    assert found.startswith(says)
    assert "Set it" in found or "Unset it" in found or "Set REFLECT_" in found


def test_switches_of_the_server_that_would_write_down_addresses(safe: Settings) -> None:
    (found,) = safety.problems(safe, {"GRANIAN_LOG_ACCESS_ENABLED": "true"})
    assert found == "GRANIAN_LOG_ACCESS_ENABLED is set, so the server may write down addresses with ids. Unset it."
    assert safety.problems(safe, {"GRANIAN_METRICS_ENABLED": "0"}) == []


def test_keys_of_windows_that_the_web_server_could_read(safe: Settings) -> None:
    safe.window_keys.mkdir(mode=0o700)
    (found,) = safety.problems(safe, {})
    assert found.startswith("The keys of windows can be read by this user.")


def test_a_secret_that_every_user_of_the_machine_can_read(safe: Settings, tmp_path: Path) -> None:
    secret = tmp_path / "pepper"
    secret.touch(mode=0o644)
    environment = {"REFLECT_PEPPER_FILE": str(secret)}
    reachable = all(folder.stat().st_mode & 0o001 for folder in secret.parents)
    assert bool(safety.problems(safe, environment)) is reachable, "a closed folder keeps them off as well"
    os.chmod(secret, 0o640)
    assert safety.problems(safe, environment) == []
    assert safety.problems(safe, {"REFLECT_PEPPER_FILE": ""}) == [], "set to nothing, it names no file"
