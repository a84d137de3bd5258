"""What each table says about the people in it. Export, erasure, retention and the privacy page are made from this."""

ABOUT_KEYS = frozenset({"owner", "purpose", "keep", "export", "erase"})


def about(*, owner: str, purpose: str, keep: str, export: str, erase: str) -> dict[str, object]:
    """The declaration of one table, for `Table.info`.

    Args:
        owner: whose it is.
        purpose: why it is kept at all.
        keep: until when.
        export: how it goes into a person's own export, or why not.
        erase: what happens to it when the person is erased.
    """
    return {"about": {"owner": owner, "purpose": purpose, "keep": keep, "export": export, "erase": erase}}
