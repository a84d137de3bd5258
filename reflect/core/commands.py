"""What a command says when one of our errors stops it: its sentence, and no traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from reflect.core.errors import ReflectError


@contextmanager
def as_sentences() -> Iterator[None]:
    """End the command with the sentence of an error of ours."""
    try:
        yield
    except ReflectError as error:
        raise click.ClickException(error.sentence) from None
