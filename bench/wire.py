"""The first view of somebody who has never been here: how many requests, and how many bytes come over the wire.

Styles and scripts are kept compressed and sent as they are; pages are compressed by the server in front, which is done
here with its usual level. Without the headers. Lighthouse is run by hand (docs/performance.md).
"""

import gzip
import re
from urllib.parse import urljoin

import lxml.html
from flask import Flask

from bench.measure import report
from bench.organisation import app_on_disk
from tests.support.browser import Browser

PAGES = ("/sign-in", "/who-can-see-what")
LEVEL = 6
KB = 1000
ACCEPTS = {"Accept-Encoding": "br, gzip"}
STYLES = re.compile(rb"url\(([^)]+)\)")


def run() -> None:
    """Each page with everything that it asks for."""
    with app_on_disk() as app:
        for address in PAGES:
            sizes = first_view(app, address)
            report(f"bytes of a first view of {address}", sum(sizes.values()) / KB, "KB", None, 90)
            report(f"requests of a first view of {address}", len(sizes), "requests", None, 6)


def first_view(app: Flask, address: str) -> dict[str, int]:
    """The size of every answer, by its address."""
    browser = Browser(app)
    page = browser.open("GET", address, headers=ACCEPTS)
    assert page.status_code == 200, address
    sizes, html = {address: len(gzip.compress(page.get_data(), LEVEL))}, lxml.html.document_fromstring(page.get_data())
    waiting = [
        element.get("href") for element in html.xpath("//link[@rel='stylesheet' or @rel='icon' or @rel='preload']")
    ]
    waiting += [element.get("src") for element in html.xpath("//script[@src] | //img[@src]")]
    for asset in waiting:
        if asset and asset not in sizes and not asset.startswith("data:"):
            answer = browser.open("GET", asset, headers=ACCEPTS)
            assert answer.status_code == 200, asset
            sizes[asset] = len(answer.get_data())
            if answer.mimetype == "text/css":
                plain = browser.open("GET", asset).get_data()
                waiting += [
                    urljoin(asset, url) for url in fonts(plain, slanted=bool(html.xpath("//em | //i | //cite")))
                ]
    return sizes


def fonts(styles: bytes, *, slanted: bool) -> list[str]:
    """The typefaces that a browser asks for: of those that the styles name, what the words of the page are set in."""
    named = [url.decode().strip("'\"") for url in STYLES.findall(styles) if b"woff2" in url]
    return [url for url in named if slanted or "italic" not in url]


if __name__ == "__main__":
    run()
