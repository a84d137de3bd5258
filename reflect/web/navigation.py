"""The links at the top. Features add theirs; nothing is imported upwards."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from flask import request, url_for

from reflect.web.viewer import Viewer


@dataclass(frozen=True)
class Link:
    """One link of the navigation: its words, where it goes and who is shown it."""

    label: object
    endpoint: str
    order: int
    shown: Callable[[Viewer], bool]


class Navigation:
    """The links in order."""

    def __init__(self) -> None:
        self._links: dict[str, Link] = {}

    def add(
        self, *, label: object, endpoint: str, order: int, shown: Callable[[Viewer], bool] = lambda _: True
    ) -> None:
        """Add a feature's link. A link added again (another app in the same process) replaces the first."""
        self._links[endpoint] = Link(label, endpoint, order, shown)

    def items(self, viewer: Viewer | None) -> list[dict[str, object]]:
        """The links of `viewer`, the one we are in marked."""
        if viewer is None:
            return []
        return [
            {
                "label": link.label,
                "url": (url := _address(link.endpoint, request.script_root)),
                "current": _is_under(url, link.endpoint),
            }
            for link in sorted(self._links.values(), key=lambda link: link.order)
            if link.shown(viewer)
        ]


@lru_cache(64)
def _address(endpoint: str, _root: str) -> str:
    """Where a link goes, looked up once for each address that the app is served under, and not for every page."""
    return url_for(endpoint)


def _is_under(url: str, endpoint: str) -> bool:
    """Whether this page is of the link’s feature, or lies below its address as what other features add there does."""
    same_feature = (request.endpoint or "").partition(".")[0] == endpoint.partition(".")[0]
    return same_feature or (request.script_root + request.path).startswith(url)


navigation = Navigation()
