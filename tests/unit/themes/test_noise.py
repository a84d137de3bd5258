"""The noise of each level is what the plan says, and nothing else in the code draws any."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from reflect.themes import plans
from reflect.themes.mechanism import calibrate

PACKAGE = Path(__file__).parents[3] / "reflect"
MECHANISM = PACKAGE / "themes" / "mechanism.py"
DRAW = {"gauss", "normalvariate", "laplace", "normal", "standard_normal", "expovariate", "lognormvariate"}


@pytest.mark.parametrize(
    ("plan", "level", "sigma"),
    [
        ("full", "service", 4.0),
        ("full", "agency", 8.0),
        ("full", "partnership", 11.31),
        ("pilot", "everybody", 2.83),
    ],
)
def test_each_level_has_its_noise(plan: str, level: str, sigma: float) -> None:
    (rho,) = [each.rho for each in plans.shipped(plan) if each.level == level]
    noise, found = calibrate(rho)
    assert found == pytest.approx(sigma, abs=0.005)
    assert noise([]) == []
    assert len(noise([0] * 50)) == 50


def test_the_noise_has_the_spread_that_is_published() -> None:
    noise, sigma = calibrate(0.125)
    drawn = noise([1000] * 20_000)
    mean = sum(drawn) / len(drawn)
    spread = (sum((each - mean) ** 2 for each in drawn) / len(drawn)) ** 0.5
    # Ten standard errors: 4/sqrt(20,000) is 0.028, and 4/sqrt(40,000) is 0.02.
    assert mean == pytest.approx(1000, abs=0.28)
    assert spread == pytest.approx(sigma, abs=0.2)


def test_only_the_mechanism_draws_noise() -> None:
    assert "opendp" in set(_imported(MECHANISM))
    for path in PACKAGE.rglob("*.py"):
        if path != MECHANISM:
            assert not {"opendp", "numpy", "scipy"} & set(_imported(path)), path
            names = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
            # How much people write in an invented organisation is drawn, too; no figure is made of it.
            assert not names & DRAW or path.is_relative_to(PACKAGE / "demo" / "large"), path


def test_only_the_release_asks_for_noise() -> None:
    """Reading `calibrate` gives a function that draws; besides the release, it is asked for the sigma alone."""
    users = {}
    for path in PACKAGE.rglob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
        if any(isinstance(call.func, ast.Name) and call.func.id == "calibrate" for call in calls):
            users[path.relative_to(PACKAGE).as_posix()] = path.read_text().count("calibrate(")
    assert users.pop("themes/release.py") == 1
    assert users == {
        name: (PACKAGE / name).read_text().count(".rho)[1]") for name in ("themes/cli.py", "themes/verifying.py")
    }


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]
