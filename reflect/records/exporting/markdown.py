"""A sheet as Markdown. Pure."""

import re

from reflect.records.blocks import Facts, Heading, Sheet

LIKE_A_HEADING = re.compile(r"^(?=[ ]{0,3}#)", re.MULTILINE)  # a line of somebody's text that looks like one of ours


def as_markdown(sheet: Sheet) -> bytes:
    """The sheet as text. What people typed stands as they typed it."""
    lines = [f"# {sheet.title}", "", sheet.note, ""]
    for block in sheet.blocks:
        if isinstance(block, Heading):
            lines += [f"{'#' * block.level} {block.text}", ""]
        elif isinstance(block, Facts):
            lines += [*(f"- {name}: {value}" for name, value in block.pairs), ""]
        else:
            lines += [LIKE_A_HEADING.sub(r"\\", block.text), ""]
    return "\n".join(lines).encode()
