"""Requests that no page of ours sends: a real form or a good address, with something in it that is wrong.

What is drawn is how a request is spoilt; whose it is and where it goes is walked, so that every address gets its share.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

FIELDS = "application/x-www-form-urlencoded"
Pairs = list[tuple[str, str]]

STRANGE = (
    *(
        "",
        " ",
        "\x00",
        "a\x00b",
        "\ud800",
        "\udfff\ud800",
        "\u202e\u2066words",
        "\ufeff",
        "\u2028",
        "é" * 26,
        "٣",
        "１",
    ),
    *("0", "-1", "-0", "1.5", "1e9", "NaN", "inf", "9" * 30, "9" * 5000, "0x10", "true", "None", "[]", "{}", "null"),
    *("2026-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "2026-01-01T00:00", "24:00", "99:99", "31/12/2026"),
    *(
        "a" * 27,
        "l" * 26,
        "//elsewhere.example",
        "/\\elsewhere",
        "javascript:alert(1)",
        "http://[::1",
        "/\ud800",
        "../..",
    ),
    *("' OR 1=1 --", "%", "%s%n", "{{7*7}}", "${x}", "<script>alert(1)</script>", "<" * 3000, "](" * 2000, "*" * 3000),
    *(
        "> " * 1500,
        "a@b",
        "@",
        "=" * 400,
        "🙂" * 300,
        "z\u0301" * 500,
        "x" * 70_000,
        "\r\n" * 2000,
        "\x1b[31m",
        "-" * 900,
    ),
)
# What a page of ours may ask in its address.
QUESTIONS = (
    *(
        "step",
        "start",
        "before",
        "after",
        "revision",
        "next",
        "draft",
        "changed",
        "page",
        "q",
        "unit",
        "window",
        "role",
    ),
    *("sent", "from", "to", "at", "year", "kind", "theme", "place", "path", "entry", "person", "lang", "code", "state"),
    *("against", "with", "done", "show", "all", "month", "number", "action", "error", "session_state"),
)
HEADERS: tuple[dict[str, str], ...] = (
    {},
    {"X-HTTP-Method-Override": "DELETE"},
    {"Accept-Language": ",;q=x,\xff, en;q=9e9, *;q=-1" + "a-" * 400},
    {"Accept": "\xff/\xfe;q=nan, */*;q=", "Accept-Encoding": "br;q=x, gzip;;"},
    {"Accept": "application/json"},
    {"If-Match": '"99999999999999999999"', "If-None-Match": 'W/"', "If-Modified-Since": "Thu, 99 Foo 0000"},
    {"If-Match": "\x00", "Range": "bytes=9-1,-,x", "If-Range": "\xff"},
    {"Cookie": "session=; unlock=\xff; =; ;;; a=b=c"},
    {"Cookie": "session=" + "A" * 5000},
    {"Host": "elsewhere.example"},
    {"Host": "["},
    {"Host": "localhost:99999"},
    {"X-Forwarded-For": "x, \xff, ::1", "X-Forwarded-Proto": "gopher", "X-Forwarded-Host": "[", "Forwarded": "for="},
    {"Authorization": "Basic \xff", "Proxy-Authorization": "Bearer"},
    {"Referer": "http://[", "User-Agent": "\x00" + "u" * 9000},
    {"Origin": "null"},
    {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
    {"Origin": "http://[", "Sec-Fetch-Site": "\xff"},
    {"Transfer-Encoding": "chunked", "Expect": "100-continue", "Upgrade": "h2c"},
)
TYPES = (
    *(FIELDS, f"{FIELDS}; charset=utf-7", f"{FIELDS}; charset=\xff", "application/json", "application/json; charset=x"),
    *(
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        'multipart/form-data; boundary="' + "b" * 300,
        "text/plain",
    ),
    *("multipart/mixed; boundary=x", "application/octet-stream", "text/csv", "", ";", "\xff/\xff", "application/xml"),
)
BODIES = (
    *(
        b"",
        b"%",
        b"&&&===;",
        b"=",
        b"a" * 3000,
        b"\x00\xff\xfe",
        b"title=%ED%A0%80&answer=%FF%FE&revision=99999999999999999999",
    ),
    *(b"{", b"[]", b"null", b'{"fields": 7}', b"[" * 20_000, b'{"a": 1e999, "b": NaN}', b'"\\ud800"', b"9" * 10_000),
    *(
        b"--x\r\nno part at all",
        b"--x\r\n\r\n--x--",
        b'--x\r\nContent-Disposition: form-data; name="\xff"\r\n\r\nx\r\n--x--',
    ),
    *(
        b'--x\r\nContent-Disposition: form-data; name="a"; filename="../\x00"\r\nContent-Type: \xff\r\n\r\nx\r\n--x--',
        b"<a>",
    ),
    *(b"&".join([b"a=b"] * 1500), b"csrf_token=" + b"x" * 9000),
)
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get", "\xff")

value = (
    st.sampled_from(STRANGE)
    | st.text(max_size=30)
    | st.text(st.characters(categories=["Cs", "Cc", "Cf", "Nd"]), max_size=8)
)
json_keys = st.sampled_from(
    ("fields", "edit", "number", "token", "answer", "step", "id", "rawId", "response", "type", "person")
)
document = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | value,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(json_keys | st.text(max_size=4), inner, max_size=5),
    max_leaves=8,
)


@dataclass(frozen=True)
class Spoilt:
    """How one request differs from what a page would send."""

    method: str  # "" for the one that the address takes
    whose: str  # own, the team's or another agency's
    bad_id: str  # in the place of an id, where it is not empty
    body: str  # the kind of body
    changes: list[tuple[int, str, str]]  # which field, what is done to it, and the value that is put there
    questions: Pairs
    headers: dict[str, str]
    content_type: str
    raw: bytes
    document: Any
    csrf: str  # good, bad or none


spoilt = st.builds(
    Spoilt,
    method=st.sampled_from(("",) * 20 + METHODS),
    whose=st.sampled_from(("own", "own", "own", "team", "other")),
    bad_id=st.sampled_from(
        ("",) * 12 + ("1", "a" * 26, "A" * 26, "%00", "%ED%A0%80" * 4, "é" * 26, "..%2f", "x" * 3000)
    ),
    body=st.sampled_from(("form",) * 6 + ("files", "files", "json", "json", "raw")),
    changes=st.lists(
        st.tuples(st.integers(0, 40), st.sampled_from(("set", "set", "set", "twice", "drop", "index")), value),
        min_size=1,
        max_size=4,
    ),
    questions=st.lists(st.tuples(st.sampled_from(QUESTIONS), value), max_size=3),
    headers=st.sampled_from(HEADERS[:1] * 10 + HEADERS),
    content_type=st.sampled_from(TYPES),
    raw=st.sampled_from(BODIES) | st.binary(max_size=60),
    document=document,
    csrf=st.sampled_from(("good",) * 12 + ("bad", "none")),
)


@dataclass
class Sent:
    """A request as it goes out, and how to say it in a failure."""

    method: str
    address: str
    options: dict[str, Any] = field(default_factory=dict)
    said: str = ""


def encoded(pairs: Pairs) -> str:
    """Fields as a form sends them, lone surrogates included."""
    return "&".join(f"{_quoted(name)}={_quoted(each)}" for name, each in pairs)


def spoil(pairs: Pairs, spoilt: Spoilt) -> Pairs:
    """The fields of a form with the changes made: another value, one too many, or none."""
    fields = list(pairs)
    for place, change, new in spoilt.changes:
        at = place % len(fields) if fields else 0
        name = fields[at][0] if fields else "answer"
        if name == "csrf_token":
            continue
        if change == "twice" or not fields:
            fields.append((name, new))
        elif change == "drop":
            del fields[at]
        elif change == "index":
            fields[at] = (f"{name}[0]" if place % 2 else name.upper(), new)
        else:
            fields[at] = (name, new)
    return fields


def body_of(fields: Pairs, spoilt: Spoilt) -> dict[str, Any]:
    """The body and its type, as the test client takes them."""
    if spoilt.body == "json":
        text = json.dumps(spoilt.document)
        return {"data": text.encode(), "content_type": "application/json"}
    if spoilt.body == "raw":
        return {"data": spoilt.raw, "content_type": spoilt.content_type}
    if spoilt.body == "files":
        files = {
            name.encode("utf-8", "replace").decode(): _file(spoilt)
            for name, _value in fields[-2:]
            if name != "csrf_token"
        }
        rest = {name: each.encode("utf-8", "replace").decode() for name, each in fields if name not in files}
        return {"data": {**rest, **files}, "content_type": "multipart/form-data"}
    return {"data": encoded(fields).encode(), "content_type": FIELDS}


def _file(spoilt: Spoilt) -> tuple[io.BytesIO, str]:
    name = spoilt.changes[0][2].encode("utf-8", "replace").decode().replace("\r", "").replace("\n", "")[:200]
    return io.BytesIO(spoilt.raw), name or "file.json"


def _quoted(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="")
