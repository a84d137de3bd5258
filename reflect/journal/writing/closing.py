"""The last page: which themes stand open on it and why, and what is never offered."""

from wtforms.fields import Field

from reflect.journal.document import Document
from reflect.journal.suggesting import suggestions
from reflect.library import sets
from reflect.library.themes import themes
from reflect.web.language import gettext as _


def theme_choices(document: Document) -> list[tuple[str, str]]:
    """The themes that the author may choose from, as slug and name.

    A theme that is never counted is not offered. What this reflection has already stays its author's to keep.
    """
    published = themes()
    offered = {t.slug: t.name for t in published if t.aggregate != "never" or t.slug in document.themes}
    retired = {slug: slug for slug in document.themes if slug not in offered}
    return list((offered | retired).items())


def arrange(field: Field, document: Document, *, suggests: bool) -> tuple[frozenset[str], dict[str, str]]:
    """Put the themes that stand open on the page first, before it is shown.

    Returns:
        The themes that stand open: of the questions that were answered, chosen, or suggested; and sentences to stand
        beside some: why one is suggested, that one is never counted, and what figures call one that has another name
        there.
    """
    published = themes()
    hints = {t.slug: _("Stays with you. It is never counted.") for t in published if t.aggregate == "never"}
    chosen = set(field.data or ())
    found = suggestions(document, [t.slug for t in published if t.aggregate != "never"]) if suggests else ()
    hints |= {t.slug: _("In figures it is called “%(name)s”.", name=t.public_name) for t in published if t.renamed}
    for each in found:
        if each.slug not in chosen:
            hints[each.slug] = " ".join(filter(None, (_because(each.because), hints.get(each.slug))))
    open_ = {*_of_questions(document), *chosen, *(each.slug for each in found)}
    field.choices = sorted(field.choices, key=lambda choice: choice[0] not in open_)
    return frozenset(open_), hints


def wellbeing_choices(document: Document) -> tuple[str, list[tuple[str, str]]]:
    """The question about how somebody is and its answers; no answers where no published set asks.

    What was answered to an earlier version of the question can stay, and any answer can be taken away again.
    """
    asked = sets.wellbeing_question()
    choices = list(asked.choices) if asked else []
    if document.wellbeing and document.wellbeing not in choices:
        choices.append(document.wellbeing)
    values = [(choice, choice) for choice in choices]
    if document.wellbeing:
        values.append(("", _("Take my answer away")))
    return asked.question if asked else _("How you were"), values


def _of_questions(document: Document) -> set[str]:
    """What the answered questions speak to. A private question says nothing here."""
    return {slug for part in document.answered if not part.private for slug in part.themes}


def _because(words: tuple[str, ...]) -> str:
    if len(words) == 1:
        return _("Because you wrote “%(words)s”.", words=words[0])
    return _("Because you wrote “%(words)s” and “%(others)s”.", words=words[0], others=words[1])
