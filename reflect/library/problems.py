"""What is wrong with a library file, said line by line so that somebody can mend it in one go."""

from dataclasses import dataclass

from reflect.core.errors import BadInput
from reflect.web.language import gettext as _

MOST = 100


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend. Lines count from 1."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return _("line %(line)s: %(sentence)s", line=self.line, sentence=self.sentence)


class BadLibraryFile(BadInput):
    """A library file cannot be used; nothing of it was brought in."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems)[:MOST])
        super().__init__("\n".join(str(problem) for problem in self.problems))
