"""Styles, scripts, typeface and icon: their addresses, and serving them so that browsers fetch each only once."""

import json
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, request

from reflect.web.errors import refusal
from reflect.web.guards import ANYONE, guard

BUILT = Path(__file__).parents[1] / "static" / "built"
YEAR = 31_536_000
TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "woff2": "font/woff2",
}
TWINS = {"br": "br", "gzip": "gz"}  # content coding → ending of the file, the smaller first

bp = Blueprint("assets", __name__)


class AssetsMissing(RuntimeError):
    """The assets have not been built: the app must not start without its styles."""


def init_app(app: Flask, built: Path = BUILT) -> None:
    """Serve what is in the folder `built`, and give templates `asset()`. Raises AssetsMissing."""
    try:
        manifest: dict[str, str] = json.loads((built / "manifest.json").read_text())
    except FileNotFoundError:
        raise AssetsMissing("The styles and scripts are not built yet. Run: make setup") from None
    app.extensions["reflect_assets"] = Assets(built, manifest)
    app.jinja_env.globals["asset"] = asset
    app.register_blueprint(bp)


class Assets:
    """The built files: which there are, by the name that templates use and by the name in addresses."""

    def __init__(self, folder: Path, manifest: dict[str, str]) -> None:
        self.addresses = {name: f"/static/{built}" for name, built in manifest.items()}
        self.files = {built: folder / built for built in manifest.values()}
        self.twins = {
            (built, coding): path.with_name(f"{built}.{ending}")
            for built, path in self.files.items()
            for coding, ending in TWINS.items()
            if path.with_name(f"{built}.{ending}").is_file()
        }


def asset(name: str) -> str:
    """The address of an asset by its plain name, such as `app.css`. Raises KeyError when there is none."""
    return _assets().addresses[name]


def complete() -> bool:
    """Whether every built file is there to be served."""
    return all(path.is_file() for path in _assets().files.values())


@bp.get("/static/<path:name>")
@guard(ANYONE)
def static(name: str) -> Response:
    """One built file, as small as the browser can read it. Its name changes with its content, so it keeps for ever."""
    path = _assets().files.get(name)
    if path is None:
        missing = refusal(404)
        missing.headers["Cache-Control"] = "no-store"
        return missing
    return _send(name, path)


@bp.get("/favicon.ico")
@guard(ANYONE)
def favicon() -> Response:
    """The icon, for browsers that ask for it before they have read the page."""
    icon = _assets().files[asset("icon.svg").removeprefix("/static/")]
    return Response(icon.read_bytes(), content_type=TYPES["svg"])


@bp.get("/robots.txt")
@guard(ANYONE)
def robots() -> Response:
    """Nothing here is for search engines."""
    return Response("User-agent: *\nDisallow: /\n", content_type=TYPES["txt"])


def _send(name: str, path: Path) -> Response:
    coding = next((each for each in TWINS if request.accept_encodings[each] and (name, each) in _assets().twins), None)
    twin = _assets().twins[name, coding] if coding else path
    response = Response(twin.read_bytes(), content_type=TYPES[name.rpartition(".")[2]])
    response.set_etag(f"{name}-{coding or 'plain'}")
    if coding:
        response.headers["Content-Encoding"] = coding
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response.make_conditional(request)


def _assets() -> Assets:
    assets: Assets = current_app.extensions["reflect_assets"]
    return assets
