"""docs/architecture.md draws the house that stands: its packages, their order, and the contracts that keep it."""

import re
from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "reflect"
PAGE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
CONTRACTS = ConfigParser()
CONTRACTS.read(ROOT / "setup.cfg")
LAYERS = CONTRACTS["importlinter:contract:layers"]["layers"].split()


def rows(heading: str) -> list[tuple[str, str]]:
    """The rows of the first table under a heading: first and second cell."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| (`.*?) \| (.+?) \|$", section, re.MULTILINE)


def test_it_has_one_sentence_for_each_package_in_the_order_of_the_layers() -> None:
    named = [(name, says) for cell, says in rows("The layers") for name in re.findall(r"`([^`]+)`", cell)]
    assert [name for name, _says in named] == LAYERS
    there = {path.parent.name for path in PACKAGE.glob("*/__init__.py")} | {
        path.stem for path in PACKAGE.glob("*.py") if path.stem != "__init__"
    }
    assert set(LAYERS) == there
    assert all(re.fullmatch(r"[^.]{10,}", says) for _name, says in named), "one sentence each"


def test_it_has_every_contract_and_says_of_each_what_it_does() -> None:
    contracts = {
        section.rpartition(":")[2]: CONTRACTS[section]
        for section in CONTRACTS.sections()
        if section.startswith("importlinter:contract:")
    }
    told = {cell.strip("`"): says for cell, says in rows("The contracts")}
    assert list(told) == list(contracts)
    for name, contract in contracts.items():
        forbidden = {each.removeprefix("reflect.") for each in contract.get("forbidden_modules", "").split()}
        sources = {each.removeprefix("reflect.") for each in contract.get("source_modules", "").split()}
        assert set(re.findall(r"`([^`]+)`", told[name])) in (set(), forbidden | sources), f"{name} names others"
