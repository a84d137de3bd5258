"""Which browser it is, in words that people know from their own machine. Only the words are kept."""

import re

from reflect.web.language import gettext as _

# In the order in which they are looked for: most of them also claim to be the ones below.
BROWSERS = {
    "Edge": r"Edg(?:e|A|iOS)?/",
    "Opera": r"OPR/|Opera",
    "Samsung Internet": r"SamsungBrowser/",
    "Firefox": r"Firefox/|FxiOS/",
    "Chrome": r"Chrom(?:e|ium)/|CriOS/",
    "Safari": r"Safari/",
}
SYSTEMS = {
    "iPhone": r"iPhone",
    "iPad": r"iPad",
    "Android": r"Android",
    "Chromebook": r"CrOS",
    "Windows": r"Windows",
    "Mac": r"Macintosh|Mac OS X",
    "Linux": r"Linux|X11",
}


def in_words(user_agent: str) -> str:
    """What a browser says of itself, as a few words of ours: “Chrome on Windows”. Anything else is “a browser”."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or _("a browser")


def _first(names: dict[str, str], user_agent: str) -> str | None:
    return next((name for name, pattern in names.items() if re.search(pattern, user_agent)), None)
