"""A file of themes: what a reflection may be about, and whether that may ever be counted."""

from reflect.library.fields import Fields
from reflect.library.parts import AGGREGATES, ThemeContent, ThemePart
from reflect.library.question_files import FINDING
from reflect.web.language import gettext as _


def read_themes(root: Fields) -> ThemeContent:
    """Read a file of themes; problems are noted in `root`. Without a version it is version 1."""
    version, language = root.number("version", most=9999, missing=1), root.slug("language", missing="en")
    slugs: set[str] = set()
    note = root.text("dashboard_note")
    themes = tuple(_theme(part, slugs) for part in root.mappings("themes"))
    root.finish()
    return ThemeContent(version, language, note, themes)


def _theme(part: Fields, slugs: set[str]) -> ThemePart:
    slug = part.slug("slug")
    if slug in slugs:
        part.note(part.line_of("slug"), _("The theme “%(slug)s” is used twice.", slug=slug))
    slugs.add(slug)
    theme = ThemePart(
        slug=slug,
        name=part.text("name", most=100),
        public_name=part.optional_text("public_name", most=100),
        definition=part.text("definition", most=300),
        aggregate=part.one_of("aggregate", AGGREGATES),
        derives_from=part.codes("derives_from", FINDING, "F1"),
        recommendations=part.codes("recommendations", r"R[0-9]{1,3}", "R1"),
        discuss=part.text("discuss", most=300),
    )
    if (theme.aggregate == "never") != (theme.public_name is None):
        part.note(
            part.line_of("public_name"),
            _("A theme has no “public_name” when, and only when, its “aggregate” is “never”."),
        )
    part.finish()
    return theme
