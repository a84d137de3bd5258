"""Every sentence that a person sees can be translated: no template holds words outside gettext.

Jinja's own lexer splits a template into what it computes and what it prints as it stands. The latter is read as HTML:
its text, and the attributes that are shown or spoken, must hold no words. `{% trans %}` blocks count as computed.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment

TEMPLATES = Path(__file__).parents[2] / "reflect" / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))

LEXER = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
SPOKEN = {"aria-label", "aria-description", "aria-placeholder", "aria-roledescription", "aria-valuetext"}
SHOWN = {"title", "placeholder", "alt", "label", "summary"}
SHOWN_VALUE = {"button", "submit", "reset"}  # types of input whose value is their label
SILENT = {"script", "style", "svg", "code"}  # what these hold is not language
# Stands for whatever Jinja prints: no letter, so that it is never taken for a word.
PRINTED = "\ue000"
WORD = re.compile(r"[^\W\d_]{2,}")
ENTITY = re.compile(r"&#?\w+;")


class NakedWords(HTMLParser):
    """Collects the words of a page that its template prints as they stand."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        given = dict(attrs)
        shown = SPOKEN | SHOWN
        if tag == "input" and given.get("type") in SHOWN_VALUE:
            shown = shown | {"value"}
        if tag == "meta" and given.get("name") == "description":
            shown = shown | {"content"}
        for name, value in attrs:
            if name in shown or name.startswith(("data-i18n.", "data-autosave-")):
                self.note(value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.silent -= tag in SILENT

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT and self.silent > 0

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.note(data)

    def note(self, text: str) -> None:
        if WORD.search(ENTITY.sub("", text)) and not text.startswith("/"):
            self.found.append(" ".join(text.split()))


def naked_words(source: str) -> list[str]:
    """The words in `source` that no translation can reach."""
    parser = NakedWords()
    parser.feed("".join(printed_as_it_stands(source)))
    parser.close()
    return parser.found + naked_in_expressions(source)


def printed_as_it_stands(source: str) -> Iterator[str]:
    """The HTML of a template, with a mark where Jinja computes, and nothing of what is inside `{% trans %}`."""
    translated = False
    block: list[str] = []
    for _line, kind, text in LEXER.lex(source):
        if kind == "block_begin":
            block = []
        elif kind in ("name", "string"):
            block.append(text)
        elif kind == "block_end":
            if block[:1] in (["trans"], ["endtrans"]):
                translated = block[0] == "trans"
        elif kind == "variable_end":
            yield PRINTED
        elif kind == "data" and not translated:
            yield text


# A sentence inside an expression: a string with a space between words that is not the argument of a gettext.
SENTENCE = re.compile(r"[A-Z“‘][^\W\d_]*[ ’][^\W\d_]+")
GETTEXT = {"_", "gettext", "ngettext", "pgettext", "npgettext", "by_number"}


def naked_in_expressions(source: str) -> list[str]:
    """Strings that read like sentences, in expressions, outside a call of gettext."""
    found: list[str] = []
    calls: list[bool] = []  # for each open bracket, whether it is gettext's
    before = ""
    for _line, kind, text in LEXER.lex(source):
        if kind == "operator" and text in "([{":
            calls.append(text == "(" and before in GETTEXT)
        elif kind == "operator" and text in ")]}" and calls:
            calls.pop()
        elif kind == "string" and SENTENCE.match(text[1:-1]) and not any(calls):
            found.append(text[1:-1])
        if kind != "whitespace":
            before = text
    return found


PERCENT = re.compile(r"%(?!%|\([a-z_]+\)[sd])")


def lone_percent_signs(source: str) -> list[str]:
    """Sentences given to gettext whose percent sign would be read as a place for a value, and fail the page."""
    found: list[str] = []
    before: list[str] = []
    for _line, kind, text in LEXER.lex(source):
        if (
            kind == "string"
            and before[-2:] in (["_", "("], ["gettext", "("])
            and PERCENT.search(text.replace("%%", ""))
        ):
            found.append(text[1:-1])
        if kind != "whitespace":
            before.append(text)
    return found


@pytest.mark.parametrize("path", PAGES, ids=[str(path.relative_to(TEMPLATES)) for path in PAGES])
def test_a_template_has_no_words_of_its_own(path: Path) -> None:
    assert naked_words(path.read_text()) == []


@pytest.mark.parametrize("path", PAGES, ids=[str(path.relative_to(TEMPLATES)) for path in PAGES])
def test_a_percent_sign_in_a_sentence_is_doubled(path: Path) -> None:
    assert lone_percent_signs(path.read_text()) == []


def test_the_search_finds_a_lone_percent_sign() -> None:
    assert lone_percent_signs('{{ _("zoom to 400% and on") }}') == ["zoom to 400% and on"]
    assert lone_percent_signs('{{ _("400%% of %(name)s", name=name) }}') == []


@pytest.mark.parametrize(
    ("naked", "word"),
    [
        ("<p>Write here</p>", "Write here"),
        ("<p>{{ name }} shared this</p>", f"{PRINTED} shared this"),
        ('<nav aria-label="Main">', "Main"),
        ('<a title="More {{ thing }}">', f"More {PRINTED}"),
        ('<input placeholder="Your words">', "Your words"),
        ('<img alt="A house">', "A house"),
        ('<input type="submit" value="Save">', "Save"),
        ("<button>Save</button>", "Save"),
        ("{% if x %}<p>{% trans %}Fine{% endtrans %}</p>Not fine{% endif %}", "Not fine"),
        ("<p>caf&eacute; time</p>", "time"),
        ('<form data-autosave-saved="Saved now">', "Saved now"),
        ('{{ button("Save and go on") }}', "Save and go on"),
        ('{{ parts.empty("Nothing here " ~ _("yet")) }}', "Nothing here "),
        ("<title>{% block title %}Sign in{% endblock %}</title>", "Sign in"),
    ],
)
def test_the_search_finds_a_naked_word(naked: str, word: str) -> None:
    assert any(word in each for each in naked_words(naked))


@pytest.mark.parametrize(
    "dressed",
    [
        '<p>{{ _("Write here") }}</p>',
        "<p>{% trans name=name %}{{ name }} shared this{% endtrans %}</p>",
        "<p>{% trans count=n %}One word{% pluralize %}{{ count }} words{% endtrans %}</p>",
        '<nav aria-label="{{ _("Main") }}">',
        '<input type="hidden" name="revision" value="abc">',
        "<p>{{ day }} · {{ time }} – 3</p>&nbsp;",
        "{# A note to whoever reads this #}",
        '{{ field(form.answer, hint=_("Use roles, not names."), classes="govuk-input--width-20 app-x") }}',
        "<svg><title>x</title><path d='M2 7V5a5 5'/></svg>",
        '{{ {"draft": _("Draft state"), "private": _("Private state")}[state] }}',
    ],
)
def test_the_search_lets_translated_words_be(dressed: str) -> None:
    assert naked_words(dressed) == []
