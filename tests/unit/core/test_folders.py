"""What Reflect makes itself lies where an upgrade leaves it alone."""

from pathlib import Path

import pytest

from reflect.core import folders


def test_a_checkout_keeps_it_beside_the_code(tmp_path: Path) -> None:
    (tmp_path / "setup.cfg").touch()
    assert folders.instance({}, tmp_path / "reflect") == tmp_path / "instance"


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"XDG_DATA_HOME": "/data"}, "/data/reflect"),
        ({"XDG_DATA_HOME": "/data", "REFLECT_INSTANCE": "/srv/reflect"}, "/srv/reflect"),
        ({}, str(Path.home() / ".local/share/reflect")),
    ],
)
def test_an_installed_package_keeps_it_outside_its_environment(
    tmp_path: Path, environment: dict[str, str], folder: str
) -> None:
    assert folders.instance(environment, tmp_path / "reflect") == Path(folder)
