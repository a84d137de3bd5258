"""What Reflect says is set alike everywhere: quotes are curly, and what is wrong is said with a full stop."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.pseudo import KEPT, messages

REFLECT = Path(__file__).parents[2] / "reflect"
STRAIGHT = re.compile("['\"`]")
GETTEXT = {"_", "_l", "gettext", "lazy_gettext", "marked", "ngettext"}
# What says that something is wrong: an exception with a sentence, a validator, and the errors of a field or a form.
REFUSING = re.compile(
    r"(?:BadInput|Conflict|NotFound|Forbidden|\w*Refused|Unreadable|ValidationError|InputRequired|DataRequired|Length)"
)
ERRORS = {"errors", "form_errors"}
WHOLE = re.compile(r"[.?]$|\. Run: [\w ]+$")  # a command stands as it is typed


def straight(sentence: str) -> bool:
    return STRAIGHT.search(KEPT.sub("", sentence)) is not None


def errors_in(tree: ast.AST) -> Iterator[str]:
    """The sentences with which a module says that something is wrong."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            of = node.func
            name = of.id if isinstance(of, ast.Name) else of.attr if isinstance(of, ast.Attribute) else ""
            added = isinstance(of, ast.Attribute) and isinstance(of.value, ast.Attribute) and of.value.attr in ERRORS
            if added or REFUSING.fullmatch(name):
                given = [*node.args, *(named.value for named in node.keywords)]
                yield from (said for argument in given for said in said_in(argument))
        elif isinstance(node, ast.Assign) and _names_errors(node):
            yield from said_in(node.value)


def _names_errors(node: ast.Assign) -> bool:
    return any(isinstance(to, ast.Attribute) and to.attr in ERRORS for to in node.targets)


def said_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GETTEXT:
            given = node.args[:2] if node.func.id == "ngettext" else node.args[:1]
            yield from (each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str))


def test_quotes_and_apostrophes_are_curly() -> None:
    said = [
        (place, each) for place, message in messages() for each in ([message] if isinstance(message, str) else message)
    ]
    assert [(place, each) for place, each in said if straight(each)] == []


@pytest.mark.parametrize("sentence", ["It's here.", 'Select "Save".', "Type `yes`."])
def test_a_straight_one_is_found(sentence: str) -> None:
    assert straight(sentence)


@pytest.mark.parametrize("sentence", ['It’s <a class="govuk-link">here</a>.', "Select “%(name)s”."])
def test_html_is_no_sentence(sentence: str) -> None:
    assert not straight(sentence)


def test_what_is_wrong_is_said_with_a_full_stop() -> None:
    found = [said for path in REFLECT.rglob("*.py") for said in errors_in(ast.parse(path.read_text()))]
    assert len(found) > 400
    assert [said for said in found if not WHOLE.search(said)] == []


@pytest.mark.parametrize(
    "code",
    [
        'raise BadInput(_("Enter a name"))',
        'StringField(_l("Name"), [InputRequired(_l("Enter a name"))])',
        'StringField(_l("Name"), [Length(max=9, message=_l("Enter a name"))])',
        'form.name.errors = [_("Enter a name")]',
        'form.form_errors.append(ngettext("Enter a name", "Enter names", 2))',
    ],
)
def test_one_without_is_found(code: str) -> None:
    assert "Enter a name" in list(errors_in(ast.parse(code)))
