"""The few words of a reflection that a page of results shows, with what was looked for in its place. Pure."""

from reflect.journal.document import Document
from reflect.journal.reading.folding import Piece, pieces, places
from reflect.journal.reading.question import Question, answers_to

BEFORE, LENGTH = 60, 240  # characters


def extract(document: Document, question: Question) -> list[Piece]:
    """A short piece of the first answer that has one of the words, or else of the first answer there is."""
    chosen = answers_to(document, question.prompt) if question.prompt else range(len(document.parts))
    answers = [document.parts[place].answer for place in chosen if document.parts[place].answer.strip()]
    for answer in answers if question.folded else ():
        at = 0
        for line in answer.splitlines(keepends=True):  # most words stand near the beginning: the rest is left alone
            spans = places(line, question.folded)
            if spans:
                return _cut(answer, max(0, at + spans[0][0] - BEFORE), question)
            at += len(line)
    return _cut(answers[0], 0, question) if answers else []


def _cut(answer: str, at: int, question: Question) -> list[Piece]:
    end = at + LENGTH
    if at:  # begin and end with whole words, where words are as long as words are
        space = answer.find(" ", at, at + BEFORE // 2)
        at = space + 1 if space >= 0 else at
    if end < len(answer):
        space = answer.rfind(" ", end - BEFORE // 2, end)
        end = space if space >= 0 else end
    text = " ".join(answer[at:end].split())
    return pieces(f"{'… ' if at else ''}{text}{' …' if end < len(answer) else ''}", question.folded)
