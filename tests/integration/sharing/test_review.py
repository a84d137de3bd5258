"""Reading and talking about what was shared: comments beside the words, answers, drafts, and what is new."""

import pytest

from reflect.core.errors import BadInput, NotFound
from reflect.core.ids import new_id
from reflect.sharing import drafts, reader, replies
from reflect.storage.db import write_unit
from tests.support.browser import Browser
from tests.support.sharing import QUESTION, shared, snapshot, stopped
from tests.support.writing import QUESTIONS, enter, write

SAID = "I left at noon."
DRAFT = "I wonder what made it hard to stay"


@pytest.fixture
def browser(app, marcus):
    return Browser(app).sign_in(marcus)


def test_a_conversation_beside_the_words_from_both_sides(app, browser, priya, marcus):
    entry_id = write(priya, "It was quiet. " + SAID, title="Tuesday")
    share_id = shared(priya, marcus, snapshot("It was quiet. " + SAID, entry_id=entry_id))
    page = browser.get(f"/shared/{share_id}?answer=0")
    boxes = page.tree.xpath("//*[@id='your-comment']//p[contains(., 'Priya will see this.')]/following::textarea")
    assert [box.get("name") for box in boxes] == ["quote", "text"], "who sees it stands above every box"
    wrong = browser.submit(page.form("text"), text="I noticed this.", quote="I stayed")
    assert wrong.status == 400
    assert "These words are not in that answer" in wrong.text
    assert wrong.form("text").values()["text"] == ["I noticed this."]
    assert wrong.form("text").values()["quote"] == ["I stayed"]
    sent = browser.submit(wrong.form("text"), quote="LEFT at noon")
    assert "Your comment is sent." in sent.text
    (own,) = [link for link in sent.links() if "reply=" in link]
    assert "You are adding to: your own comment" in browser.get(own).text
    assert sent.tree.xpath("//*[@data-quoted]")[0].text == "left at noon"

    author = enter(app, priya)
    entry = author.get(f"/journal/{entry_id}")
    (address,) = [link for link in entry.links() if "/comments/" in link]
    empty = author.submit(author.get(address).form("text"), text=" ")
    assert (empty.status, "Write your comment" in empty.text) == (400, True)
    answered = author.submit(author.get(address).form("text"), text="I was *tired*.")
    assert "Your answer is sent." in answered.text
    assert "left at noon" in answered.text

    page = browser.get(f"/shared/{share_id}")
    assert "<em>tired</em>" in page.html
    (reply,) = [link for link in page.links() if "reply=" in link]
    page = browser.get(reply)
    assert "Priya Shah" in page.text.partition("You are answering: what ")[2], "and not her own comment, which began it"
    page = browser.submit(page.form("text"), text="Thank you.")
    (replies,) = page.tree.find_class("app-comment__replies")
    assert [" ".join("".join(each.itertext()).split()).split()[-1] for each in replies] == ["tired.", "you."]

    kept = author.submit(author.get(f"/journal/{entry_id}/shares/{share_id}/stop").form(action="stop"))
    for words in ("Kept here after you stopped sharing", QUESTION, "left at noon", "I was tired.", "Thank you."):
        assert words in kept.text
    gone = author.get(address)
    assert gone.status == 404


def test_sharing_again_marks_what_is_new_and_a_comment_in_flight_comes_back_beside_it(browser, priya, marcus):
    copy = snapshot("It was quiet.\n\n" + SAID)
    share_id = shared(priya, marcus, copy)
    browser.submit(browser.get(f"/shared/{share_id}?answer=0").form("text"), text="Why noon?", quote="at noon")
    form = browser.get(f"/shared/{share_id}").form("text")
    again = shared(priya, marcus, snapshot("It was quiet.\n\nI stayed.", entry_id=copy.entry_id, revision=2))

    late = browser.submit(form, text=DRAFT)
    assert late.status == 409
    assert "It was shared again while you were writing" in late.text
    assert late.form("text").values()["text"] == [DRAFT]
    assert late.form("text").action == f"/shared/{again}"
    page = browser.get(f"/shared/{share_id}")
    assert page.address == f"/shared/{again}"
    (new,) = page.tree.find_class("app-new")
    assert " ".join("".join(new.itertext()).split()) == "New or changed I stayed."
    assert "Some words were taken out." in page.text
    detached = page.text.index("On words that are not in this copy any more")
    assert page.text.index("Why noon?") > detached
    assert "at noon" not in page.text[:detached]
    assert "left at noon" not in page.text


def test_a_page_that_closes_sends_nothing_that_nobody_sent(browser, priya, marcus):
    share_id = shared(priya, marcus)
    form = browser.get(f"/shared/{share_id}").form("text")
    browser.submit(form, follow=False, text=DRAFT, keep="1")  # as the script does when the page goes away
    there = browser.get(f"/shared/{share_id}")
    assert there.form("text").values()["text"] == [DRAFT]
    assert not there.tree.find_class("app-comment")
    assert "Kept as a draft" not in there.text, "nobody has asked for it"


