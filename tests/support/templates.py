"""Templates and addresses that are compiled once a run, and not again by each of its hundred apps and servers."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from jinja2 import FileSystemBytecodeCache

from tests.support import addresses

FOLDER = "COMPILED_TEMPLATES"  # in the environment, so that all processes of a run have the same


@contextmanager
def compiled_once() -> Iterator[None]:
    """For as long as this run goes on; in a process that another one of this run started, in the other's folder."""
    if FOLDER in os.environ:
        keep_compiled()
        yield
        return
    with tempfile.TemporaryDirectory(prefix="reflect-templates-") as folder:
        os.environ[FOLDER] = folder
        keep_compiled()
        yield
        del os.environ[FOLDER]


def keep_compiled() -> None:
    """Let the apps that this process makes from now on find and leave what is compiled in the folder of the run."""
    if folder := os.environ.get(FOLDER):
        Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(folder)}
        addresses.keep_compiled(Path(folder))


def leave_addresses() -> None:
    """Leave the addresses of the apps that this process made for those that begin later."""
    if folder := os.environ.get(FOLDER):
        addresses.leave(Path(folder))
