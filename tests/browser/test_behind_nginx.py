"""Over HTTPS, behind nginx with the block of the docs: cookies, forms, single sign-on, quick exit, and what is kept."""

import http.client
import os
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.support import chromium, nginx
from tests.support.chromium import Desk
from tests.support.joined import come_back, go
from tests.support.nginx import Proxy, behind_nginx
from tests.support.over_http import PATIENCE, RemoteBrowser
from tests.support.people import PASSPHRASE, Enrolled
from tests.support.provider import CLIENT, SECRET, Provider, standing
from tests.support.server import Server
from tests.support.writing import OpenPage

pytestmark = pytest.mark.browser

CANARY = "zirconwren"  # nobody else writes this word
LONG = f"{CANARY} {'and a long thought ' * 1800}"  # 36 KB: more than nginx keeps in memory unless it is told to

Front = tuple[Server, Proxy]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """The organisation’s own sign-in, on a port of its own."""
    with standing() as stood:
        yield stood


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[Front]:
    if nginx.installed() is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(nginx.MISSING)
    single_sign_on = {
        "REFLECT_OIDC_ISSUER": provider.issuer,
        "REFLECT_OIDC_CLIENT_ID": CLIENT,
        "REFLECT_OIDC_CLIENT_SECRET": SECRET,
        "REFLECT_OIDC_NAME": "Northbridge",
    }
    with behind_nginx(tmp_path_factory.mktemp("https"), **single_sign_on) as both:
        yield both


@pytest.fixture(scope="module")
def window(front: Front, playwright: Playwright) -> Iterator[Browser]:
    """Chromium, which trusts the key of this server’s certificate and is told to overlook nothing else."""
    key = front[1].authority.key_hash
    browser = chromium.launch(playwright, f"--ignore-certificate-errors-spki-list={key}")
    yield browser
    browser.close()


@pytest.fixture
def priya(front: Front) -> Enrolled:
    return front[0].people.enrol("Priya Nair")


@pytest.fixture
def hers(front: Front) -> Iterator[RemoteBrowser]:
    with trusting(front) as browser:
        yield browser


@contextmanager
def trusting(front: Front) -> Iterator[RemoteBrowser]:
    """A browser without scripts that trusts the authority and checks the certificate."""
    server, proxy = front
    with RemoteBrowser(server) as browser:
        trusted = proxy.authority.trusted()
        browser.wire.connection = http.client.HTTPSConnection(
            "localhost", proxy.port, timeout=PATIENCE, context=trusted
        )
        yield browser


def bound_to_this_host(desk: Desk) -> None:
    """No cookie reaches another host, or travels without HTTPS, or is seen by a script."""
    kept = desk.context.cookies()
    assert kept
    for cookie in kept:
        assert cookie["name"].startswith("__Host-"), cookie["name"]
        assert cookie["secure"], cookie["name"]
        assert cookie["httpOnly"], cookie["name"]
        assert (cookie["domain"], cookie["path"]) == ("localhost", "/"), cookie["name"]


def test_a_client_that_does_not_know_the_authority_is_kept_off(front: Front) -> None:
    stranger = http.client.HTTPSConnection("localhost", front[1].port, context=ssl.create_default_context())
    with pytest.raises(ssl.SSLCertVerificationError):
        stranger.request("GET", "/")


def test_every_cookie_is_bound_to_this_host_and_to_https(hers: RemoteBrowser, priya: Enrolled) -> None:
    page = hers.get("/sign-in")
    fields = {**page.form("passphrase").values(), "email": priya.email, "passphrase": "calm river open window"}
    answer = hers.post("/sign-in", fields, follow=False).response
    given = [cookie for cookie in answer.headers.getlist("Set-Cookie") if "Max-Age=0" not in cookie]
    assert len(given) >= 2
    for cookie in given:
        assert re.match(r"__Host-[a-z]+=", cookie), cookie.partition("=")[0]
        for attribute in ("Secure", "HttpOnly", "Path=/"):
            assert attribute in cookie
        assert "Domain" not in cookie
    assert any(cookie.startswith("__Host-unlock=") and "SameSite=Strict" in cookie for cookie in given)
    assert any(cookie.startswith("__Host-session=") and "SameSite=Lax" in cookie for cookie in given)


