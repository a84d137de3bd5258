"""Shared with me, and a shared reflection: what is said, what is shown, and that no typed word is lost."""

import pytest

from reflect.sharing.comments import LONGEST
from tests.support.browser import Browser
from tests.support.sharing import ANSWER, NOTE, QUESTION, TITLE, shared, snapshot, stopped


@pytest.fixture
def browser(app, marcus):
    return Browser(app).sign_in(marcus)


def test_an_empty_list_says_what_will_stand_here(browser):
    page = browser.get("/shared/")

    assert page.status == 200
    assert "Nothing is shared with you at the moment" in page.text
    assert "nobody has to" in page.text


def test_the_list_shows_who_when_and_what_they_would_like_and_no_answer(browser, priya, marcus):
    share_id = shared(priya, marcus)

    page = browser.get("/shared/")

    for said in ("Waiting for you", "Priya Shah", TITLE, NOTE, "sees that you did, and when"):
        assert said in page.text
    assert ANSWER not in page.html
    assert QUESTION not in page.html
    assert f"/shared/{share_id}" in page.links()


def test_what_was_opened_moves_to_read(browser, priya, marcus):
    share_id = shared(priya, marcus)
    browser.get(f"/shared/{share_id}")

    page = browser.get("/shared/")

    assert "Waiting for you" not in page.text
    assert "You opened it today at" in page.text


def test_the_readers_own_fingerprint_is_there_to_compare(browser, priya, marcus):
    from reflect.identity.keyring import public_key_of

    assert public_key_of(marcus.person_id).fingerprint() in browser.get("/shared/").text


def test_an_opened_reflection_says_who_sees_what(browser, priya, marcus):
    page = browser.get(f"/shared/{shared(priya, marcus)}")

    assert page.status == 200
    for said in (
        "Shared by Priya Shah",
        "Only Priya Shah and you can see this.",
        TITLE,
        NOTE,
        QUESTION,
        ANSWER,
        "Priya will see this.",
        "Keep it to supervision.",
        "If what you read worries you",
        "I noticed…",
        "Send to Priya",
    ):
        assert said in page.text


def test_the_private_words_are_not_in_the_title_of_the_window_or_the_address(browser, priya, marcus):
    page = browser.get(f"/shared/{shared(priya, marcus)}")

    assert TITLE not in page.title
    assert page.title.startswith("Shared by Priya Shah")


def test_a_title_is_text_and_never_markup(browser, priya, marcus):
    share_id = shared(priya, marcus, snapshot(title="<img src=x onerror=alert(1)>"))

    for address in ("/shared/", f"/shared/{share_id}"):
        page = browser.get(address)
        assert "<img" not in page.html
        assert "<img src=x onerror=alert(1)>" in page.text


def test_a_comment_is_sent_and_shown(browser, priya, marcus):
    page = browser.get(f"/shared/{shared(priya, marcus)}")

    after = browser.submit(page.form("text"), text="I noticed *the pause*.\r\nI wonder.")

    assert after.status == 200
    assert "Your comment is sent." in after.text
    assert "<em>the pause</em>" in after.html
    assert after.form("text").values()["text"] == [""]


@pytest.mark.parametrize(("text", "said"), [("", "Write your comment"), ("n" * (LONGEST + 2), "by 2 characters")])
def test_a_comment_that_will_not_do_comes_back_with_its_text_and_the_mend(browser, priya, marcus, text, said):
    page = browser.get(f"/shared/{shared(priya, marcus)}")

    refused = browser.submit(page.form("text"), text=text)

    assert refused.status == 400
    assert refused.title.startswith("Error:")
    assert said in refused.text
    assert refused.form("text").values()["text"] == [text]


TYPED = "I noticed the pause before her name"


def test_a_comment_sent_while_locked_comes_back(app, browser, priya, marcus):
    form = browser.get(f"/shared/{shared(priya, marcus)}").form("text")
    browser.lock()

    refused = browser.submit(form, text=TYPED)

    assert refused.status == 401
    assert TYPED in refused.text
    assert ANSWER not in refused.html


def test_a_comment_sent_when_signed_out_comes_back(browser, priya, marcus):
    form = browser.get(f"/shared/{shared(priya, marcus)}").form("text")
    browser.sign_out()

    refused = browser.submit(form, text=TYPED)

    assert refused.status == 401
    assert TYPED in refused.text


def test_a_comment_without_a_token_comes_back(browser, priya, marcus):
    form = browser.get(f"/shared/{shared(priya, marcus)}").form("text")

    refused = browser.submit(form, text=TYPED, csrf_token=None)

    assert refused.status == 400
    assert TYPED in refused.text


def test_a_comment_sent_after_sharing_stopped_comes_back_with_the_reason(browser, priya, marcus):
    share_id = shared(priya, marcus)
    form = browser.get(f"/shared/{share_id}").form("text")
    stopped(priya, share_id)

    refused = browser.submit(form, text=TYPED)

    assert refused.status == 404
    assert "This reflection is not shared with you any more." in refused.text
    assert TYPED in refused.text


@pytest.mark.parametrize("address", ["/shared/1", "/shared/" + "0" * 26, "/shared/' OR 1=1"])
def test_an_id_that_is_nobodys_is_not_found(browser, address):
    page = browser.get(address)

    assert page.status == 404
    assert "any more" not in page.text


def test_a_locked_reader_is_asked_to_unlock_and_leaves_no_receipt(browser, priya, marcus):
    share_id = shared(priya, marcus)
    browser.lock()

    page = browser.get(f"/shared/{share_id}", follow=False)

    assert page.status == 302
    assert ANSWER not in page.html
    browser.sign_out()
    assert "Waiting for you" in browser.sign_in(marcus).get("/shared/").text


def test_shared_with_me_is_in_the_navigation_of_who_needs_it(app, people, priya, marcus):
    sam = people.enrol("Sam Okafor")
    for person, has in ((marcus, True), (priya, False), (sam, False)):
        assert ("/shared/" in Browser(app).sign_in(person).get("/").links()) is has
    people.supervise(marcus, sam)
    shared(marcus, sam)
    assert "/shared/" in Browser(app).sign_in(sam).get("/").links()
