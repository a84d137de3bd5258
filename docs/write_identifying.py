"""Writes the figures into identifying-details.md. Run: PYTHONPATH=. .venv/bin/python docs/write_identifying.py"""

from pathlib import Path

from reflect.privacy.identifying.finds import Kind
from tests.support.identifying import Figures, by_kind, by_origin, framed, written

PAGE = Path(__file__).with_name("identifying-details.md")
BEGIN, END = "<!-- figures: written by docs/write_identifying.py -->\n", "<!-- end of figures -->"
NAMES = {
    Kind.EMAIL: "E-mail addresses",
    Kind.WEB: "Web addresses and user names",
    Kind.NHS: "NHS numbers",
    Kind.PHONE: "Phone numbers",
    Kind.ADDRESS: "Postcodes and streets",
    Kind.BORN: "Dates of birth",
    Kind.DATE: "Other exact dates",
    Kind.CASE: "Numbers of cases and records",
    Kind.NAME: "Names of people, places and schools",
}


def page() -> str:
    """The page with the figures of today."""
    before, _begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    return before + BEGIN + _figures() + END + rest.partition(END)[2]


def _figures() -> str:
    sentences = written()
    nothing = sum(not each.marked for each in sentences)
    lines = [
        f"\nIn {len(sentences)} sentences, {nothing} of them with nothing to find:\n",
        "| Kind | Marked | Found (recall) | Right among the finds (precision) |",
        "|---|---:|---:|---:|",
        *(_row(NAMES[kind], figures) for kind, figures in by_kind(sentences).items()),
        f"\nThe same {len(next(iter(framed().values())))} sentences with names of each origin:\n",
        "| Origin of the names | Marked | Found (recall) | Right among the finds (precision) |",
        "|---|---:|---:|---:|",
        *(_row(origin, figures) for origin, figures in by_origin().items()),
    ]
    return "\n".join(lines) + "\n\n"


def _row(name: str, figures: Figures) -> str:
    return f"| {name} | {figures.marked} | {figures.recall:.0%} | {figures.precision:.0%} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
