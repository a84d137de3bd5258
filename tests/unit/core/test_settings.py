"""Settings are typed, may come from files, and unsafe ones stop the start."""

from pathlib import Path

import pytest

from reflect.core.settings import IdentityProvider, UnsafeSettings, from_environment

PEPPER = "p1:" + "ab" * 32
SAFE = {
    "REFLECT_BASE_URL": "https://reflect.example.org",
    "REFLECT_SECRET_KEY": "from a secret store",
    "REFLECT_PEPPER": PEPPER,
    "REFLECT_AUDIT_KEY": "cd" * 32,
    "REFLECT_FACTOR_KEY": "ef" * 32,
}


def test_a_first_start_makes_secrets_that_only_their_owner_can_read(instance: Path) -> None:
    first, second = from_environment({}, instance), from_environment({}, instance)
    assert first == second
    assert first.secret_key != first.peppers[first.current_pepper].hex()
    files = {path.name: path.stat().st_mode & 0o777 for path in instance.iterdir()}
    assert files == dict.fromkeys(("secret-key", "pepper", "audit-key", "factor-key"), 0o600)


def test_nothing_secret_is_printed(instance: Path) -> None:
    settings = from_environment(SAFE, instance)
    assert "secret store" not in repr(settings)
    assert "abab" not in repr(settings)
    assert settings.audit_key.hex() not in repr(settings)
    assert repr(settings.audit_key) not in repr(settings)
    assert repr(settings.factor_key) not in repr(settings)


def test_a_twin_names_a_file(instance: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from a file\n")
    given = {k: v for k, v in SAFE.items() if k != "REFLECT_SECRET_KEY"}
    given["REFLECT_SECRET_KEY_FILE"] = str(tmp_path / "key")
    assert from_environment(given, instance).secret_key == "from a file"


def test_a_file_that_is_no_text_is_refused_without_a_byte_of_it(instance: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"\xff" * 32)
    with pytest.raises(UnsafeSettings, match="REFLECT_AUDIT_KEY_FILE is no text") as refused:
        from_environment(SAFE | {"REFLECT_AUDIT_KEY_FILE": str(tmp_path / "key")}, instance)
    assert "ff" not in str(refused.value)


def test_released_figures_may_be_read_through_an_address_of_their_own(instance: Path, tmp_path: Path) -> None:
    assert from_environment(SAFE, instance).leads_database_url == ""
    (tmp_path / "url").write_text("postgresql+psycopg://reflect_leads:hidden@host/reflect\n")
    given = {**SAFE, "REFLECT_LEADS_DATABASE_URL_FILE": str(tmp_path / "url")}
    given["REFLECT_DATABASE_URL"] = "postgresql+psycopg://reflect:hidden@host/reflect"
    settings = from_environment(given, instance)
    assert settings.leads_database_url == "postgresql+psycopg://reflect_leads:hidden@host/reflect"
    assert "hidden" not in repr(settings)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("https://Reflect.Example.ORG:443/", "https://reflect.example.org"),
        ("https://reflect.example.org:8443", "https://reflect.example.org:8443"),
        ("http://LOCALHOST:80", "http://localhost"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_the_address_is_compared_as_browsers_say_it(instance: Path, given: str, meant: str) -> None:
    assert from_environment(SAFE | {"REFLECT_BASE_URL": given}, instance).base_url == meant


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"REFLECT_SECRET_KEY": ""}, "REFLECT_SECRET_KEY"),
        ({"REFLECT_PEPPER": ""}, "REFLECT_PEPPER"),
        ({"REFLECT_PEPPER": "p1:beef"}, "REFLECT_PEPPER"),
        ({"REFLECT_AUDIT_KEY": ""}, "REFLECT_AUDIT_KEY"),
        ({"REFLECT_AUDIT_KEY": "beef"}, "64 hex digits"),
        ({"REFLECT_FACTOR_KEY": "no digits at all"}, "64 hex digits"),
        ({"REFLECT_SECOND_FACTOR": "perhaps"}, "required or optional"),
        ({"REFLECT_BASE_URL": "http://reflect.example.org"}, "plain HTTP"),
        ({"REFLECT_BASE_URL": "reflect.example.org"}, "REFLECT_BASE_URL"),
        ({"REFLECT_BASE_URL": "https://reflect.example.org/app"}, "no path"),
        ({"REFLECT_BASE_URL": "https://reflect.example.org:port"}, "REFLECT_BASE_URL"),
        ({"REFLECT_TRUSTED_PROXIES": "many"}, "whole number"),
        ({"REFLECT_SECRET_KEY_FILE": "/nowhere/at/all"}, "cannot be read"),
        ({"LOGIN_DISABLED": "1"}, "LOGIN_DISABLED"),
        ({"REFLECT_LOG_LEVEL": "loud"}, "DEBUG, INFO, WARNING or ERROR"),
        ({"REFLECT_LOG_FORMAT": "xml"}, "json or plain"),
        ({"REFLECT_METRICS_TOKEN": "short"}, "at least 32"),
        ({"REFLECT_MAIL_FROM": "Reflect"}, "REFLECT_MAIL_FROM must be an address such as"),
        ({"REFLECT_MAIL_FROM": "Reflect <reflect@>"}, "REFLECT_MAIL_FROM must be an address such as"),
    ],
)
def test_an_unsafe_value_stops_the_start(instance: Path, changes: dict[str, str], names: str) -> None:
    with pytest.raises(UnsafeSettings, match=names):
        from_environment(SAFE | changes, instance)


