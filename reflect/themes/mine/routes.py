"""My contributions: what of mine is counted in the open windows, changing it, and taking it back.

Every post is answered by the same page, with the same status and length, whatever was chosen or refused.
"""

from collections.abc import Collection, Mapping, Sequence

from flask import Response, request

from reflect.core.errors import BadInput
from reflect.core.ids import ID_PATTERN
from reflect.themes import contributions, windows
from reflect.themes.mine.forms import PREFIX, ContributionsForm, contributions_form, theme_names
from reflect.themes.routes import bp
from reflect.themes.sentences import NOTE, period
from reflect.themes.standing import contributes_from, windows_by_id, windows_of
from reflect.vault.keys import Keys
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l
from reflect.web.language import listed
from reflect.web.pages import page
from reflect.web.viewer import Viewer

WITHDRAW = "withdraw"
SHOWN = "shown-"
MOST_SENT = 20  # windows on one page
LEVELS = {"service": _l("service"), "agency": _l("agency"), "partnership": _l("partnership")}


@bp.get("/mine")
@guard(UNLOCKED)
def mine(viewer: Viewer, keys: Keys) -> Response:
    """What is counted now."""
    return _answer(viewer, _as_it_is(keys))


@bp.post("/mine")
@guard(UNLOCKED)
def save_mine(viewer: Viewer, keys: Keys) -> Response:
    """Count what is ticked, or nothing of it."""
    sent = [window for window in request.form.getlist("window")[:MOST_SENT] if ID_PATTERN.fullmatch(window)]
    if not sent:
        raise BadInput(_("Something in what this page sent is missing or damaged, so nothing was saved."))
    shown = {window: request.form.getlist(SHOWN + window) for window in sent}
    form = contributions_form(windows_of(keys))
    picked = form.picked()
    saved = _save(keys, form, picked, shown)
    after = _as_it_is(keys)  # read in any case: a refusal must not show in the statements either
    if saved:
        form = after
    else:
        form.tick(picked, shown)
    still = {each.id for each in form.windows}
    return _answer(viewer, form, saved=saved and not still.isdisjoint(sent), closed=_closed(set(sent) - still))


def _as_it_is(keys: Keys) -> ContributionsForm:
    form = contributions_form(windows_of(keys), formdata=None)
    form.tick({}, {})
    return form


def _save(
    keys: Keys, form: ContributionsForm, picked: Mapping[str, Sequence[str]], shown: Mapping[str, Sequence[str]]
) -> bool:
    """Whether it was taken. Everything is sealed again in any case: a refusal must not show."""
    if request.form.get("action") == WITHDRAW:
        contributions.choose(keys, {each.id: () for each in form.windows})
        return True
    if not form.validate():
        contributions.reseal(keys)
        return False
    try:
        contributions.choose(keys, {window: picked[window] for window in picked if window in shown}, shown)
    except BadInput as refused:
        form.form_errors.append(refused.sentence)
        return False
    return True


def _closed(window_ids: Collection[str]) -> list[tuple[str, list[str]]]:
    """The windows that closed while the page was open, and what was ticked in each."""
    over = windows_by_id(window_ids)
    names = theme_names(each.taxonomy for each in over)
    return [
        (
            _title(period(each), [str(level["level"]) for level in each.levels]),
            [names[slug] for slug in request.form.getlist(PREFIX + each.id) if slug in names],
        )
        for each in over
    ]


def _title(when: str, levels: Sequence[str]) -> str:
    """A window in words: October to December 2026 (agency and partnership)."""
    named = [str(LEVELS[level]) for level in LEVELS if level in levels]
    if not named:
        return _("%(period)s, for everybody here", period=when)
    return _("%(period)s (%(levels)s)", period=when, levels=listed(named))


def _answer(
    viewer: Viewer,
    form: ContributionsForm,
    *,
    saved: bool = False,
    closed: Sequence[tuple[str, list[str]]] = (),
) -> Response:
    return page(
        "themes/mine.html",
        padded=True,
        title=_("My contributions"),
        form=form,
        windows=[(each, _title(period(each), each.levels), form.field(each)) for each in form.windows],
        since=contributes_from(viewer.person_id),
        any_open=bool(windows.taking()),
        saved=saved,
        closed=closed,
        note=NOTE,
    )
