"""Clean HTML taken apart: its blocks from the top, each with the words in it, to compare and to point at."""

from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser


@dataclass(frozen=True)
class Block:
    """A paragraph, a list or a quote: its HTML, and its words with single spaces between them."""

    html: str
    words: str


def blocks(html: str) -> tuple[Block, ...]:
    """The blocks of HTML that `clean_again` has been over. Put together again they are that HTML."""
    splitter = _Splitter()
    splitter.feed(html)
    splitter.close()
    return tuple(splitter.done)


def plain(html: str) -> str:
    """The words of clean HTML, with single spaces between them."""
    return " ".join(block.words for block in blocks(html) if block.words)


class _Splitter(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.done: list[Block] = []
        self.raw: list[str] = []
        self.words: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.raw.append(f"<{tag}>")
        self.depth += tag != "br"
        self._between(tag)

    def handle_endtag(self, tag: str) -> None:
        self.raw.append(f"</{tag}>")
        self.depth -= 1
        self._between(tag)
        if self.depth == 0:
            self._end()

    def handle_data(self, data: str) -> None:
        self.raw.append(data)
        self.words.append(data)

    def handle_entityref(self, name: str) -> None:
        self.raw.append(f"&{name};")
        self.words.append(unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.handle_entityref(f"#{name}")

    def close(self) -> None:
        super().close()
        self._end()

    def _between(self, tag: str) -> None:
        if tag not in ("em", "strong"):
            self.words.append(" ")

    def _end(self) -> None:
        html, words = "".join(self.raw), " ".join("".join(self.words).split())
        self.raw, self.words = [], []
        if html.strip():
            self.done.append(Block(html, words))
        elif self.done:  # the line end after a block
            self.done[-1] = Block(self.done[-1].html + html, self.done[-1].words)
