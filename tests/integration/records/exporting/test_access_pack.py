"""An organisation hands over what it holds in the clear, and nothing that is sealed or secret."""

from __future__ import annotations

import base64
import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import LargeBinary, select

from reflect.audit.models import AuditEvent
from reflect.cli import main
from reflect.core.errors import NotFound
from reflect.core.ids import new_id
from reflect.records.exporting.access_pack import COVER, access_pack
from reflect.storage.db import Model, db, write_unit
from reflect.supervision import feeds
from tests.integration.records.exporting.test_everything import BOTHS, HERS, HIS, TO_HER, VALID, full
from tests.support.people import Enrolled
from tests.support.supervision import Supervised
from tests.support.writing import enter


@pytest.fixture
def pair(app: Flask) -> Supervised:
    return full(app)


def pack(person: Enrolled) -> dict[str, bytes]:
    with ZipFile(BytesIO(b"".join(access_pack(person.person_id)))) as made:
        return {name: made.read(name) for name in made.namelist()}


def words(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split())


def paper(files: dict[str, bytes]) -> str:
    return " ".join(words(data) for name, data in files.items() if name.endswith(".pdf"))


def test_it_holds_the_plain_rows_and_a_cover_sheet_that_says_what_is_sealed(pair: Supervised) -> None:
    files = pack(pair.priya)
    cover = words(files[COVER])
    assert "Priya Nair, priya@test.example" in cover
    assert "Only the person can" in cover
    assert "The private words of colleagues were not searched" in cover
    assert "journal_entry" in cover
    rows = [item for name, data in files.items() if name.endswith(".json") for item in _items(data)]
    tables = {item["table"] for item in rows}
    assert {"person", "account", "role", "journal_entry", "audit_event", "share"} <= tables
    assert not [item for item in rows if item["names"]], "nobody else is named by us"
    assert "priya@test.example" in paper(files)


def _items(data: bytes) -> list[dict]:
    value = json.loads(data)
    assert not list(VALID.iter_errors(value))
    return value["items"]


def test_nothing_that_anybody_typed_and_nothing_secret_is_in_it(pair: Supervised) -> None:
    with write_unit():
        feeds.begin(pair.priya.person_id)
    enter(pair.people.app, pair.priya)
    files = pack(pair.priya)
    said = b"".join(files.values()) + paper(files).encode()
    for typed in (*HERS.values(), *HIS.values(), *BOTHS.values(), *TO_HER.values(), "A lapwing"):
        assert typed.encode() not in said
    db.session.rollback()
    secrets = 0
    for table in Model.metadata.sorted_tables:
        columns = [column for column in table.columns if isinstance(column.type, LargeBinary)]
        columns += [column for column in table.columns if column.name == "digest" and "feed" in table.name]
        for row in db.session.execute(select(*columns)) if columns else ():
            for value in row:
                secrets += _absent(value, said)
    assert secrets > 20


def _absent(value: bytes | str | None, said: bytes) -> int:
    if value is None:
        return 0
    raw = value.encode() if isinstance(value, str) else value
    assert raw not in said
    assert raw.hex().encode() not in said
    assert base64.b64encode(raw).rstrip(b"=") not in said
    return 1


def test_the_command_writes_it_once_where_nobody_else_reads_and_the_person_is_told(
    pair: Supervised, tmp_path: Path
) -> None:
    file = tmp_path / "pack.zip"
    run = pair.people.app.test_cli_runner(catch_exceptions=False).invoke
    command = main.commands["people"]
    made = run(command, ["access-pack", "priya@test.example", "--to", str(file)])
    assert made.exit_code == 0, made.output
    assert file.stat().st_mode & 0o777 == 0o600
    with ZipFile(file) as opened:
        assert opened.testzip() is None
    assert run(command, ["access-pack", "priya@test.example", "--to", str(file)]).exit_code == 1, "never over a file"
    assert run(command, ["access-pack", "nobody@test.example", "--to", str(file)]).exit_code == 1
    db.session.rollback()
    told = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "access-pack-made")).all()
    assert [(each.actor_id, each.about_id, each.details) for each in told] == [(None, pair.priya.person_id, {})]
    assert (
        "What stands in the clear about somebody was put together"
        in enter(pair.people.app, pair.priya).get("/account/log").text
    )


def test_of_nobody_there_is_no_pack(app: Flask) -> None:
    with pytest.raises(NotFound):
        access_pack(new_id())
