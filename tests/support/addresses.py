"""Addresses that are put together once a run, and not again by each of its hundred apps, servers and commands.

To build an address Werkzeug writes a function for each, twice, and compiles it: three quarters of the time that an app
takes to begin.
"""

import marshal
import os
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

Key = tuple[str | bool | None, ...]
NAME = "addresses"
COMPILED: dict[Key, tuple[CodeType, tuple[Any, ...] | None]] = {}


class OnceCompiled(Rule):
    """A rule whose function is that of the same rule in another app of this run."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, self.subdomain, self.host, repr(self.defaults), append_unknown)
        if key not in COMPILED:
            made: Any = super()._compile_builder(append_unknown)
            COMPILED[key] = (made.__code__, made.__defaults__)
        code, defaults = COMPILED[key]
        return FunctionType(code, {}, None, defaults)


def keep_compiled(folder: Path) -> None:
    """Let the apps that this process makes from now on take what was left in the folder of the run."""
    Flask.url_rule_class = OnceCompiled
    if (left := folder / NAME).exists():
        COMPILED.update(marshal.loads(left.read_bytes()))  # noqa: S302 - a file of this run


def leave(folder: Path) -> None:
    """Leave what this process compiled for those that begin later."""
    written = folder / f"{NAME}.{os.getpid()}"
    written.write_bytes(marshal.dumps(COMPILED))
    written.replace(folder / NAME)
