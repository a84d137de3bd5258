"""The docs say what is so: the inventory is the tables’ own, addresses name their guard, links lead somewhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from reflect.web.guards import rule_of
from tests.support.scripts import DOCS, script

ROOT = Path(__file__).parents[2]
PAGES = sorted([*DOCS.glob("*.md"), *ROOT.glob("*.md")])
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
IMAGE_BYTES = 60_000


def test_the_inventory_is_what_the_tables_declare() -> None:
    written = (DOCS / "inventory.md").read_text()
    assert written == script("write_inventory").page(), "Run: .venv/bin/python docs/write_inventory.py"


def test_each_address_is_documented_with_its_own_guard(sqlite_app: Flask) -> None:
    rows = re.findall(r"^\| `(/[^`]*)` \| ([a-z ]+) \|", (DOCS / "addresses.md").read_text(), re.MULTILINE)
    said = dict(rows)
    assert len(said) == len(rows), "an address has two rows"
    declared = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", rule.rule): rule_of(sqlite_app, rule.endpoint)
        .name.lower()
        .replace("_", " ")
        for rule in sqlite_app.url_map.iter_rules()
    }
    assert said == declared


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as the documentation and code hosts make them."""
    headings = re.findall(r"^#{1,6} (.+)$", re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    for path, anchor in LINK.findall(page.read_text()):
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name} links to {path}"
        assert ROOT in target.parents, f"{page.name} links outside the project: {path}"
        if anchor:
            assert anchor in _anchors(target), f"{page.name} links to {path}#{anchor}"


def test_the_readme_begins_with_the_two_commands_that_are_enough() -> None:
    blocks = re.findall(r"^```\w*\n(.*?)^```", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    commands = [line.strip() for block in blocks for line in block.splitlines() if line.strip()]
    assert commands[:2] == ["make serve", "make test"]


def test_the_readme_names_the_demo_people() -> None:
    from reflect.demo.people import DEMO_PEOPLE, PASSPHRASE

    readme = (ROOT / "README.md").read_text()
    for words in (PASSPHRASE, *(person.email for person in DEMO_PEOPLE)):
        assert words in readme


def test_the_changelog_has_this_version() -> None:
    from configparser import ConfigParser

    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg")
    version = setup["metadata"]["version"]
    assert re.search(rf"^## \[{re.escape(version)}\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)


def test_pictures_stay_small() -> None:
    for picture in (DOCS / "pictures").iterdir():
        assert picture.stat().st_size <= IMAGE_BYTES, picture.name


def test_the_documentation_builds_without_a_warning(tmp_path: Path) -> None:
    # -E reads everything afresh, and the cache lies beside the pages, so that nothing is written into the project.
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-E", "-d", str(tmp_path / "cache"), "-b", "html"]
    done = subprocess.run([*command, str(DOCS), str(tmp_path / "pages")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "pages" / "index.html").is_file()
