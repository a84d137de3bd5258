"""From clean HTML back to light Markdown: for words whose typed form is sealed where nobody opens it any more."""

from html.parser import HTMLParser
from itertools import takewhile

MARKS = {"em": "*", "strong": "**"}
BLOCKS = frozenset({"p", "ul", "ol", "li", "blockquote"})


def to_markdown(html: str) -> str:
    """What somebody could have typed to get this HTML, which `clean_again` has been over. No word is lost."""
    writer = _Writer()
    writer.feed(html)
    writer.close()
    return writer.written()


class _Container:
    """A quote or an item of a list: what stands before its first line, and before those that follow."""

    def __init__(self, first: str, rest: str) -> None:
        self.first, self.rest, self.begun = first, rest, False

    def prefix(self) -> str:
        begun, self.begun = self.begun, True
        return self.rest if begun else self.first


class _Writer(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.typed: list[str] = []
        self.inside: list[_Container] = []
        self.before: list[_Container] = []  # where the last line stands
        self.numbers: list[int | None] = []  # of the lists around: the last number, None for bullets
        self.apart = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self._end_block()
            self._begin(tag)
        elif tag == "br":
            self.typed.append("\n")
        else:
            self.typed.append(MARKS.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag not in BLOCKS:
            self.typed.append(MARKS.get(tag, ""))
            return
        self._end_block(even_empty=tag == "li" and bool(self.inside) and not self.inside[-1].begun)
        if tag in ("li", "blockquote") and self.inside:
            self.inside.pop()
        elif tag in ("ul", "ol") and self.numbers:
            self.numbers.pop()

    def handle_data(self, data: str) -> None:
        self.typed.append(data.replace("\n", " "))  # a line that was typed ends in <br>

    def written(self) -> str:
        """The Markdown so far, all blocks ended."""
        self._end_block()
        return "\n".join(self.lines)

    def _begin(self, tag: str) -> None:
        if tag == "li":
            marker = "- "
            if self.numbers and (last := self.numbers[-1]) is not None:
                self.numbers[-1] = last + 1
                marker = f"{last + 1}. "
            self.inside.append(_Container(marker, " " * len(marker)))
            return
        self.apart = self.apart or tag in ("p", "blockquote") or not self.numbers
        if tag == "blockquote":
            self.inside.append(_Container("> ", "> "))
        elif tag != "p":
            self.numbers.append(0 if tag == "ol" else None)

    def _end_block(self, *, even_empty: bool = False) -> None:
        text, self.typed = "".join(self.typed).strip(), []
        if not text and not even_empty:
            return
        if self.apart and self.lines:
            around = takewhile(lambda pair: pair[0] is pair[1], zip(self.before, self.inside, strict=False))
            self.lines.append("".join(container.rest for container, _same in around).rstrip())
        self.apart, self.before = False, list(self.inside)
        for line in text.split("\n"):
            self.lines.append(("".join(each.prefix() for each in self.inside) + line.strip()).rstrip())
