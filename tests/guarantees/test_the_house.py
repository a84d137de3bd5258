"""The layout holds: sizes, who imports what, and what each table says about the people in it."""

import ast
import re
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import LargeBinary
from wtforms import TextAreaField
from wtforms.fields.core import UnboundField

from reflect.records.cpd.regulators import regulators
from reflect.storage.about import ABOUT_KEYS
from reflect.storage.db import Model
from reflect.supervision.words_of_session import MODELS
from reflect.web.forms import Form
from reflect.web.refused import typed_fields
from reflect.web.rewraps import rewraps

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "reflect"
KINDS = ("*.py", "*.html", "*.scss", "*.mjs", "*.typ")
PASSED_OVER = re.compile(r"#|//|import |from |[\W_]+$")
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)
PAGES = {"routes", "forms", "cli", "__init__", "web"}
THIN = {
    "flask_login": "web/viewer.py",
    "flask_sqlalchemy": "storage/db.py",
    "flask_babel": "web/language.py",
    "flask_limiter": "web/limits.py",
    "bleach": "privacy/sanitise.py",
}


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def _imports(path: Path) -> frozenset[str]:
    return frozenset(_imported(_parsed(path)))


def _imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_modules_stay_small() -> None:
    lengths = [len(path.read_text().splitlines()) for path in MODULES if path.read_text().strip()]
    assert max(lengths) <= 400
    assert statistics.median(lengths) <= 120
    assert sum(length <= 300 for length in lengths) >= 0.9 * len(lengths)


def test_a_function_fits_a_screen() -> None:
    long = [
        f"{path.relative_to(PACKAGE)}: {node.name}"
        for path in MODULES
        for node in ast.walk(_parsed(path))
        if isinstance(node, ast.FunctionDef) and _lines(node) > 50
    ]
    assert long == []


def _lines(function: ast.FunctionDef) -> int:
    """How long it is without its docstring."""
    said = function.body[0] if ast.get_docstring(function) else None
    without = said.end_lineno - said.lineno + 1 if said and said.end_lineno else 0
    return (function.end_lineno or 0) - function.lineno + 1 - without


def test_no_dozen_lines_stand_in_two_places() -> None:
    """A place of ours is code, a template, a style or a script; blank lines, remarks and imports do not count."""
    first: dict[int, str] = {}
    twice = set()
    ours = [path for kind in KINDS for folder in ("reflect", "tests", "bench") for path in (ROOT / folder).rglob(kind)]
    for path in ours:
        if {"versions", "built"} & set(path.parts):
            continue
        lines = [line for line in map(str.strip, path.read_text().splitlines()) if line and not PASSED_OVER.match(line)]
        for number in range(len(lines) - 11):
            place = f"{path.relative_to(ROOT)}: {lines[number]}"
            if first.setdefault(hash(tuple(lines[number : number + 12])), place) != place:
                twice.add(place)
    assert len(ours) > 1000
    assert twice == set()


def test_only_pages_know_the_request() -> None:
    knowing = [
        path
        for path in MODULES
        if "flask" in _imports(path)
        and not {*path.relative_to(PACKAGE).parts[:-1], path.stem} & PAGES
        and path.relative_to(PACKAGE).as_posix() not in ("storage/db.py", "storage/versions.py")
    ]
    assert knowing == []


@pytest.mark.parametrize(("library", "home"), THIN.items())
def test_a_library_that_may_end_is_imported_in_one_place(library: str, home: str) -> None:
    users = [path.relative_to(PACKAGE).as_posix() for path in MODULES if library in _imports(path)]
    assert users == [home]


def test_every_form_is_ours() -> None:
    """FlaskForm by itself would read JSON, and hand a file to a field of text."""
    others = [path.relative_to(PACKAGE).as_posix() for path in MODULES if "FlaskForm" in path.read_text()]
    assert others == ["web/forms.py"]


def test_what_is_typed_into_a_box_comes_back_when_its_page_cannot_be_shown(sqlite_app: Flask) -> None:
    boxes = {
        f"{form.__module__}.{name}"
        for form in _below(Form)
        for name, field in vars(form).items()
        if isinstance(field, UnboundField) and issubclass(field.field_class, TextAreaField)
    }
    with sqlite_app.test_request_context():
        boxes |= {field.name for regulator in regulators().values() for field in regulator.fields}
    boxes |= {stage for model in MODELS.values() for stage in model.stages}
    assert len(boxes) > 35
    assert {box for box in boxes if box.rpartition(".")[2] not in typed_fields} == set()


