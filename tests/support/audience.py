"""Does a page say who can see what somebody types, before they type it?

Every page that a test fetches comes past here, so most are done with after two searches.
"""

import re

# The shared parts that say it: the panel at the head of a page, and the line with a person beside it.
SAYS_WHO = re.compile(r'class="(?:app-privacy|app-who)\b')
FIELD = re.compile(r'<(input|textarea)\b((?:[^>"]|"[^"]*")*)>')
FORM = re.compile(r'<form\b(?:[^>"]|"[^"]*")*>')
ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
WORDS = frozenset({"text", "search", "url", "tel"})
# What is typed to be compared or looked up and is kept nowhere as it stands, by the name of its field.
NOT_KEPT = frozenset({"q", "code", "first", "second", "own_address", "username"})


def faults(html: str) -> list[str]:
    """The fields for free text, in forms that are posted, that stand before any word on who can see what is typed."""
    start = html.find("<main")
    said = SAYS_WHO.search(html, start)
    before = html[start : said.start() if said else len(html)] if start >= 0 else ""
    found = []
    for field in FIELD.finditer(before) if "<form" in before else ():
        given = dict(ATTRIBUTE.findall(field[2]))
        if _takes_words(field[1], given) and _is_posted(before[: field.start()]):
            found.append(f"nobody has said yet who can see what is typed into {given.get('name')}")
    return found


def _takes_words(element: str, given: dict[str, str]) -> bool:
    if "readonly" in given or given.get("name") in NOT_KEPT or given.get("inputmode") == "numeric":
        return False
    return element == "textarea" or given.get("type", "text") in WORDS


def _is_posted(before: str) -> bool:
    begins = before.rfind("<form")
    form = FORM.match(before, begins)
    return form is not None and "</form" not in before[begins:] and 'method="post"' in form[0]
