"""Every setting, command and address has its line in the docs, and the docs name none that is not there."""

import ast
import re
from pathlib import Path

import click
from flask import Flask

from reflect.cli import main

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def test_every_setting() -> None:
    used = {
        node.value
        for path in (ROOT / "reflect/core").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"REFLECT_[A-Z0-9_]+[A-Z0-9]", node.value)
    }
    named = set(re.findall(r"^\| `(REFLECT_[A-Z0-9_]+)`", (DOCS / "settings.md").read_text(), re.MULTILINE))
    assert len(used) > 8
    assert named == used


def _commands(group: click.Group, prefix: str = "reflect") -> set[str]:
    found = set()
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found |= _commands(command, f"{prefix} {name}")
        else:
            found.add(f"{prefix} {name}")
            assert command.help, f"{prefix} {name} does not say what it does"
    return found


def test_every_command() -> None:
    lines = (DOCS / "commands.md").read_text()
    named = set(re.findall(r"^\| `(reflect [a-z -]+?)(?: [A-Z-].*)?`", lines, re.MULTILINE))
    assert named == _commands(main)


def test_every_option_and_choice_of_a_command() -> None:
    missing = []
    for line in (DOCS / "commands.md").read_text().splitlines():
        if row := re.match(r"\| `reflect ([a-z -]+?)(?: [A-Z-].*)?`", line):
            command: click.Command = main
            for word in row[1].split():
                assert isinstance(command, click.Group)
                command = command.commands[word]
            for each in command.params:
                # A switch is documented by the name that changes something.
                names = each.secondary_opts or each.opts if isinstance(each, click.Option) else []
                choices = each.type.choices if isinstance(each.type, click.Choice) else ()
                missing += [f"{row[1]}: {name}" for name in (*names, *choices) if name not in line]
    assert not missing


def test_every_make_target() -> None:
    targets = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"^\| `make ([a-z]+)`", (DOCS / "commands.md").read_text(), re.MULTILINE))
    assert {"serve", "setup", "test", "lint"} <= targets
    assert named == targets


def test_every_address(app: Flask) -> None:
    rules = {re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", rule.rule) for rule in app.url_map.iter_rules()}
    named = set(re.findall(r"^\| `(/[^`]*)`", (DOCS / "addresses.md").read_text(), re.MULTILINE))
    assert named == rules
