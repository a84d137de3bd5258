"""Writes glossary.md from the words that the page “Words we use” shows. Run: .venv/bin/python docs/write_glossary.py"""

from pathlib import Path

from reflect.home.glossary import GLOSSARY, NEVER_SAID, Part, Word

PAGE = Path(__file__).with_name("glossary.md")
INTRODUCTION = """\
<!-- Written by docs/write_glossary.py from reflect/home/glossary.py. Do not edit it by hand. -->

# Words

One word for each thing, on pages, in mails and in the docs. People find the first three columns under `/help/words`,
made from the same source. A test looks for the words of the last column in every sentence of the interface, and fails
where it finds one. The code has names of its own for a few things: an entry is a reflection, a prompt a question, a
contribution a theme that is counted, a grant a share, a revision a version.

The organisation’s own words for reflection, supervision and record are set for each agency; questions, themes and
signposts are content, and not looked through.
"""


def page() -> str:
    """The page, with a table for each part."""
    parts = [INTRODUCTION, *map(_table, GLOSSARY)]
    return "\n".join(
        [*parts, "## Never said\n", f"{', '.join(NEVER_SAID)}. These order about, blame, scare or praise.\n"]
    )


def _table(part: Part) -> str:
    rows = ["| Word | What it means | Where | Not said for it |", "|---|---|---|---|", *map(_row, part.words)]
    return "\n".join([f"## {part.heading}\n", *rows, ""])


def _row(word: Word) -> str:
    return f"| {word.word} | {word.meaning} | {word.where} | {', '.join(word.instead) or '–'} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