def test_a_draft_is_kept_compared_and_readable_when_sharing_has_stopped(browser, priya, marcus):
    share_id = shared(priya, marcus)
    form, other = (browser.get(f"/shared/{share_id}").form("text") for _window in range(2))
    kept = browser.submit(form, text=DRAFT, action="keep")
    assert "Kept as a draft. Only you can see it." in kept.text
    assert kept.form("text").values()["text"] == [DRAFT]
    both = browser.submit(other, text="Something else", action="keep")
    assert both.status == 409
    assert DRAFT in both.text
    assert both.form("text").values()["text"] == ["Something else"]
    assert "Kept as a draft" in browser.submit(both.form("text"), action="keep").text

    stopped(priya, share_id)
    listed = browser.get("/shared/")
    (address,) = [link for link in listed.links() if "/drafts/" in link]
    page = browser.get(address)
    assert "You can no longer send this" in page.text
    assert "Something else" in page.text
    assert "Comments you did not send" not in browser.submit(page.form(action="discard")).text
    assert browser.get(address).status == 404


def test_a_script_keeps_a_draft_and_sending_takes_it_away(browser, priya, marcus):
    share_id = shared(priya, marcus)
    form = browser.get(f"/shared/{share_id}").form("text")
    sent = {name: values[0] for name, values in form.values().items()}
    fields = {"text": DRAFT, "place": "0", "quote": "a kestrel", "reply_to": ""}

    def put(revision, count=1, **more):
        document = {"fields": fields, "edit": sent["edit"], "number": count, **more}
        return browser.put(
            f"/shared/{share_id}/draft", document, csrf=sent["csrf_token"], **{"If-Match": f'"{revision}"'}
        )

    assert (put(0).status_code, put(0, 2).headers["ETag"]) == (204, '"2"')
    page = browser.get(f"/shared/{share_id}").form("text").values()
    assert (page["text"], page["place"], page["quote"], page["revision"]) == ([DRAFT], ["0"], ["a kestrel"], ["2"])
    assert put(0, edit=new_id(), fields={**fields, "text": "From another window."}).status_code == 412
    for damaged in ({"fields": 4}, {"edit": "x"}, {"number": "1"}, {"fields": {"place": "-1"}}):
        assert put(2, 4, **damaged).status_code == 400
    browser.submit(browser.get(f"/shared/{share_id}").form("text"))
    with write_unit():
        entry_id = reader.open_share(marcus.keys, marcus.person_id, share_id).entry_id
    assert drafts.find(marcus.keys, marcus.person_id, entry_id) is None


def test_discussed_is_marked_by_either_and_taken_back(app, browser, priya, marcus):
    entry_id = write(priya, "One.", title="Tuesday")
    share_id = shared(priya, marcus, snapshot(entry_id=entry_id))
    page = browser.submit(browser.get(f"/shared/{share_id}").form("discussed"))
    assert "We have not discussed it yet" in page.text
    author = enter(app, priya)
    entry = author.get(f"/journal/{entry_id}")
    assert "You and Marcus have discussed it." in entry.text
    assert entry.tree.find_class("app-state--discussed")
    entry = author.submit(entry.form("discussed"))
    assert entry.tree.find_class("app-state--shared")
    assert "Mark as discussed" in browser.get(f"/shared/{share_id}").text


def test_nobody_answers_or_marks_what_is_not_shared_with_them_now(people, priya, marcus):
    sam = people.enrol("Sam Okafor")
    share_id = shared(priya, marcus)
    with write_unit():
        asked = reader.comment(marcus.keys, marcus.person_id, share_id, "Why noon?")
    for person in (sam, marcus):
        with pytest.raises(NotFound), write_unit():
            replies.reply(person.keys, person.person_id, share_id, asked, "Mine.")
    for person, mark in ((sam, reader.mark_discussed), (sam, replies.mark_discussed), (priya, reader.mark_discussed)):
        with pytest.raises(NotFound), write_unit():
            mark(person.person_id, share_id, discussed=True)
    with pytest.raises(BadInput), write_unit():
        replies.reply(priya.keys, priya.person_id, share_id, new_id(), "To nothing.")
    people.suspend(marcus)
    with pytest.raises(NotFound, match="nobody would see your answer"), write_unit():
        replies.reply(priya.keys, priya.person_id, share_id, asked, "Too late.")


def test_what_to_do_about_a_child_and_about_racism_is_shown_to_reader_and_author(app, browser, priya, marcus):
    page = browser.get(f"/shared/{shared(priya, marcus)}")
    entry_id = write(priya, "One.", title="Tuesday")
    author = enter(app, priya)
    form = author.get(f"/journal/{entry_id}/share").form("note")
    preview = author.submit(form, parts="0")
    assert QUESTIONS[0] in preview.text
    for each in (page, preview):
        assert "If what you read worries you" in each.text
        assert "If a child is in immediate danger, call 999." in each.text
        assert "Do not pass on what they shared without asking them, except where you must." in each.text
