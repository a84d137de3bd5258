"""Reflect is built from GOV.UK Frontend's components and is not GOV.UK: nothing of its brand is copied or served."""

import re
from pathlib import Path

import pytest

from reflect.web.assets import BUILT

TEMPLATES = Path(__file__).parents[2] / "reflect" / "templates"
SOURCES = Path(__file__).parents[2] / "reflect" / "static" / "src"

# GOV.UK's blue with its tints and shades (govuk-frontend 6.6, settings/_colours-palette), and the blues before it.
BRAND_COLOURS = (
    "#1d70b8",
    "#5694ca",
    "#8eb8dc",
    "#d2e2f1",
    "#f4f8fb",
    "#16548a",
    "#0f385c",
    "#1a65a6",
    "#003078",
    "#005ea5",
)
BRAND_WORDS = re.compile(
    r"gds[ -]?transport|\bnta\b|govuk-logo|govuk-crest|logotype|crown-?logo|__crown|govuk-header__|govuk-footer__"
    r"|copyright-logo|opengraph-image",
    re.IGNORECASE,
)


def served() -> list[Path]:
    names = [path for path in BUILT.iterdir() if path.suffix in (".css", ".js", ".mjs", ".svg")]
    assert len(names) >= 4, "the assets are not built: make setup"
    return names


def branding_in(text: str) -> list[str]:
    colours = [colour for colour in BRAND_COLOURS if colour in text.lower()]
    return colours + BRAND_WORDS.findall(text)


@pytest.mark.parametrize("kind", ["css", "js", "mjs", "svg"])
def test_no_brand_of_govuk_is_served(kind: str) -> None:
    for path in served():
        if path.suffix == f".{kind}":
            assert branding_in(path.read_text()) == [], path.name


def test_only_our_typeface_is_served() -> None:
    fonts = {path.name.split("-latin")[0] for path in BUILT.iterdir() if path.suffix in (".woff", ".woff2", ".ttf")}
    assert fonts == {"atkinson-hyperlegible-next"}


def test_no_image_but_our_own_are_served() -> None:
    images = {
        path.name.split(".")[0]
        for path in BUILT.iterdir()
        if path.suffix in (".svg", ".png", ".jpg", ".ico", ".gif", ".webp")
    }
    assert images == {"icon", "picture"}


def test_no_page_carries_the_brand() -> None:
    for path in [*TEMPLATES.rglob("*.html"), *SOURCES.glob("*.svg")]:
        assert branding_in(path.read_text()) == [], path


@pytest.mark.parametrize(
    "planted",
    [
        'font-family:"GDS Transport"',
        "color:#1D70B8",
        'src:url("/assets/fonts/light-94a07e06a1-v2.woff2") /* nta */',
        '<svg class="govuk-header__logotype">',
        "background:url(govuk-crest.svg)",
    ],
)
def test_the_search_finds_what_it_is_for(planted: str) -> None:
    assert branding_in(planted)