def _below(form: type[Form]) -> Iterator[type[Form]]:
    for each in form.__subclasses__():
        yield each
        yield from _below(each)


@pytest.mark.parametrize("package", ["journal", "sharing"])
def test_nobody_names_the_tables_of_private_words_in_sql(app: Flask, package: str) -> None:
    own = [
        mapper.local_table.name
        for mapper in Model.registry.mappers
        if mapper.class_.__module__.startswith(f"reflect.{package}.")
    ]
    assert len(own) > 2
    names = "|".join(own)
    in_sql = rf"\b(?:FROM|INTO|UPDATE|JOIN|TABLE)\s+(?:{names})\b"
    in_key = rf"[\"'](?:{names})\.[a-z_]+[\"']"
    naming = re.compile(f"{in_sql}|{in_key}", re.IGNORECASE)
    assert naming.search("update " + own[0])
    assert naming.search(f'ForeignKey("{own[0]}.id")')
    for path in MODULES:
        if path.relative_to(PACKAGE).parts[0] not in (package, "storage"):
            assert not naming.search(path.read_text()), path


def test_every_table_says_what_it_holds_about_people(app: Flask) -> None:
    tables = list(Model.metadata.tables.values())
    assert len(tables) > 15
    for table in tables:
        said = table.info.get("about", {})
        assert set(said) == ABOUT_KEYS, table.name
        assert all(isinstance(value, str) and len(value) > 3 for value in said.values()), table.name


# Sealed columns that no key of a person wraps: bodies under an entry's or share's own key, seals to public keys, the
# halves of sessions. Each is opened by a key that one of the rewrapped columns holds, or dies with its session.
NOT_WRAPPED = {
    "asked_to_search.extract",  # to a public key, as are the next ones
    "asked_to_search.sealed",
    "audit_event.link",
    "audit_head.link",
    "audit_head.signature",
    "device_slot.envelope",  # only its passkey can make it again: the slot goes when the keys are replaced
    "device_slot.salt",
    "factor.credential_id",
    "factor.public_key",
    "factor.sealed_seed",  # under the deployment's factor key
    "failed_tries.subject",
    "known_device.token_hash",
    "pending_sign_in.challenge",
    "pending_sign_in.id",
    "pending_sign_in.sealed",
    "sign_in_session.challenge",
    "account.public_key",
    "account.sealed_private",  # rotated by the vault itself, in identity/rotation.py
    "account.sealed_contribution",
    "invitation.token_hash",
    "journal_entry.head",
    "journal_kept_comment.sealed",
    "journal_ready_share.sealed",  # under the entry's key
    "share_draft_comment.sealed",  # under its wrapped key
    "supervision_action.sealed",  # under the key of the pair, as are the next ones
    "supervision_agenda_item.sealed",
    "supervision_agreement.sealed",
    "supervision_notes.sealed",
    "supervision_pair_key.sealed",  # to a public key, which stays through a rotation
    "supervision_record.sealed",
    "supervision_record_key.sealed",  # to a public key
    "supervision_records_key.public_key",
    "journal_rescue.sealed",
    "journal_search.sealed",  # to a public key
    "journal_revision.body",
    "key_slot.envelope",
    "key_slot.salt",
    "pending_code.id",
    "pending_code.sealed",
    "pepper_check.check_value",
    "share.body",
    "share.head",
    "share.reader_key",
    "share_comment.sealed",
    "sign_in_session.token_hash",
    "theme_contribution.cid",
    "theme_contribution.sealed",  # to the window's key, which is destroyed
    "theme_window.public_key",
    "unlock_session.id",
    "unlock_session.sealed",
}


def test_every_wrapped_key_is_wrapped_again_at_rotation(app: Flask) -> None:
    binary = {
        f"{table.name}.{column.name}"
        for table in Model.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert rewraps.columns() <= binary
    assert binary - rewraps.columns() == NOT_WRAPPED, "a new sealed column: who wraps it again when keys are replaced?"