def test_every_answer_asks_for_https_from_now_on(hers: RemoteBrowser) -> None:
    for address in ("/sign-in", "/nowhere", "/healthz", "/static/nothing"):
        answer = hers.open("GET", address)
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000"), address
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_only_our_own_pages_change_something(hers: RemoteBrowser, priya: Enrolled, front: Front) -> None:
    hers.sign_in(priya)
    form = hers.get("/journal/new?start=blank").form("token")
    fields = {**form.values(), "answer": "x"}
    plain = front[1].base_url.replace("https", "http")
    for origin in ("https://elsewhere.example", plain, f"https://localhost:{front[0].port}"):
        assert hers.post(form.action, fields, headers={"Origin": origin}).status == 403, origin
    assert hers.open("POST", form.action, data=fields).status_code == 403, "no origin and no word of the browser"
    same = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert hers.open("POST", form.action, data=fields, headers=same).status_code in (302, 303)
    assert hers.post(form.action, {**fields, "csrf_token": "x"}).status in (202, 400)


def test_what_the_proxy_says_of_the_sender_is_believed_once(hers: RemoteBrowser, front: Front) -> None:
    answer = hers.open("GET", "/account/", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"})
    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in")
    assert "evil" not in hers.open("GET", "/journal", headers={"X-Forwarded-Host": "evil.example"}).text


def test_sign_in_write_and_leave(front: Front, window: Browser, priya: Enrolled) -> None:
    server, proxy = front
    desk = chromium.sit_down(window, server)
    page = desk.sign_in(priya)
    assert page.url == f"{proxy.base_url}/"
    assert {cookie["name"] for cookie in desk.context.cookies()} >= {"__Host-session", "__Host-unlock"}
    assert all(cookie["secure"] and cookie["httpOnly"] for cookie in desk.context.cookies())
    page.goto("/journal/new?start=blank")
    page.locator("textarea").fill(f"{CANARY}, typed in a browser")
    expect(page.get_by_role("status").filter(has_text="Saved at")).to_be_visible()
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/edit?step=2*")
    page.get_by_role("button", name="Exit this page").or_(page.get_by_role("link", name="Exit this page")).last.click()
    page.wait_for_url("**/healthz")
    page.go_back()
    expect(page).to_have_url(re.compile("/sign-in"))
    assert not [cookie for cookie in desk.context.cookies() if cookie["name"] == "__Host-unlock"]
    assert desk.close() == []


def test_connect_the_account_and_sign_in_at_the_provider(
    front: Front, window: Browser, priya: Enrolled, provider: Provider
) -> None:
    server, proxy = front
    provider.subject = priya.email
    desk = chromium.sit_down(window, server)
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    page = desk.sign_in(priya, to="/account/")
    page.get_by_role("link", name="Sign in with Northbridge").click()
    page.get_by_role("button", name="Go to Northbridge").click()
    bound_to_this_host(desk)
    page.get_by_role("button", name="Connect my account").click()
    expect(page.get_by_text("Your account is connected to Northbridge.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()

    page.goto("/sign-in?next=/journal/")
    page.get_by_role("button", name="Sign in with Northbridge").click()
    expect(page.get_by_role("heading", name="Unlock your journal")).to_be_visible()
    bound_to_this_host(desk)
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Unlock my journal").click()
    page.wait_for_url(f"{proxy.base_url}/journal/")
    bound_to_this_host(desk)

    there = [parse_qs(urlsplit(url).query) for url in asked if url.startswith(f"{provider.issuer}/authorize?")]
    assert [each["redirect_uri"] for each in there] == [[f"{proxy.base_url}/sign-in/back"]] * 2
    assert desk.close() == []


def test_the_way_back_from_the_provider_is_good_for_one_browser_once(
    front: Front, hers: RemoteBrowser, provider: Provider
) -> None:
    provider.subject = "somebody whom nobody here has connected"
    way_back = provider.consent(go(hers))
    assert way_back.startswith(f"{front[1].base_url}/sign-in/back?")
    with trusting(front) as somebody_elses:
        assert come_back(somebody_elses, way_back).status == 401
    assert come_back(hers, way_back).status == 403, "this browser did sign in there"
    assert come_back(hers, way_back).status == 401


def test_nothing_that_was_typed_stays_with_the_proxy(front: Front, hers: RemoteBrowser, priya: Enrolled) -> None:
    server, proxy = front
    hers.sign_in(priya)
    writing = OpenPage(hers, hers.get("/journal/new?start=blank"))
    assert writing.autosave(LONG).status_code == 204
    page = writing.send(LONG)
    assert page.status == 200
    hers.get(f"/journal/{writing.entry_id}")
    hers.get(server.people.invite("Noor Haddad"))
    assert f"/journal/{writing.entry_id}/draft" in (proxy.folder / "access.log").read_text(), "the log is the right one"
    assert "/enrol/" not in (proxy.folder / "access.log").read_text(), "the address holds the invitation"
    assert "buffered to a temporary file" not in proxy.errors()
    kept = [path for path in proxy.folder.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()]
    assert kept == []
