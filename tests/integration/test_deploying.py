"""What is shipped for running Reflect: each file is understood by the tool that reads it, and keeps the promises."""

import json
import logging.config
import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml

from reflect.core.settings import Settings
from reflect.web.server import ARGUMENTS, ENVIRONMENT
from tests.support import nginx
from tests.support.nginx import Proxy

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted(unit for unit in (DEPLOY / "systemd").glob("reflect-*") if unit.is_file())
WORST_EXPOSURE = "20"  # tenths of ten, as systemd-analyze counts: what it calls OK

COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
OURS = {name: each for name, each in COMPOSE["services"].items() if each["image"] == "reflect"}


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units as they would lie on a machine where this checkout is /srv/reflect."""
    folder = tmp_path / "units"
    shutil.copytree(DEPLOY / "systemd", folder)
    for file in folder.rglob("*"):
        if file.is_file():
            file.write_text(file.read_text().replace("/srv/reflect", str(ROOT)))
    return folder


def analyzed(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed. On Debian: apt-get install systemd")
    environment = {**os.environ, "SYSTEMD_UNIT_PATH": f"{folder}:"}
    return subprocess.run(["systemd-analyze", *words], env=environment, capture_output=True, text=True)


def test_systemd_understands_each_unit_and_has_nothing_to_say(units: Path) -> None:
    said = analyzed(units, "verify", "--man=no", *(str(units / unit.name) for unit in UNITS))
    assert (said.returncode, said.stderr) == (0, "")
    assert len(UNITS) == 10


def test_each_service_may_do_little(units: Path) -> None:
    services = [str(units / unit.name) for unit in UNITS if unit.suffix == ".service"]
    said = analyzed(units, "security", "--offline=yes", "--no-pager", f"--threshold={WORST_EXPOSURE}", *services)
    assert said.returncode == 0, said.stdout
    assert said.stdout.count("Overall exposure level") == len(services)


def test_the_keys_of_windows_are_another_users() -> None:
    user = {unit.stem: re.findall(r"^User=(\S+)", unit.read_text(), re.M) for unit in UNITS if "service" in unit.suffix}
    assert user.pop("reflect-themes") == ["reflect-release"]
    assert set(map(tuple, user.values())) == {("reflect",)}
    assert "User=" not in (DEPLOY / "systemd/reflect-.service.d/common.conf").read_text(), "it would win over a unit’s"
    holders = [name for name, each in OURS.items() if any("window-keys" in volume for volume in each["volumes"])]
    assert holders == ["themes"]
    assert OURS["themes"]["user"] != OURS["web-1"]["user"]


def test_only_what_changes_tables_or_figures_comes_in_as_their_owner() -> None:
    services = [unit for unit in UNITS if unit.suffix == ".service"]
    loads = {unit.stem: re.findall(r"^LoadCredential=database-url:(\S+)", unit.read_text(), re.M) for unit in services}
    owners = {name for name, files in loads.items() if files == ["/etc/reflect/database-url-owner"]}
    assert owners == {"reflect-upgrade", "reflect-themes"}
    assert {tuple(loads[name]) for name in loads.keys() - owners} == {("/etc/reflect/database-url",)}
    as_owner = {name for name, each in OURS.items() if "database-url-owner" in each["secrets"]}
    assert as_owner == {"prepare", "themes"}


def test_nginx_takes_its_configuration(tmp_path: Path) -> None:
    if nginx.installed() is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(nginx.MISSING)
    proxy = Proxy(tmp_path / "nginx")
    said = proxy.checked(8000, 8001)
    assert "test is successful" in said
    assert "warn" not in said


def test_no_body_touches_the_proxys_disk() -> None:
    """A body is spooled where the buffer is smaller than what may be sent; the rest is shown by a walk with nginx."""
    configuration = (DEPLOY / "nginx.conf").read_text()
    most = re.findall(r"client_max_body_size (\w+);", configuration)
    assert most == re.findall(r"client_body_buffer_size (\w+);", configuration)
    assert most == ["1m", "7m"]
    assert "proxy_max_temp_file_size 0;" in configuration


def test_hadolint_has_nothing_to_say_of_the_container_file() -> None:
    tool = Path(sysconfig.get_path("scripts"), "hadolint")
    said = subprocess.run([tool, DEPLOY / "Containerfile"], capture_output=True, text=True)
    assert (said.returncode, said.stdout) == (0, "")


def test_the_image_runs_as_nobody_in_particular() -> None:
    said = (DEPLOY / "Containerfile").read_text()
    assert len(re.findall(r"^FROM ", said, re.M)) == 2, "what builds is left behind"
    assert re.findall(r"^USER (\d+)$", said, re.M) == ["10001"]
    assert not re.search(r"REFLECT_(SECRET|PEPPER|AUDIT_KEY|FACTOR_KEY)", said), "no secret is in an image"


def test_every_container_of_ours_can_write_little_and_reads_secrets_from_files() -> None:
    assert set(OURS) == {"prepare", "web-1", "web-2", "seal", "mail", "nightly", "themes"}
    for name, each in OURS.items():
        assert each["read_only"] is True, name
        assert each["cap_drop"] == ["ALL"], name
        assert each["security_opt"] == ["no-new-privileges:true"], name
        assert each["ulimits"] == {"core": 0}, name
        assert "ports" not in each, f"{name} is reached through nginx alone"
        assert set(each["secrets"]) <= set(COMPOSE["secrets"]), name
        for setting, value in each["environment"].items():
            secret = re.search(r"SECRET|PEPPER|KEY|URL$|TOKEN", setting.removesuffix("_FILE"))
            if secret and setting not in ("REFLECT_BASE_URL", "REFLECT_WINDOW_KEYS"):
                assert value.startswith("/run/secrets/"), f"{name}: {setting}"
                assert value.removeprefix("/run/secrets/") in each["secrets"], f"{name}: {setting}"


def test_no_backup_is_older_than_people_are_told_and_none_goes_before_a_new_one_is_there() -> None:
    """find counts whole days, and looks once a night: what is a day younger than it may be goes then, or a night on."""
    (nightly,) = [word for word in OURS["nightly"]["command"] if "reflect backup" in word]
    unit = (DEPLOY / "systemd/reflect-backup.service").read_text()
    for said in (nightly, unit):
        (older_than,) = re.findall(r"find /var/lib/reflect/backups -name \S+ -mtime \+(\d+) -delete", said)
        assert int(older_than) + 2 == Settings.backup_days
    assert re.search(r"reflect backup \S+ \S+ +&&\s+find", nightly)
    assert re.search(r"^ExecStartPost=/usr/bin/find", unit, re.M), "systemd goes on to it after a backup that was made"


def test_all_ways_of_serving_are_the_one_that_is_tested() -> None:
    """The server's words in the unit and the image are those of `reflect serve`, but for address, port and log."""

    def words(text: str) -> list[str]:
        command = re.search(r'granian["\s,]+(--interface.*?)wsgi:app', text, re.DOTALL)
        assert command
        found = re.findall(r"[^\s\",\\\[\]]+", command[1])
        own = {"--host", "--port", "--log-config"}
        return [
            word
            for number, word in enumerate(found)
            if word not in own and (not number or found[number - 1] not in own)
        ]

    usual = list(ARGUMENTS)
    assert "--respawn-failed-workers" in usual
    for name in ("systemd/reflect-web.service", "Containerfile"):
        text = (DEPLOY / name).read_text()
        assert words(text) == usual
        for setting, value in ENVIRONMENT.items():
            assert re.search(rf"[= ]{setting}={value}\b", text), f"{name}: {setting}"


def test_the_servers_own_lines_are_ours_too(capfd: pytest.CaptureFixture[str]) -> None:
    """granian reads this file before it loads the app: the process that watches the workers logs like them."""
    from granian.log import LOGGING_CONFIG

    given = json.loads((DEPLOY / "granian-log.json").read_text())
    server, access = logging.getLogger("_granian"), logging.getLogger("granian.access")
    before = [(each, each.handlers, each.propagate, each.disabled) for each in (server, access)]
    try:
        logging.config.dictConfig({**LOGGING_CONFIG, **given})
        server.error("Unexpected exit from worker-1")
        access.info("127.0.0.1 - GET /journal/01")
    finally:
        for each, handlers, propagates, disabled in before:
            each.handlers, each.propagate, each.disabled = handlers, propagates, disabled
    (line,) = capfd.readouterr().err.splitlines()
    assert json.loads(line)["event"] == "Unexpected exit from worker-1"
