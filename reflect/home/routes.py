"""The first page, and the public pages that say how Reflect treats people."""

from datetime import date
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app

from reflect.core.clock import now
from reflect.home.cookies import cookies
from reflect.home.glossary import GLOSSARY
from reflect.home.greeting import greeting
from reflect.home.rules import in_short, open_rules_in_words, recorded_rules_in_words, rules_in_words, shut_out
from reflect.identity.codes import is_on_paper
from reflect.identity.invitations import INVITATION_LASTS
from reflect.journal import entries, rescuing, starting
from reflect.notices.reading import unread as unread_notices
from reflect.organisation.relations import supervisors_of
from reflect.organisation.words import words_for
from reflect.sharing import inbox, overview
from reflect.supervision import due
from reflect.supervision.pairing import pairs_of
from reflect.themes import windows
from reflect.vault.keys import Keys
from reflect.web.guards import ANYONE, UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

bp = Blueprint("home", __name__)
ROWS = 5
STARTS = 2
WAITING = 3
PREPARED = date(2026, 11, 22)  # the accessibility statement: another day when what it says has changed


def visitor() -> Response:
    """What Reflect is, for somebody who is not signed in. It asks for nothing and sets no cookie."""
    return page("home/visitor.html", rows=in_short(), invitation_days=INVITATION_LASTS.days)


@bp.get("/")
@guard(UNLOCKED, to_visitors=visitor)
def index(viewer: Viewer, keys: Keys) -> Response:
    """Starting points, one's latest reflections, and what waits."""
    pairs = pairs_of(viewer.person_id)
    rhythms = due.rhythms(pairs)
    return page(
        "home/index.html",
        greeting=greeting(now(), viewer.first_name),
        starts=starting.few(viewer.roles, STARTS),
        latest=entries.heads(keys, viewer.person_id, rows=ROWS),
        readers=overview.readers_by_entry(viewer.person_id),
        rescued=rescuing.count(viewer.person_id),
        unread=inbox.inbox(keys, viewer.person_id, "waiting", rows=WAITING).rows,
        supervisors=supervisors_of(viewer.person_id),
        coming=[(pair, rhythms[pair.supervision_id]) for pair in pairs if pair.supervision_id in rhythms],
        notices=unread_notices(viewer.person_id),
        code_on_paper=is_on_paper(viewer.person_id),
        closing=windows.closing(),
        words=words_for(viewer.person_id),
    )


@bp.get("/who-can-see-what")
@guard(ANYONE)
def who_can_see_what() -> Response:
    """The rules that the pages check, in words, and where they end."""
    return page(
        "home/who_can_see_what.html",
        title=_("Who can see what"),
        rules=rules_in_words(),
        open_rules=open_rules_in_words(),
        recorded=recorded_rules_in_words(),
        shut_out=shut_out(),
    )


@bp.get("/help/accessibility")
@guard(ANYONE)
def accessibility() -> Response:
    """The statement in the form that the regulations of 2018 for public bodies ask for."""
    return page("home/accessibility.html", prepared=PREPARED)


@bp.get("/help/cookies")
@guard(ANYONE)
def cookies_page() -> Response:
    return page("home/cookies.html", cookies=cookies(current_app.config["SESSION_COOKIE_NAME"]))


@bp.get("/help/exit")
@guard(ANYONE)
def leaving() -> Response:
    """What quick exit does and does not do: shown once, when somebody has finished their account."""
    return page("home/leaving.html", exit_site=urlsplit(current_app.config["EXIT_URL"]).netloc)


@bp.get("/help/privacy")
@guard(ANYONE)
def privacy() -> Response:
    return page("home/privacy.html")


@bp.get("/help/words")
@guard(ANYONE)
def words() -> Response:
    """One word for one thing, and what each means."""
    return page("home/words.html", glossary=GLOSSARY)
