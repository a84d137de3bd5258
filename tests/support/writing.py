"""Writing pages held open, as a browser with or without a script holds them; and entries made in a moment."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from reflect.core.ids import new_id
from reflect.journal import saving
from reflect.journal.document import Document, Part, Words
from reflect.journal.ordering import Edit
from tests.support.browser import Browser, Page
from tests.support.people import Enrolled

QUESTIONS = ("What happened?", "What did I notice?", "What next?")


def enter(app: Flask, person: Enrolled) -> Browser:
    """A browser in which somebody is signed in, with their journal open."""
    return Browser(app).sign_in(person)


def write(
    author: Enrolled, *answers: str, title: str = "", private: tuple[int, ...] = (), finished: bool = True
) -> str:
    """An entry with these answers, saved. Returns its id."""
    parts = tuple(
        Part(QUESTIONS[place], private=place in private, answer=answer) for place, answer in enumerate(answers)
    )
    first = Document(kind="guided", parts=parts, path="left-unsaid", path_title="What was left unsaid")
    words = Words(len(parts) + 1, title=title, finished=finished)
    entry_id = new_id()
    saving.store(author.keys, author.person_id, entry_id, 0, Edit(new_id()), words, first=first)
    return entry_id


class OpenPage:
    """A writing page as it was loaded: its hidden fields, and how many saves it has sent."""

    def __init__(self, browser: Browser, page: Page) -> None:
        assert page.status == 200, page.text
        self.browser = browser
        self.form = page.form("token")
        self.fields = {name: values[-1] for name, values in self.form.values().items()}
        self.entry_id = self.form.action.split("/")[2]
        self.number = 0

    def autosave(self, answer: str, *, number: int | None = None, **changes: Any) -> TestResponse:
        """What the page's script sends by itself."""
        self.number = number or self.number + 1
        fields = {"answer": answer, "step": self.fields["step"], "start": self.fields["start"]}
        document = {
            "fields": fields,
            "edit": self.fields["edit"],
            "number": self.number,
            "token": self.fields["token"],
            **changes,
        }
        response = self.browser.put(
            f"/journal/{self.entry_id}/draft",
            document,
            csrf=self.fields["csrf_token"],
            **{"If-Match": f'"{self.fields["revision"]}"'},
        )
        if response.status_code == 204:
            self.fields["revision"] = response.headers["ETag"].strip('"')
        return response

    def send(self, answer: str | None = None, action: str = "continue", **changes: Any) -> Page:
        """What the page sends when somebody presses a button, without a script."""
        words = {} if answer is None else {"answer": answer}
        return self.browser.submit(self.form, **{**self.fields, **words, "action": action, **changes})
