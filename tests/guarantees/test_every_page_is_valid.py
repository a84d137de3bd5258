"""No test reads a page whose HTML is wrong: the client that all of them use refuses it."""

import pytest
from flask import Flask

from tests.support import markup

RIGHT = """<!DOCTYPE html>
<html lang="en-GB">
<head><meta charset="utf-8"><title>A page – Reflect</title></head>
<body>
<main id="main">
<h1>A page</h1>
<p>Words, <a href="#main">a link</a> and &amp; signs.</p>
<label for="name">Name</label> <input id="name" aria-describedby="hint"><p id="hint">As you like.</p>
<h2>More</h2>
<ul><li>One</li><li>Two</li></ul>
</main>
</body>
</html>
"""
WRONG = {
    "what a parser knows: a paragraph ends where a list begins": ("&amp; signs.", "<ul><li>One</li></ul>"),
    "an element that is never closed": ("<h2>More</h2>", "<div><h2>More</h2>"),
    "an end that nothing began": ("<h2>More</h2>", "<h2>More</h2></div>"),
    "words in a table, outside its cells": ("<h2>More</h2>", "<h2>More</h2><table>words<tr><td>1</td></tr></table>"),
    "an attribute twice": ('<input id="name"', '<input class="a" class="b" id="name"'),
    "a value without its quotes": ('<input id="name"', '<input type=text id="name"'),
    "an id twice": ("<h2>More</h2>", '<h2 id="main">More</h2>'),
    "an id without a name": ("<h2>More</h2>", '<h2 id="">More</h2>'),
    "a label of nothing": ('for="name"', 'for="names"'),
    "a description that is not there": ('aria-describedby="hint"', 'aria-describedby="hint error"'),
    "a link into the page that leads nowhere": ('href="#main"', 'href="#content"'),
    "two first headings": ("h2>", "h1>"),
    "no first heading": ("h1>", "h2>"),
    "a heading's level left out": ("h2>", "h3>"),
    "an empty title": ("A page –", "–"),
    "no title": ("<title>A page – Reflect</title>", ""),
    "a button in a link": ("a link</a>", "<button>a link</button></a>"),
    "a form in a form": ("<h2>More</h2>", "<form><h2>More</h2><div><form></form></div></form>"),
    "a block among words": ("<h2>More</h2>", "<h2><div>More</div></h2>"),
    "something else in a list": ("<ul><li>", "<ul><div>0</div><li>"),
    "a picture without words": ("<h2>More</h2>", '<h2>More</h2><img src="x.svg">'),
    "a page without its language": (' lang="en-GB"', ""),
    "a style in the page": ("<h2>", '<h2 style="color: red">'),
    "a script in the page": ("<h2>", '<h2 onclick="go()">'),
    "a head of a column that does not say so": (
        "<h2>More</h2>",
        "<h2>More</h2><table><thead><tr><th>A</th></tr></thead></table>",
    ),
    "an order of Tab of its own": ('href="#main"', 'href="#main" tabindex="1"'),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_page_is_refused(what: str) -> None:
    right, wrong = WRONG[what]
    assert markup.faults(RIGHT) == []
    assert right in RIGHT
    assert markup.faults(RIGHT.replace(right, wrong)), what
    assert markup.faults(RIGHT.replace(right, wrong)), f"{what}, met again"


def test_words_and_numbers_make_no_difference_to_what_is_looked_at() -> None:
    assert markup.faults(RIGHT) == []
    known = len(markup.RIGHT)
    assert markup.faults(RIGHT.replace("Words", "Other words").replace("As you like", "2 or 3")) == []
    assert len(markup.RIGHT) == known


def test_the_client_of_every_app_in_the_tests_refuses_it(sqlite_app: Flask) -> None:
    assert isinstance(sqlite_app.test_client(), markup.CheckingClient)
    another = Flask("another")
    another.add_url_rule("/", "right", lambda: RIGHT)
    another.add_url_rule("/wrong", "wrong", lambda: RIGHT.replace("h2>", "h3>"))
    client = another.test_client()
    assert client.get("/").status_code == 200
    with pytest.raises(AssertionError, match="GET /wrong:\na heading of level 3 follows one of level 1"):
        client.get("/wrong")
