"""What translators wrote, as gettext reads it: `python compile_catalogue.py messages.po messages.mo`, by `make setup`.

A sentence is refused that would fail on its page, or that brings HTML of its own: pages print the words of a catalogue
as they stand.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

# Places for values, as Python and as our scripts fill them in, and HTML.
PLACES = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|</?\w[^<>]*>|&#?\w+;")


def problems(catalogue: Catalog) -> Iterator[str]:
    """What stops a catalogue from being used: other places for values, or other HTML, than the English sentence has."""
    for message in catalogue:
        english = message.id if isinstance(message.id, tuple) else (message.id,)
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        if not message.id or not any(said) or message.fuzzy:
            continue
        allowed = [_places(sentence) for sentence in english]
        for sentence in said:
            places = _places(sentence)
            if places not in allowed or _stray(sentence):
                yield f"“{sentence}” has other places for values, or other HTML, than “{english[-1]}”."


def _places(sentence: str) -> Counter[str]:
    # A plural may leave its number out: “one day” for “%(num)d day”.
    return Counter(place for place in PLACES.findall(sentence) if not place.startswith("%(num)"))


def _stray(sentence: str) -> bool:
    rest = PLACES.sub("", sentence)
    return "%" in rest or "<" in rest or ">" in rest


def compile_catalogue(po: Path, mo: Path) -> None:
    """Write the catalogue that the app loads. Raises SystemExit with what is wrong."""
    with po.open("rb") as file:
        catalogue = read_po(file, locale=po.parts[-3])
    found = list(problems(catalogue))
    if found:
        raise SystemExit("\n".join([f"{po} cannot be used:", *found]))
    with mo.open("wb") as file:
        write_mo(file, catalogue)


if __name__ == "__main__":
    compile_catalogue(*map(Path, sys.argv[1:3]))
