"""Another language starts from a list of every sentence: the extraction that CONTRIBUTING.md names finds them."""

from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

ROOT = Path(__file__).parents[2]


def test_sentences_of_pages_forms_and_code_are_found() -> None:
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = DEFAULT_KEYWORDS | {"_l": None, "by_number": (1, 2), "marked": None}
    found = {
        message[0] if isinstance(message, tuple) else message
        for _name, _line, message, _comments, _context in extract_from_dir(
            ROOT / "reflect", methods, options, keywords=keywords
        )
    }
    assert {
        "Sign in and unlock my journal",  # a template
        "Enter your passphrase",  # a form
        "That is not your passphrase.",  # a route
        "%(num)d question",  # a plural
    } <= found
    assert len(found) > 300
