"""What a page of figures says over and over, looked up once: to look words up costs more than the rest of a row."""

from collections.abc import Iterable
from dataclasses import dataclass

from reflect.themes import sentences
from reflect.themes.comparing import SideBySide
from reflect.themes.pictures import Percent, Statement
from reflect.themes.released import Heading
from reflect.themes.tables import HeatMap, Reworded
from reflect.web.language import gettext as _


@dataclass(frozen=True)
class Cell:
    """One theme in one window or place: what may be said, or why nothing is, and how that looks."""

    look: str  # the end of its class
    words: str
    share: str = ""


@dataclass(frozen=True)
class Row:
    """One theme in several windows or places."""

    theme: str
    cells: tuple[Cell, ...]


class Wording:
    """The words of one page, in its reader’s language.

    Args:
        windows: whose periods it names.
    """

    def __init__(self, windows: Iterable[Heading] = ()) -> None:
        self.statements = {statement: str(words) for statement, words in sentences.STATEMENTS.items()}
        self._shorter = {**self.statements, Statement.CANNOT_TELL: _("Cannot tell")}
        self._cells = {statement: Cell(statement.value, words) for statement, words in self._shorter.items()}
        self._not_released, self._too_few = Cell("nothing", _("Not released")), Cell("nothing", _("Too few"))
        self._reworded = Cell("nothing", _("Worded differently"))
        self._between, self._about = (
            _("Between %(low)s%% and %(high)s%%"),
            _("About %(about)s%%, between %(low)s%% and %(high)s%%"),
        )
        self.periods = {each.window_id: sentences.period(each) for each in windows}

    def share(self, percent: Percent) -> str:
        """How many people raised a theme: about 25%, between 15% and 35%."""
        return (self._between if percent.about is None else self._about) % vars(percent)

    def of_windows(self, heat: HeatMap) -> tuple[Row, ...]:
        """Each theme in the windows of one place."""
        enough = [each for _heading, each in heat.windows]
        return tuple(
            Row(theme.name, tuple(self._cell(*each) for each in zip(statements, enough, strict=True)))
            for theme, statements in heat.rows
        )

    def of_places(self, table: SideBySide, *, shares: bool = False) -> tuple[Row, ...]:
        """Each theme in the places of one window. `shares`: say also how many people, where that may be said."""
        enough = [place.picture.enough for place in table.places]
        return tuple(
            Row(
                theme.name,
                tuple(
                    self._cell(each.statement if each else None, said, each.percent if each and shares else None)
                    for each, said in zip(pictures, enough, strict=True)
                ),
            )
            for theme, pictures in table.rows
        )

    def _cell(self, statement: Statement | Reworded | None, enough: bool, percent: Percent | None = None) -> Cell:
        if statement is None:
            return self._not_released if enough else self._too_few
        if statement == "reworded":
            return self._reworded
        if percent is None:
            return self._cells[statement]
        return Cell(statement.value, self._shorter[statement], self.share(percent))