def test_a_second_factor_is_required_away_from_this_machine(instance: Path) -> None:
    assert from_environment(SAFE, instance).second_factor_required
    assert from_environment(SAFE, instance).administrators_need_passkey
    assert not from_environment({}, instance).second_factor_required
    assert from_environment({"REFLECT_SECOND_FACTOR": "required"}, instance).second_factor_required


def test_window_keys_lie_apart_from_the_database(instance: Path, tmp_path: Path) -> None:
    assert from_environment(SAFE, instance).window_keys == instance / "window-keys"
    assert from_environment(SAFE | {"REFLECT_WINDOW_KEYS": ""}, instance).window_keys == instance / "window-keys"
    assert from_environment(SAFE | {"REFLECT_WINDOW_KEYS": str(tmp_path)}, instance).window_keys == tmp_path


def test_the_privacy_cap_can_only_be_lowered(instance: Path) -> None:
    assert from_environment(SAFE, instance).privacy_cap == 0.5
    assert from_environment(SAFE | {"REFLECT_PRIVACY_CAP": "0.25"}, instance).privacy_cap == 0.25
    for given in ("0.51", "0", "-1", "nan", "inf", "half", ""):
        with pytest.raises(UnsafeSettings, match="REFLECT_PRIVACY_CAP"):
            from_environment(SAFE | {"REFLECT_PRIVACY_CAP": given}, instance)


OIDC = {
    "REFLECT_OIDC_ISSUER": "https://sso.example.org/realms/north",
    "REFLECT_OIDC_CLIENT_ID": "reflect",
    "REFLECT_OIDC_CLIENT_SECRET": "what only the two know",
    "REFLECT_OIDC_NAME": "Northbridge",
}


def test_single_sign_on_is_set_up_whole_or_not_at_all(instance: Path, tmp_path: Path) -> None:
    assert from_environment(SAFE, instance).identity_provider is None
    (tmp_path / "secret").write_text("what only the two know\n")
    given = {**SAFE, **OIDC, "REFLECT_OIDC_SECOND_FACTOR": " mfa  gold "}
    del given["REFLECT_OIDC_CLIENT_SECRET"]
    settings = from_environment({**given, "REFLECT_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "secret")}, instance)
    assert settings.identity_provider == IdentityProvider(*OIDC.values(), frozenset({"mfa", "gold"}))
    assert "what only" not in repr(settings)
    for name in OIDC:
        with pytest.raises(UnsafeSettings, match=name):
            from_environment({**SAFE, **OIDC, name: " "}, instance)
    with pytest.raises(UnsafeSettings, match="REFLECT_OIDC_ISSUER"):
        from_environment({**SAFE, "REFLECT_OIDC_SECOND_FACTOR": "mfa"}, instance)


@pytest.mark.parametrize(
    "issuer",
    [
        "http://sso.example.org",
        "sso.example.org",
        "https://",
        "https://sso.example.org/?tenant=1",
        "https://sso.example.org/realms/two words",
        "https://[sso",
        "https://sso.example.org/" + "a" * 120,
    ],
)
def test_an_issuer_is_an_address_that_nobody_listens_in_on(instance: Path, issuer: str) -> None:
    with pytest.raises(UnsafeSettings, match="REFLECT_OIDC_ISSUER"):
        from_environment({**SAFE, **OIDC, "REFLECT_OIDC_ISSUER": issuer}, instance)


def test_an_issuer_on_this_machine_may_be_plain(instance: Path) -> None:
    settings = from_environment({**SAFE, **OIDC, "REFLECT_OIDC_ISSUER": "http://localhost:8080/realms/one"}, instance)
    assert settings.identity_provider is not None
