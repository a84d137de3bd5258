"""From what a person typed to HTML that is safe to show, and again for HTML that came from somebody else.

This is the only module that imports bleach. bleach 6.4.0 announced that no more releases come, security fixes
included, so the allow-list is small, no attribute is allowed, and nh3 goes over what bleach returns.
"""

from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from reflect.privacy.markdown_rules import keep_typed_numbers, limit_depth, limit_emphasis

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

TAGS = frozenset({"p", "br", "em", "strong", "ul", "ol", "li", "blockquote"})

# Stored beside the HTML, so that words cleaned under older rules can be found and rendered again.
RULES = 1
CLEANER_VERSION = " ".join(
    [f"rules-{RULES}", *(f"{name}-{version(name)}" for name in ("markdown-it-py", "bleach", "nh3"))]
)

# HTML has no place for control characters, and half of a surrogate pair is no text: nh3 refuses it.
CONTROLS = (*range(9), 11, 12, *range(14, 32), 127)
SURROGATES = range(0xD800, 0xE000)
NO_TEXT = dict.fromkeys((*CONTROLS, *SURROGATES), "\N{REPLACEMENT CHARACTER}")


def to_html(markdown_text: str) -> str:
    """Render what an author or a reader typed as allow-listed HTML; called once, when it is saved.

    Paragraphs, line breaks, emphasis, lists and quotes are understood; anything else is shown as typed.
    """
    return _both_passes(_markdown().render(markdown_text.translate(NO_TEXT)))


def clean_again(html: str) -> str:
    """Give HTML that came out of somebody else's envelope with nothing but allow-listed tags in it.

    What `to_html` made passes nh3 unchanged, which takes microseconds; only something else costs both passes.
    """
    html = html.translate(NO_TEXT)
    return html if _nh3()(html) == html else _both_passes(html)


def _both_passes(html: str) -> str:
    return _nh3()(_bleach()(html))


@lru_cache(maxsize=1)
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("zero", {"breaks": True, "html": False})
    markdown.enable(["emphasis", "newline", "blockquote", "list"])
    limit_depth(markdown)
    markdown.core.ruler.after("block", "numbers", keep_typed_numbers)
    markdown.core.ruler.after("inline", "limit_emphasis", limit_emphasis)
    return markdown


@lru_cache(maxsize=1)
def _bleach() -> Callable[[str], str]:
    # Imported here because it takes about 70 ms, and most pages never need it.
    from bleach.sanitizer import Cleaner  # type: ignore[import-untyped]

    cleaner = Cleaner(tags=TAGS, attributes={}, protocols=frozenset(), strip=True, strip_comments=True)
    clean: Callable[[str], str] = cleaner.clean
    return clean


@lru_cache(maxsize=1)
def _nh3() -> Callable[[str], str]:
    from nh3 import Cleaner

    # No tag takes its content with it: a word inside a tag that is not allowed is still somebody's word.
    cleaner = Cleaner(tags=TAGS, attributes={}, clean_content_tags=set(), url_schemes=set(), link_rel=None)
    return cleaner.clean
