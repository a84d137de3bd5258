"""`reflect serve` of a package built from the checkout: all it needs is inside."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest
from sqlalchemy import create_engine, text

from tests.support.forked import ROOT
from tests.support.server import LONGEST_START, free_port

OF_THE_PACKAGE = ("LICENSE", "README.md", "pyproject.toml", "setup.cfg", "setup.py")
BUILD = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
OF_THE_CHECKOUT_ALONE = re.compile(r"reflect/static/src/|.*\.pyc$|reflect/static/built/\.stamp$")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a package is made of, so that building leaves nothing behind here."""
    copy = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "reflect", copy / "reflect", ignore=shutil.ignore_patterns("__pycache__"))
    for name in OF_THE_PACKAGE:
        shutil.copy(ROOT / name, copy)
    return copy


def built(checkout: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-c", BUILD, "dist"]
    return subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def wheel(checkout: Path) -> Path:
    done = built(checkout)
    assert done.returncode == 0, done.stderr
    return next((checkout / "dist").glob("*.whl"))


def test_everything_that_the_code_reads_is_in_the_package(wheel: Path, checkout: Path) -> None:
    there = {str(path.relative_to(checkout)) for path in (checkout / "reflect").rglob("*") if path.is_file()}
    inside = zipfile.ZipFile(wheel).namelist()
    assert {each for each in there if not OF_THE_CHECKOUT_ALONE.match(each)} == {
        each for each in inside if each.startswith("reflect/")
    }
    assert any(each.endswith("licenses/LICENSE") for each in inside)


def test_no_package_is_built_without_the_styles(wheel: Path, checkout: Path) -> None:
    manifest = checkout / "reflect/static/built/manifest.json"
    manifest.rename(aside := manifest.with_suffix(".aside"))
    try:
        assert "Run: make wheel" in built(checkout).stderr.splitlines()[-1]
    finally:
        aside.rename(manifest)


def test_it_serves_and_seals_and_stops_with_no_checkout_near(wheel: Path, tmp_path: Path) -> None:
    packages, home, port = tmp_path / "packages", tmp_path / "home", free_port()
    home.mkdir()
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, "--target", packages, wheel], check=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REFLECT_")} | {
        "PYTHONPATH": str(packages),
        "XDG_DATA_HOME": str(home),
    }
    command = [sys.executable, "-P", packages / "bin/reflect", "serve", "--port", str(port), "--no-demo"]
    log = (tmp_path / "log").open("wb")
    running = subprocess.Popen(command, cwd=home, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        deadline = time.monotonic() + LONGEST_START
        while not (page := answer(port, "/sign-in")) or not sealed(home / "reflect/reflect.db"):
            assert running.poll() is None, Path(log.name).read_text()
            assert time.monotonic() < deadline, Path(log.name).read_text()
            with pytest.raises(subprocess.TimeoutExpired):
                running.wait(0.2)
        style = re.search(rb'href="(/static/app\.[0-9a-f]+\.css)"', page)
        assert style
        assert b"govuk-button" in (answer(port, style[1].decode()) or b"")
        assert {path.name for path in home.iterdir()} == {"reflect"}, "it writes into one folder alone"
        stopped(running)
        with pytest.raises(ProcessLookupError):
            os.killpg(running.pid, 0)
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
        log.close()
    said = Path(log.name).read_text()
    assert f"Reflect is at http://localhost:{port}" in said
    assert str(ROOT) not in said
    assert "Traceback" not in said


def test_make_serve_is_the_same() -> None:
    """The target does set-up and then calls the command that the test above runs."""
    words = ["make", "--assume-old=setup", "--dry-run", "serve", "PORT=9000", "DEMO=0"]
    said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[-1] == "exec .venv/bin/reflect serve --port 9000 --no-demo"


def answer(port: int, address: str) -> bytes | None:
    try:
        with urlopen(f"http://localhost:{port}{address}", timeout=5) as page:
            return bytes(page.read())
    except OSError:
        return None


def sealed(database: Path) -> bool:
    """Whether there is something in the audit trail, and all of it is linked."""
    engine = create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        waits, linked = connection.execute(
            text("SELECT count(*) - count(position), count(position) FROM audit_event")
        ).one()
    engine.dispose()
    return bool(linked) and not waits


def stopped(running: subprocess.Popen[bytes]) -> None:
    """Tell every process of it to stop, as a terminal does; again, when a worker that was still starting missed it."""
    for _try in range(20):
        os.killpg(running.pid, signal.SIGINT)
        try:
            running.wait(3)
        except subprocess.TimeoutExpired:
            continue
        return
    raise AssertionError("it does not stop")
