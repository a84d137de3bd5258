"""The plan of a meeting, minute by minute. The words are ours; each theme brings its question from the library.

Nobody is asked for their own experience, nobody has to answer, and nothing that is said or written there comes into
Reflect but the team card, if the team wants one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reflect.library.sets import choose_prompts
from reflect.library.themes import ThemeText
from reflect.web.language import gettext as _

# Minutes: opening, exercise, all themes together, agreeing, closing.
PARTS = {20: (2, 4, 9, 3, 2), 45: (4, 9, 21, 7, 4)}
BEFOREHAND = 2  # questions for each theme that whoever leads the meeting may think about first


@dataclass(frozen=True)
class Step:
    """One part of the meeting: from and until which minute, what is said, and what is done."""

    begins: int
    ends: int
    title: str
    say: tuple[str, ...]
    do: tuple[str, ...]
    question: str | None = None

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return self.ends - self.begins


@dataclass(frozen=True)
class Beforehand:
    """Questions on a theme for whoever leads the meeting, to think about alone."""

    theme: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Guide:
    """A meeting on some themes."""

    themes: tuple[str, ...]
    minutes: int
    steps: tuple[Step, ...]
    beforehand: tuple[Beforehand, ...]


def guide(themes: Sequence[ThemeText], minutes: int) -> Guide:
    """The plan of a meeting of 20 or 45 minutes on one to three themes. One statement."""
    opening, exercise, talking, agreeing, closing = PARTS[minutes]
    each = [talking // len(themes) + (place < talking % len(themes)) for place in range(len(themes))]
    parts = [
        (opening, _opening()),
        (exercise, _exercise(minutes)),
        *((time, _talk(theme, minutes)) for time, theme in zip(each, themes, strict=True)),
        (agreeing, _agreeing()),
        (closing, _closing()),
    ]
    return Guide(
        themes=tuple(_name(theme) for theme in themes),
        minutes=minutes,
        steps=tuple(_timed(parts)),
        beforehand=tuple(_beforehand(themes)),
    )


def _timed(parts: Iterable[tuple[int, Step]]) -> Iterable[Step]:
    at = 0
    for minutes, step in parts:
        yield Step(at, at + minutes, step.title, step.say, step.do, step.question)
        at += minutes


def _beforehand(themes: Sequence[ThemeText]) -> Iterable[Beforehand]:
    """From the questions for leaders: those for everybody else ask about one’s own work, which is no question to put
    to a room.
    """
    prompts = [prompt for section in choose_prompts("leader") for prompt in section.prompts if not prompt.private]
    asked: set[str] = set()
    for theme in themes:
        fitting = [prompt for prompt in prompts if theme.slug in prompt.themes and prompt.code not in asked]
        asked |= {prompt.code for prompt in fitting[:BEFOREHAND]}
        if fitting:
            yield Beforehand(_name(theme), tuple(prompt.question for prompt in fitting[:BEFOREHAND]))


def _name(theme: ThemeText) -> str:
    return theme.public_name or theme.name


def _step(title: str, say: Sequence[str], do: Sequence[str], question: str | None = None) -> Step:
    return Step(0, 0, title, tuple(say), tuple(do), question)


def _opening() -> Step:
    return _step(
        _("Opening"),
        [
            _("We talk about how we work, not about who said or wrote what."),
            _("Nobody is asked for their own experience. Nobody has to answer, and nobody has to say why."),
            _("No names of children or families. What somebody says about themselves stays here."),
        ],
        [
            _("Say how long it takes, and that anybody may step out and come back."),
            _("Look to nobody for an answer because of who they are."),
        ],
    )


def _exercise(minutes: int) -> Step:
    do = [
        _("Everybody gets the same slip of paper and the same pen, and ticks one of three: easy, in between, hard."),
        _("Fold the slips, shuffle them, and read them out as three numbers. Nobody asks whose is whose."),
        _("In a group of four or fewer, leave the slips out and put the question to the whole group instead."),
    ]
    if minutes > min(PARTS):
        do.append(_("In pairs: what would move one slip from “hard” to “in between”? One idea from each pair, aloud."))
    do.append(_("Tear the slips up in front of everybody. The numbers are not written down, here or in Reflect."))
    return _step(_("On paper: how easy is it to talk about this here?"), [], do)


def _talk(theme: ThemeText, minutes: int) -> Step:
    do = [_("Give everybody half a minute to think before anybody speaks. Silence is not agreement and not refusal.")]
    if minutes > min(PARTS):
        do += [
            _("Then ask: what do we do already that helps?"),
            _("Then ask: what would a child or a family notice if we changed it?"),
        ]
    return _step(_name(theme), [], do, theme.discuss)


def _agreeing() -> Step:
    return _step(
        _("What we agree to work on"),
        [_("What is the smallest thing that we could try before we meet again?")],
        [
            _("One to three lines, in the team’s own words. Read them out before they are written down."),
            _("A lead types them into the team card. If nothing is ready to be agreed, leave the card empty."),
            _("What somebody else has to decide goes into the plan, with who does it and by when."),
        ],
    )


def _closing() -> Step:
    return _step(
        _("Closing"),
        [
            _("Thank you for being here, whether you spoke or not."),
            _("If this has stirred something up, here is where to turn. Nobody needs to say why."),
        ],
        [_("Leave the places to turn to on the table, and stay a few minutes longer for whoever wants to talk.")],
    )
