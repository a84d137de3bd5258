"""A browser without JavaScript: it keeps cookies, reads pages as HTML5, and fills in the forms it finds.

It opens no page that lets somebody type before it has said who can see that, and none whose summary of errors leads to
what is not there.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import lxml.html
from flask import Flask
from lxml.html import HtmlElement as Element
from werkzeug.test import EnvironBuilder, TestResponse

from reflect.identity import signing
from reflect.identity.routes.browser import after_passphrase
from reflect.identity.routes.trying import lock_material
from tests.support import audience
from tests.support.people import PASSPHRASE, Enrolled

ERRORS = re.compile(r'govuk-error-summary__list">(.*?)</ul>', re.DOTALL)


@dataclass
class Form:
    """A form on a page: where it goes and what its fields hold."""

    action: str
    method: str
    fields: list[tuple[str, str]]

    def values(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in self.fields:
            found.setdefault(name, []).append(value)
        return found


class Page:
    """An answer, read as HTML5 whatever its status."""

    def __init__(self, response: TestResponse, address: str) -> None:
        self.response = response
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        self.address = address
        self._tree: Element | None = None

    @property
    def tree(self) -> Element:
        if self._tree is None:
            self._tree = lxml.html.document_fromstring(self.html or "<html></html>")
            for area in self._tree.iter("textarea"):
                area.text = (area.text or "").removeprefix("\n")  # HTML: the first line break is not part of it
        return self._tree

    @property
    def text(self) -> str:
        """The words of the page, white space folded."""
        main = self.tree.find(".//main")
        return " ".join("".join((main if main is not None else self.tree).itertext()).split())

    @property
    def title(self) -> str:
        element = self.tree.find(".//title")
        return "".join(element.itertext()) if element is not None else ""

    def links(self) -> list[str]:
        return [link.get("href", "") for link in self.tree.iter("a")]

    def forms(self) -> list[Form]:
        return [_form(element, self.address) for element in self.tree.iter("form")]

    def form(self, containing: str = "", action: str = "") -> Form:
        """The first form in `main` that has a field or button of this name, or whose action holds `action`."""
        main = self.tree.find(".//main")
        for element in (main if main is not None else self.tree).iter("form"):
            form = _form(element, self.address)
            names = {child.get("name") for child in element.iter()}
            if action in form.action and (not containing or containing in names):
                return form
        raise AssertionError(f"no form with {containing or action!r} on {self.address}")


class Browser:
    """One person's browser."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.origin = app.config["BASE_URL"]

    def open(self, method: str, address: str, **options: Any) -> TestResponse:
        """Send one request, in a context of its own: the test's own context must not lend it anything."""
        with self.app.app_context():
            response = self.client.open(address, method=method, **options)
        if response.mimetype == "text/html":
            unsaid = audience.faults(response.get_data(as_text=True))
            assert not unsaid, f"{method} {address}: {unsaid}"
            astray = _links_of_errors_to_nothing(response.get_data(as_text=True))
            assert not astray, f"{method} {address}: {astray}"
        return response

    def get(self, address: str, *, follow: bool = True, **options: Any) -> Page:
        """Open a page."""
        return self._page(self.open("GET", address, **options), follow)

    def post(self, address: str, fields: dict[str, Any] | bytes, *, follow: bool = True, **options: Any) -> Page:
        """Send a form as it stands, from a page of ours."""
        headers = {"Origin": self.origin, **options.pop("headers", {})}
        return self._page(self.open("POST", address, data=fields, headers=headers, **options), follow)

    def submit(self, form: Form, *, follow: bool = True, **changes: Any) -> Page:
        """Fill a form in and send it. A value of None leaves the field out."""
        fields: dict[str, Any] = {**form.values(), **changes}
        return self.post(form.action, {k: v for k, v in fields.items() if v is not None}, follow=follow)

    def put(self, address: str, document: Any, *, csrf: str, **headers: str) -> TestResponse:
        """Send JSON as a script of ours does."""
        return self.open("PUT", address, json=document, headers={"Origin": self.origin, "X-CSRFToken": csrf, **headers})

    def sign_in(self, person: Enrolled, passphrase: str = PASSPHRASE) -> "Browser":
        """Signed in with the journal open: what the page of that name does with a passphrase, without the page itself.

        A third of the time of most tests went into opening that page and sending its form. Whoever tests it, or what
        it counts, sends it: `sign_in_by_page`.
        """
        server, path = urlsplit(self.origin).hostname or "", "/sign-in"
        base = self.client.environ_base
        environ = EnvironBuilder(path, self.origin, method="POST", environ_base=base).get_environ()
        self.client._add_cookies_to_wsgi(environ)
        with self.app.app_context(), self.app.request_context(environ):
            keys = signing.open_with_passphrase(person.email, passphrase, **lock_material())
            assert keys is not None, f"the passphrase of {person.name} opens nothing"
            response = self.app.process_response(after_passphrase(keys, "/"))
        self.client._update_cookies_from_response(server, path, response.headers.getlist("Set-Cookie"))
        return self

    def sign_in_by_page(self, person: Enrolled, passphrase: str = PASSPHRASE) -> "Browser":
        """Sign in through the page. What it leads to is not opened: nobody looks."""
        form = self.get("/sign-in").form("passphrase")
        page = self.submit(form, follow=False, email=person.email, passphrase=passphrase)
        assert page.status == 302, page.text
        return self

    def lock(self) -> None:
        """Lock the journal, staying signed in."""
        self.submit(next(form for form in self.get("/").forms() if form.action.endswith("/lock")))

    def sign_out(self) -> None:
        """Sign out."""
        self.submit(next(form for form in self.get("/").forms() if form.action.endswith("/sign-out")))

    def _page(self, response: TestResponse, follow: bool) -> Page:
        for _hop in range(5):
            if not follow or response.status_code not in (301, 302, 303, 307, 308):
                break
            response = self.open("GET", response.location)
        asked = response.request
        query = asked.query_string.decode()
        return Page(response, f"{asked.path}?{query}" if query else asked.path)


def _links_of_errors_to_nothing(html: str) -> list[str]:
    summary = ERRORS.search(html)
    return [to for to in re.findall(r'href="#([^"]*)"', summary[1]) if f'id="{to}"' not in html] if summary else []


def _form(element: Element, address: str) -> Form:
    fields = []
    for child in element.iter():
        name = child.get("name")
        if not name:
            continue
        if child.tag == "textarea":
            fields.append((name, "".join(child.itertext())))
        elif child.tag == "select":
            chosen = [option for option in child.iter("option") if option.get("selected") is not None]
            fields.append((name, chosen[0].get("value", "") if chosen else ""))
        elif child.tag == "input":
            kind = child.get("type", "text")
            if kind in ("checkbox", "radio") and child.get("checked") is None:
                continue
            if kind not in ("submit", "button"):
                fields.append((name, child.get("value", "")))
    return Form(element.get("action") or address, element.get("method", "get"), fields)
