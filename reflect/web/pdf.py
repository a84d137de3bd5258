"""PDF files that screen readers can read: tagged, with a title and a language (PDF/UA-1). Made in memory, kept nowhere.

A layout is a file beside the feature that it belongs to. What people typed reaches it as data, so that no character of
it is taken for an instruction.
"""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.core.errors import BadInput
from reflect.web.language import gettext as _
from reflect.web.language import present

if TYPE_CHECKING:
    import typst

TYPE = "application/pdf"
REMEMBERED = 11  # compilations for which Typst keeps in memory what it made of somebody's words
NOT_SHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
BY_NUMBER = re.compile(r"\\u\{([0-9a-f]+)\}")  # how Typst names a character that it does not know


class CannotShow(BadInput):
    """No font here has one of the characters. `characters` are those that it stopped at."""

    def __init__(self, characters: str) -> None:
        super().__init__(_("A PDF made here cannot show “%(characters)s”. The page itself can.", characters=characters))
        self.characters = characters


def as_pdf(layout: Path, data: Mapping[str, object]) -> bytes:
    """A PDF of a layout (Typst), which reads `data` by `json(bytes(sys.inputs.data))`.

    Raises:
        CannotShow: no font here has one of the characters.
    """
    import typst  # only where there is something to print: it takes megabytes in every process

    locale = present()
    try:
        return typst.compile(
            layout.read_bytes(),
            format="pdf",
            pdf_standards="ua-1",
            sys_inputs={"data": json.dumps(data), "lang": locale.language, "region": locale.territory or ""},
            font_paths=_fonts(),
        )
    except typst.TypstError as error:
        missing = NOT_SHOWN.search(str(error))
        if missing is None:
            raise
        raise CannotShow(BY_NUMBER.sub(lambda found: chr(int(found[1], 16)), missing[1])) from None
    finally:
        _forget()


def _forget() -> None:
    """Let nothing of what was written stay in memory, where the next ten files would keep it: 32 MB of each at most."""
    import typst

    for _time in range(REMEMBERED):
        typst.compile(b"", format="pdf", font_paths=_fonts())


@lru_cache(maxsize=1)
def _fonts() -> "typst.Fonts":
    """Those of this machine too: a word in Punjabi or Chinese needs a font that has it."""
    import typst

    return typst.Fonts()
