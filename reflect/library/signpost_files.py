"""A file of signposts: where to turn for a child or for oneself, each with what still has to be checked."""

from reflect.library.fields import Fields
from reflect.library.parts import WHEN_EMPTY, GroupPart, SignpostContent, SignpostPart
from reflect.web.language import gettext as _


def read_signposts(root: Fields) -> SignpostContent:
    """Read a file of signposts; problems are noted in `root`. Without a version it is version 1."""
    version, language = root.number("version", most=9999, missing=1), root.slug("language", missing="en")
    keys: set[str] = set()
    note = root.text("note")
    groups = tuple(_group(part, keys) for part in root.mappings("groups"))
    root.finish()
    return SignpostContent(version, language, note, groups)


def _group(part: Fields, keys: set[str]) -> GroupPart:
    group = GroupPart(
        key=_key(part, keys),
        title=part.text("title", most=100),
        when_contact_empty=part.one_of("when_contact_empty", WHEN_EMPTY),
        rows=tuple(_signpost(row, keys) for row in part.mappings("rows")),
    )
    part.finish()
    return group


def _signpost(part: Fields, keys: set[str]) -> SignpostPart:
    signpost = SignpostPart(
        key=_key(part, keys),
        text=part.text("text", most=300),
        detail=part.optional_text("detail", most=300),
        contact=part.optional_text("contact", most=200),
        fill_in=part.flag("fill_in"),
        source=part.text("source", most=1000),
        last_checked=part.optional_day("last_checked"),
        needs_check=part.flag("needs_check"),
        check_note=part.optional_text("check_note", most=500),
        audience=part.optional_text("audience", most=100),
    )
    part.finish()
    return signpost


def _key(part: Fields, keys: set[str]) -> str:
    key = part.slug("key")
    if key in keys:
        part.note(part.line_of("key"), _("The key “%(key)s” is used twice.", key=key))
    keys.add(key)
    return key
