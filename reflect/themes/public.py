"""The themes that may be named where others read them, as they are published now."""

from reflect.library.themes import ThemeText, themes


def public_themes() -> dict[str, ThemeText]:
    """The published themes that are not their author’s alone, by slug and in their order. One statement."""
    return {theme.slug: theme for theme in themes() if theme.aggregate != "never"}


def public_names() -> dict[str, str]:
    """What those themes are called in public, by slug. One statement."""
    return named(public_themes())


def named(themes: dict[str, ThemeText]) -> dict[str, str]:
    """What themes are called in public, by slug."""
    return {slug: theme.public_name or theme.name for slug, theme in themes.items()}
