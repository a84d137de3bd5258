"""Rules added to Markdown so that every letter and figure a person typed is still there when it is shown."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

# markdown-it drops the words below its own limit of 20 levels. Quotes and lists stop well before it, and what
# is nested deeper stays as it was typed. Deep emphasis is kept from bleach, whose time grows with its square.
DEEPEST_BLOCK = 10
DEEPEST_EMPHASIS = 4

LIST_OPENS = {"ordered_list_open", "bullet_list_open"}
LIST_CLOSES = {"ordered_list_close", "bullet_list_close"}
ITEMS = {"list_item_open", "list_item_close"}


def limit_depth(markdown: "MarkdownIt") -> None:
    """Make quotes and lists nested too deep plain paragraphs, for every text that `markdown` renders."""
    from markdown_it.rules_block import blockquote, list_block

    def quote(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
        return state.level <= DEEPEST_BLOCK and blockquote(state, start, end, silent)

    def numbers_or_bullets(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
        return state.level <= DEEPEST_BLOCK and list_block(state, start, end, silent)

    ends = ["paragraph", "reference", "blockquote"]
    markdown.block.ruler.at("blockquote", quote, {"alt": [*ends, "list"]})
    markdown.block.ruler.at("list", numbers_or_bullets, {"alt": ends})


def limit_emphasis(state: "StateCore") -> None:
    """Show the asterisks of emphasis nested too deep as typed; runs after words are known."""
    for block in state.tokens:
        depth = 0
        for token in block.children or []:
            nesting = token.nesting
            depth += max(nesting, 0)
            if nesting and depth > DEEPEST_EMPHASIS:
                token.type, token.tag, token.content, token.nesting = "text", "", token.markup, 0
            depth += min(nesting, 0)


def keep_typed_numbers(state: "StateCore") -> None:
    """Make paragraphs of a list whose numbers are not 1, 2, 3…; runs after blocks are known and before words.

    HTML without attributes can only count from 1. A line that begins “14. October” would become the first
    item of a list and lose its 14.
    """
    loose = _loose_tokens(state.tokens)
    if loose:
        state.tokens[:] = _as_paragraphs(state.tokens, loose)


def _loose_tokens(tokens: "list[Token]") -> set[int]:
    """The positions of the list and item tokens of such lists, whose paragraphs are made visible."""
    loose: set[int] = set()
    inside: list[list[int]] = []
    for position, token in enumerate(tokens):
        if token.type in LIST_OPENS:
            inside.append([position])
        elif token.type in ITEMS:
            inside[-1].append(position)
        elif token.type in LIST_CLOSES:
            parts = [*inside.pop(), position]
            numbers = [tokens[part].info for part in parts if tokens[part].type == "list_item_open"]
            if token.type == "ordered_list_close" and numbers != [str(n + 1) for n in range(len(numbers))]:
                loose.update(parts)
                for child in tokens[parts[0] : position]:
                    if child.level == token.level + 2:
                        child.hidden = False
    return loose


def _as_paragraphs(tokens: "list[Token]", loose: set[int]) -> "list[Token]":
    from markdown_it.token import Token

    kept: list[Token] = []
    number = ""
    for position, token in enumerate(tokens):
        if number and token.type == "inline":
            token.content, number = f"{number} {token.content}", ""
        elif number and token.type != "paragraph_open":
            words = Token("inline", "", 0, content=number, children=[])
            kept += [Token("paragraph_open", "p", 1), words, Token("paragraph_close", "p", -1)]
            number = ""
        if position not in loose:
            kept.append(token)
        elif token.type == "list_item_open":
            number = token.info + token.markup
    return kept
