"""Which public keys a backup is encrypted to, from the environment."""

from pathlib import Path

import pytest

from reflect.core.settings import Settings, UnsafeSettings, from_environment

ONE, OTHER = f"age1{'q' * 58}", f"age1{'x' * 58}"


def read(tmp_path: Path, **environ: str) -> Settings:
    return from_environment(environ, tmp_path)


@pytest.mark.parametrize("between", [" ", ",", ", ", "\n"])
def test_several_keys_may_stand_there(tmp_path: Path, between: str) -> None:
    assert read(tmp_path, REFLECT_BACKUP_PUBLIC_KEY=f"{ONE}{between}{OTHER}").backup_public_keys == (ONE, OTHER)


def test_none_is_none(tmp_path: Path) -> None:
    assert read(tmp_path).backup_public_keys == ()


@pytest.mark.parametrize("wrong", ["AGE-SECRET-KEY-1QQQQ", "age1short", f"{ONE} ssh-ed25519", ONE.upper()])
def test_what_is_no_public_key_stops_the_start_and_is_not_repeated(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(UnsafeSettings) as refused:
        read(tmp_path, REFLECT_BACKUP_PUBLIC_KEY=wrong)
    assert wrong not in str(refused.value)
