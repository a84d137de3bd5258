"""Builds what browsers fetch: styles, scripts, typeface and icon, named by their content and compressed.

Run as ``python -m reflect.web.build_assets``. Needs ``npm ci`` before, and a ``node`` on the path or beside the
Python that runs this. Uses nothing of the app, so that it runs before the app can.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "reflect" / "static" / "src"
BUILT = ROOT / "reflect" / "static" / "built"
PACKAGES = ROOT / "node_modules"
FONTS = PACKAGES / "@fontsource-variable" / "atkinson-hyperlegible-next"

COPIED = {
    "icon.svg": SOURCE / "icon.svg",
    "picture.svg": SOURCE / "picture.svg",
    "head.js": SOURCE / "head.js",
    "atkinson-hyperlegible-next-latin-wght-normal.woff2": FONTS
    / "files"
    / "atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "atkinson-hyperlegible-next-latin-wght-italic.woff2": FONTS
    / "files"
    / "atkinson-hyperlegible-next-latin-wght-italic.woff2",
}

# GOV.UK Frontend mixes its brand blue into a few components without a setting for it. Ours instead.
RECOLOURED = {"#0f385c": "#07333c", "#d2e2f1": "#d3e6ea", "#f4f8fb": "#f3f7f6"}


class CannotBuild(Exception):
    """The assets cannot be built; the message says what to do about it."""


def main() -> int:
    """Build the assets unless nothing they are made from has changed; 1 with a sentence when that fails."""
    try:
        stamp = fingerprint_of_inputs()
        if (BUILT / ".stamp").is_file() and (BUILT / ".stamp").read_text() == stamp:
            return 0
        manifest = build()
    except CannotBuild as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    (BUILT / ".stamp").write_text(stamp)
    sys.stdout.write(f"Built {len(manifest)} assets.\n")
    return 0


def not_built() -> str | None:
    """Why a package cannot be made of what is there now; None when every asset is there, made from these sources."""
    built, lock = BUILT / "manifest.json", ROOT / "package-lock.json"
    if not built.is_file() or not all((BUILT / name).is_file() for name in json.loads(built.read_text()).values()):
        return "The styles and scripts are not built, and nothing would be served without them. Run: make wheel"
    stamp = BUILT / ".stamp"
    # Outside a checkout there is nothing to make them from.
    if lock.is_file() and (not stamp.is_file() or stamp.read_text() != fingerprint_of_inputs()):
        return "The styles and scripts are older than what they are made from. Run: make wheel"
    return None


def fingerprint_of_inputs() -> str:
    """A hash over everything the assets are made from."""
    digest = hashlib.sha256()
    for path in [Path(__file__), ROOT / "package-lock.json", *sorted(SOURCE.iterdir())]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def build() -> dict[str, str]:
    """Write every asset, its compressed twins and the manifest; answer the manifest: plain name → built name."""
    BUILT.mkdir(exist_ok=True)
    manifest: dict[str, str] = {}
    try:
        for name, path in COPIED.items():
            publish(manifest, name, path.read_bytes())
        publish(manifest, "licences.txt", licences())
    except FileNotFoundError as missing:
        raise CannotBuild(f"{missing.filename} is missing. Run: npm ci --ignore-scripts --omit=optional") from None
    publish(manifest, "app.css", styles(manifest))
    publish(manifest, "main.mjs", bundle(SOURCE / "main.mjs"))
    (BUILT / "manifest.json").write_text(json.dumps(manifest, indent=1))
    remove_others(manifest)
    return manifest


def publish(manifest: dict[str, str], name: str, content: bytes) -> None:
    """Write one asset under a name that changes with its content, with .br and .gz twins where they are smaller."""
    import brotli

    stem, dot, ending = name.rpartition(".")
    built = manifest[name] = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}{dot}{ending}"
    (BUILT / built).write_bytes(content)
    if ending == "woff2":
        return
    twins = {
        "br": brotli.compress(content, quality=11),
        "gz": gzip.compress(content, compresslevel=9, mtime=0),
    }
    for kind, squeezed in twins.items():
        if len(squeezed) < len(content):
            (BUILT / f"{built}.{kind}").write_bytes(squeezed)


def remove_others(manifest: dict[str, str]) -> None:
    """Delete what earlier builds left behind."""
    wanted = {"manifest.json", *manifest.values()}
    for path in BUILT.iterdir():
        if path.name.removesuffix(".br").removesuffix(".gz") not in wanted:
            path.unlink()


def licences() -> bytes:
    """The notices that the licences of what we serve ask us to serve with it."""
    return (SOURCE / "licences.txt").read_bytes() + b"\n\n" + (FONTS / "LICENSE").read_bytes()


def styles(manifest: dict[str, str]) -> bytes:
    """The compiled stylesheet, with our colours throughout and the built names of what it refers to."""
    css = sass(SOURCE / "app.scss")
    for theirs, ours in RECOLOURED.items():
        css = css.replace(theirs, ours)
    return re.sub(r'url\("?([^")]+)"?\)', lambda found: f'url("{manifest[found[1]]}")', css).encode()


def sass(path: Path) -> str:
    """Compile one Sass file to CSS. Raises CannotBuild with the compiler's own words."""
    beside_python = str(Path(sys.executable).parent)
    node = shutil.which("node") or shutil.which("node", path=beside_python)
    if node is None:
        raise CannotBuild("Node.js is missing. Run: make setup")
    compiler = [node, str(PACKAGES / "sass" / "sass.js"), "--pkg-importer=node", "--style=compressed"]
    done = subprocess.run(  # noqa: S603
        [*compiler, "--no-source-map", "--quiet-deps", str(path)], cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        raise CannotBuild(done.stderr)
    return done.stdout


IMPORT = re.compile(r'^import (\{[^}]*\}) from ["\']([^"\']+)["\'];?\n', re.MULTILINE)
EXPORT_LIST = re.compile(r"^export (\{[^}]*\});?\n", re.MULTILINE)
EXPORT_WORD = re.compile(r"^export ((?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
COMMENT = re.compile(r"^[ \t]*(?:/\*(?!!).*?\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)
NOT_PLAIN = re.compile(r"^(?:import|export)\b.*|^const \{[^}]* as .*", re.MULTILINE)


def bundle(entry: Path) -> bytes:
    """One module out of many: every module that `entry` imports, each once, before those that need it.

    Each becomes a function called once, so that no two modules share a name. Understands the plain form that GOV.UK
    Frontend and our own modules keep to: named imports and exports without renaming. Raises CannotBuild for others.
    """
    parts: dict[Path, str] = {}
    collect(entry.resolve(), parts)
    text = "".join(parts.values())
    if strange := NOT_PLAIN.search(text):
        raise CannotBuild(f"The modules of {entry.name} cannot be joined: {strange[0]}")
    return f"/*! Licences: licences.txt */\n{text}".encode()


def collect(path: Path, parts: dict[Path, str]) -> None:
    """Add the module at `path` to `parts`, after the modules it imports."""
    if not path.is_file():
        raise CannotBuild(f"{path} is missing. Run: npm ci --ignore-scripts --omit=optional")

    def joined(found: re.Match[str]) -> str:
        target = (path.parent / found[2] if found[2].startswith(".") else PACKAGES / found[2]).resolve()
        if target not in parts:
            collect(target, parts)
        return f"const {found[1]} = module{list(parts).index(target)};\n"

    text = IMPORT.sub(joined, COMMENT.sub("", path.read_text()))
    exported = ", ".join(found[2] for found in EXPORT_WORD.finditer(text))
    text = EXPORT_WORD.sub(r"\1", EXPORT_LIST.sub(r"return \1;\n", text))
    last = f"return {{ {exported} }};\n" if exported else ""
    parts[path] = f"const module{len(parts)} = (() => {{\n{text}{last}}})();\n"


if __name__ == "__main__":
    sys.exit(main())
