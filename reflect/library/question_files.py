"""A file of questions: one version of a question set, its paths and the question about how somebody is."""

from collections.abc import Collection

from reflect.library.fields import Fields
from reflect.library.parts import (
    AUDIENCES,
    PANEL_SLUG,
    STEPS,
    PathPart,
    PromptPart,
    QuestionContent,
    SectionPart,
    WellbeingPart,
)
from reflect.web.language import gettext as _

FINDING = r"[FR][0-9]{1,3}"


def read_questions(root: Fields, themes: Collection[str] | None) -> QuestionContent:
    """Read a file of questions; problems are noted in `root`. `themes` are the slugs a prompt may name."""
    head = root.mapping("set")
    slug = head.slug("slug")
    if slug.startswith(PANEL_SLUG):
        head.note(head.line_of("slug"), _("Names that begin with “panel-” are kept for the Panel’s own questions."))
    version, language = head.number("version", most=9999), head.slug("language", missing="en")
    title, note = head.text("title", most=200), head.optional_text("note")
    head.finish()
    audience_of: dict[str, str] = {}
    sections = tuple(
        section for group in root.mappings("audiences") for section in _audience(group, audience_of, themes)
    )
    slugs: set[str] = set()
    paths = tuple(_path(part, audience_of, slugs) for part in root.mappings("paths")) if root.has("paths") else ()
    wellbeing = _wellbeing(root.mapping("wellbeing")) if root.has("wellbeing") else None
    root.finish()
    return QuestionContent(slug, version, language, title, note, sections, paths, wellbeing)


def _audience(group: Fields, audience_of: dict[str, str], themes: Collection[str] | None) -> list[SectionPart]:
    audience = group.one_of("audience", AUDIENCES)
    sections = []
    for part in group.mappings("sections"):
        title = part.text("title", most=200)
        prompts = tuple(_prompt(prompt, audience, audience_of, themes) for prompt in part.mappings("prompts"))
        part.finish()
        sections.append(SectionPart(audience, title, prompts))
    group.finish()
    return sections


def _prompt(part: Fields, audience: str, audience_of: dict[str, str], themes: Collection[str] | None) -> PromptPart:
    code = part.text("id", most=40)
    if code in audience_of:
        part.note(part.line_of("id"), _("The id “%(code)s” is used twice.", code=code))
    audience_of.setdefault(code, audience)
    prompt = PromptPart(
        code=code,
        question=part.text("text", most=1000),
        help=part.texts("help", most=200),
        step=part.one_of("step", STEPS),
        themes=part.codes("themes", r"[a-z0-9-]+", "naming-racism"),
        maps_to=part.codes("maps_to", FINDING, "F1"),
        private=part.flag("private", missing=False),
    )
    if len(prompt.help) != 2:
        part.note(part.line_of("help"), _("“help” must have exactly two lines."))
    for theme in prompt.themes:
        if themes is not None and theme not in themes:
            part.note(part.line_of("themes"), _("There is no theme “%(theme)s”.", theme=theme))
    part.finish()
    return prompt


def _path(part: Fields, audience_of: dict[str, str], slugs: set[str]) -> PathPart:
    slug = part.slug("slug")
    if slug in slugs or slug.startswith(PANEL_SLUG):
        part.note(part.line_of("slug"), _("The path “%(slug)s” cannot have that name: it is taken.", slug=slug))
    slugs.add(slug)
    if part.has("prompts") == part.has("questions"):
        part.note(part.line, _("A path needs either “prompts” or “questions”, one of the two."))
    path = PathPart(
        slug=slug,
        title=part.text("title", most=200),
        minutes=part.number("minutes", most=240),
        audience=part.one_of("audience", AUDIENCES),
        note=part.optional_text("note"),
        codes=part.codes("prompts", r"\S+", "P01") if part.has("prompts") else (),
        questions=part.texts("questions", most=1000) if part.has("questions") else (),
    )
    for code in path.codes:
        known = audience_of.get(code)
        if known is None:
            part.note(part.line_of("prompts"), _("There is no prompt “%(code)s” in this file.", code=code))
        elif path.audience not in (known, "everyone"):
            part.note(
                part.line_of("prompts"),
                _("“%(code)s” is not for the audience “%(audience)s”.", code=code, audience=path.audience),
            )
    if not (path.codes or path.questions):
        part.note(part.line, _("A path needs at least one question."))
    part.finish()
    return path


def _wellbeing(part: Fields) -> WellbeingPart:
    wellbeing = WellbeingPart(part.text("question", most=200), part.texts("choices", most=100))
    part.finish()
    return wellbeing
