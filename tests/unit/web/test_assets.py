"""What browsers fetch: once, small, and only what was built."""

import gzip
import json
from pathlib import Path

import brotli
import lxml.html
import pytest
from flask import Flask
from flask.testing import FlaskClient

from reflect.web import build_assets
from reflect.web.assets import BUILT, AssetsMissing, asset, init_app

COMPRESSED = {"Accept-Encoding": "br, gzip"}


@pytest.fixture
def client(sqlite_app: Flask) -> FlaskClient:
    return sqlite_app.test_client()


def test_an_asset_is_kept_for_ever_because_its_name_changes_with_its_content(client: FlaskClient) -> None:
    answer = client.get(asset("app.css"))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("accepted", "coding", "opened"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip, deflate", "gzip", gzip.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
        ("", None, bytes),
    ],
)
def test_the_browser_gets_the_smallest_form_it_can_read(
    client: FlaskClient, accepted: str, coding: str | None, opened: type
) -> None:
    answer = client.get(asset("main.mjs"), headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == coding
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert opened(answer.data) == (BUILT / asset("main.mjs").removeprefix("/static/")).read_bytes()


def test_an_asset_that_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    etag = client.get(asset("app.css")).headers["ETag"]
    assert client.get(asset("app.css"), headers={"If-None-Match": etag}).status_code == 304


def test_each_compressed_form_has_a_tag_of_its_own(client: FlaskClient) -> None:
    tags = {
        client.get(asset("app.css"), headers={"Accept-Encoding": accepted}).headers["ETag"]
        for accepted in ("br", "gzip", "")
    }
    assert len(tags) == 3


@pytest.mark.parametrize(
    "path",
    [
        "/static/app.css",
        "/static/manifest.json",
        "/static/.stamp",
        "/static/../web/assets.py",
        "/static/%2e%2e/%2e%2e/web/assets.py",
        "/static//etc/passwd",
        "/static/src/app.scss",
    ],
)
def test_nothing_else_is_served(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (404, 308)
    assert answer.headers["Cache-Control"] == "no-store"


def test_search_engines_are_told_to_stay_away(client: FlaskClient) -> None:
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


def test_the_icon_is_found_where_browsers_look_first(client: FlaskClient) -> None:
    assert client.get("/favicon.ico").headers["Content-Type"].startswith("image/svg+xml")


def test_the_app_does_not_start_without_its_styles(tmp_path: Path) -> None:
    with pytest.raises(AssetsMissing, match="make setup"):
        init_app(Flask(__name__), tmp_path)


@pytest.mark.parametrize("address", ["/", "/sign-in"])
def test_a_first_page_is_90_kilobytes_in_six_requests_and_the_icon_of_its_tab(
    client: FlaskClient, address: str
) -> None:
    page = client.get(address, headers=COMPRESSED)
    shown = lxml.html.document_fromstring(client.get(address).data)
    fetched = {
        link for _element, name, link, _place in shown.iterlinks() if name == "src" or link.startswith("/static/")
    }
    answers = [page, *(client.get(link, headers=COMPRESSED) for link in fetched)]
    assert {answer.status_code for answer in answers} == {200}
    assert asset("icon.svg") in fetched
    assert len(answers) <= 6 + 1
    assert sum(len(answer.data) for answer in answers) < 90 * 1024


def test_styles_refer_only_to_built_names() -> None:
    manifest = json.loads((BUILT / "manifest.json").read_text())
    css = (BUILT / manifest["app.css"]).read_text()
    assert {part.split('"')[1] for part in css.split("url(")[1:]} <= set(manifest.values())


def test_joined_modules_keep_their_names_apart(tmp_path: Path) -> None:
    (tmp_path / "a.mjs").write_text("const same = 1;\nexport function a() { return same; }\n")
    (tmp_path / "b.mjs").write_text('import { a } from "./a.mjs";\nconst same = 2;\nconsole.log(a(), same);\n')
    joined = build_assets.bundle(tmp_path / "b.mjs").decode()
    assert "const { a } = module0;" in joined
    assert "import" not in joined
    assert "export" not in joined


@pytest.mark.parametrize(
    "strange", ['import a from "./a.mjs";', "export default 1;", 'import { a as b } from "./a.mjs";']
)
def test_a_module_that_cannot_be_joined_stops_the_build(tmp_path: Path, strange: str) -> None:
    (tmp_path / "a.mjs").write_text("export const a = 1;\n")
    (tmp_path / "b.mjs").write_text(strange + "\n")
    with pytest.raises(build_assets.CannotBuild):
        build_assets.bundle(tmp_path / "b.mjs")
