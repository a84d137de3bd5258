"""A part of a copy as JSON files, as docs/export-format.md says and `schema.json` beside this file checks. Pure."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

FORMAT = "reflect-everything"
VERSION = 1
MOST_BYTES = 1_500_000  # of a file that more than one item is put into: each can be brought in again

Item = dict[str, Any]


def json_files(part: str, items: Iterable[Item], made_at: datetime) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file, made as the items come. A part with nothing in it is one file that says so."""
    written: list[bytes] = []
    size = number = 0
    for item in items:
        data = as_json(item).encode()
        if written and size + len(data) > MOST_BYTES:
            number += 1
            yield _file(part, number, written, made_at)
            written, size = [], 0
        written.append(data)
        size += len(data)
    if written or not number:
        yield _file(part, number + 1, written, made_at)


def as_json(value: Any) -> str:
    """JSON as we write it: moments in UTC, text as it is. What is no text, number, day or moment is refused."""
    return json.dumps(value, ensure_ascii=False, default=_plain, separators=(",", ":"))


def _file(part: str, number: int, written: list[bytes], made_at: datetime) -> tuple[str, bytes]:
    head = as_json({"format": FORMAT, "version": VERSION, "made_at": made_at, "part": part}).encode()
    data = head.removesuffix(b"}") + b',"items":[\n' + b",\n".join(written) + b"\n]}\n"
    return f"{part}-{number}.json", data


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
