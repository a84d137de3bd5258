"""Days, limits and figures of noise stand in the docs as the code has them: a number that changes there fails here."""

import re
from configparser import ConfigParser
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from reflect.core import settings
from reflect.identity import codes, invitations, known_devices, sessions, tries, unlocking
from reflect.identity.factors import pending, resets
from reflect.identity.routes import browser
from reflect.journal import deleting, document, pinning, rescuing
from reflect.journal.identifying import checking
from reflect.journal.sharing_pages import forms as share_forms
from reflect.library import panel
from reflect.library import reading as library_files
from reflect.notices import outbox, reading
from reflect.organisation import groups, roster_file, staff
from reflect.privacy.policy import Relation, Thing, Verb, may
from reflect.records import keeping
from reflect.records.searches import asking, looking, reminding, terms
from reflect.sharing import warning
from reflect.themes import choices, pictures, windows
from reflect.themes.mechanism import calibrate
from reflect.vault import derivation, envelope, passphrase, recovery, turns
from reflect.vault import windows as vault_windows
from reflect.web import limits, pages, viewer
from tests.support.promises import OF_A_PILOT, OF_FIVE_YEARS, OF_THE_FULL_PLAN

ROOT = Path(__file__).parents[2]
PLANS = ROOT / "reflect" / "themes" / "plans"
SET = settings.Settings
IN_WORDS = {3: "three", 5: "five", 7: "seven", 8: "eight", 12: "twelve"}


def minutes(time: timedelta) -> int:
    return int(time.total_seconds()) // 60


def hours(time: timedelta) -> int:
    return minutes(time) // 60


SAID = [
    ("signing-in", f"| The journal is unlocked | {minutes(unlocking.JOURNAL_IDLE)} minutes | "),
    ("signing-in", f"minutes | {hours(unlocking.JOURNAL_ABSOLUTE)} hours |"),
    ("signing-in", f"| Signed in | {minutes(sessions.IDLE)} minutes | {hours(sessions.ABSOLUTE)} hours |"),
    ("signing-in", f"for {minutes(pending.LASTS)} minutes and {pending.TRIES} tries"),
    ("signing-in", f"| the account | {tries.MOST['account']} |"),
    ("signing-in", f"| the address they come from | {tries.MOST['address']} |"),
    ("signing-in", f"in, instead of both | {tries.MOST['device']} |"),
    ("signing-in", f"counted for {minutes(tries.WINDOW)} minutes"),
    ("privacy", f"unlocked in a browser | {minutes(unlocking.JOURNAL_IDLE)} minutes after the last use"),
    ("privacy", f"| A session | {minutes(sessions.IDLE)} minutes after the last use"),
    ("privacy", f"({share_forms.USUAL_DAYS} days unless changed, a year at most)"),
    ("privacy", f"| A deleted reflection | {deleting.KEPT.days} days,"),
    ("privacy", f"| An invitation | {invitations.INVITATION_LASTS.days} days;"),
    ("privacy", f"started again | {SET.earlier_journal_days} days,"),
    ("privacy", f"never under {settings.LEAST_EARLIER_JOURNAL_DAYS} |"),
    ("privacy", f"somebody who has left | {SET.leavers_days} days,"),
    ("privacy", f"to be written down | {minutes(codes.CODE_WAITS)} minutes |"),
    ("privacy", f"for {reading.LASTS.days} and {keeping.MAILS.days} days"),
    ("threat-model", f"locks after {minutes(unlocking.JOURNAL_IDLE)} minutes without use"),
    (
        "threat-model",
        f"session ends after {minutes(sessions.IDLE)}, at the latest after {hours(sessions.ABSOLUTE)} hours",
    ),
    ("threat-model", f"{limits.PER_SESSION} a minute for a session, and for an address {limits.PER_ADDRESS:,}"),
    ("threat-model", f"{limits.PUBLIC_POSTS} posts to public pages"),
    ("threat-model", f"link that lasts {invitations.INVITATION_LASTS.days} days"),
    ("roster", f"once, for {invitations.INVITATION_LASTS.days} days"),
    ("roster", f"Takes effect after {hours(resets.WAITS)} hours"),
    ("roster", f"`REFLECT_EARLIER_JOURNAL_DAYS` ({SET.earlier_journal_days}, and never under"),
    ("roster", f"at most {roster_file.MOST_BYTES // 2**20} MB and {roster_file.MOST_ROWS:,} lines"),
    ("roster", f"{IN_WORDS[staff.AFTER_NEW_ADDRESS.days]} days nobody can start again"),
    ("sharing", f"{share_forms.USUAL_DAYS} days unless its author chose another"),
    ("sharing", f"{IN_WORDS[groups.MOST_MEMBERS]} people at most"),
    ("data-protection", f"up to {terms.MOST_TERMS} lines, each up to {terms.MOST_WORDS} words"),
    ("data-protection", f"up to {asking.MOST_PEOPLE}, and the day"),
    ("data-protection", f"At most {looking.MOST_OF_A_TERM} reflections"),
    ("data-protection", f"{IN_WORDS[reminding.BEFORE.days].title()} days before the day"),
    ("never-lost", f"The longest answer, {document.LONGEST_ANSWER:,} characters"),
    ("never-lost", f"{IN_WORDS[rescuing.MOST_OF_PAGE]} posts wait at most"),
    ("vault", f"one of the form's {IN_WORDS[rescuing.MOST_OF_PAGE]} one-time ids"),
    ("never-lost", f"{rescuing.MOST_ROWS} posts and {rescuing.MOST_TOTAL // 2**20} MiB wait for one person"),
    ("export-format", f"{document.LONGEST_TITLE} characters at most; may be empty"),
    ("export-format", f"as light Markdown, {document.LONGEST_ANSWER:,} characters at most"),
    ("identifying-details", f"more than {checking.LONGEST_CHECKED:,} characters"),
    ("library", f"At most {panel.MOST_QUESTIONS} questions of {panel.MOST_QUESTION:,} characters"),
    ("library", f"at most {library_files.MOST_BYTES // 1024} KB"),
    ("vault", f"padded to a multiple of {envelope.BODY_STEP:,} bytes"),
    ("vault", f"to a multiple of {envelope.HEAD_STEP}"),
    ("vault", f"has {passphrase.SHORTEST} to {passphrase.LONGEST} characters"),
    ("vault", f"at least {passphrase.LEAST_SCORE} with zxcvbn"),
    ("vault", f"A code of {recovery.CODE_BITS} random bits"),
    ("vault", f"Argon2id, {derivation.Cost().memory_kib // 1024} MiB, {derivation.Cost().iterations} passes"),
    ("vault", f"and {IN_WORDS[turns.WAITING]} may wait"),
    ("vault", f"one envelope of {vault_windows.CHOICES_STEP:,} bytes"),
    ("themes", f"name of {vault_windows.CID_BYTES} bytes"),
    ("themes", f"At most {IN_WORDS[choices.MOST]} themes of a person count"),
    ("themes", f"may close after {IN_WORDS[windows.SHORTEST_FIRST.days // 7]} weeks"),
    ("themes", f"{windows.EXPIRES_AFTER.days} days after its closing day"),
    ("themes", f"figure ± {pictures.NINE_IN_TEN} σ"),
    ("themes", f"at most {pictures.SURE} σ"),
    ("themes", f"at least {pictures.OFTEN:.0%} of the headcount"),
    ("themes", f"below {pictures.ENOUGH:.0f} σ"),
    ("themes", f"fewer than {pictures.FEWEST_FOR_PERCENT} people"),
    ("themes", f"The cap is ρ = {settings.PRIVACY_CAP}"),
    ("operating", f"full steps of {pages.STEP // 1024} KiB"),
    ("operating", f"waits for {IN_WORDS[outbox.WAITS.days]} days runs out"),
    ("operating", f"`REFLECT_LEAVERS_DAYS` days ({SET.leavers_days})"),
    ("settings", f"| `REFLECT_PRIVACY_CAP` | `{SET.privacy_cap}` |"),
    ("settings", f"| `REFLECT_BACKUP_DAYS` | `{SET.backup_days}` |"),
    ("settings", f"| `REFLECT_LEAVERS_DAYS` | `{SET.leavers_days}` |"),
    ("settings", f"| `REFLECT_EARLIER_JOURNAL_DAYS` | `{SET.earlier_journal_days}` |"),
    ("settings", f"| `REFLECT_ARGON2_MEMORY_KIB` | `{SET.argon2_memory_kib}` |"),
    ("settings", f"| `REFLECT_ARGON2_ITERATIONS` | `{SET.argon2_iterations}` |"),
    ("settings", f"| `REFLECT_EXIT_URL` | `{SET.exit_url}` |"),
    ("settings", f"| `REFLECT_SLOW_QUERY_MS` | `{SET.slow_query_ms}` |"),
    ("for-practitioners", f"once, for {invitations.INVITATION_LASTS.days} days"),
    ("for-practitioners", f"had back for {deleting.KEPT.days} days"),
    ("for-practitioners", f"up to {IN_WORDS[choices.MOST]} themes"),
    ("for-leads", f"{pictures.OFTEN * 100:.0f} in 100 of the people"),
    ("for-administrators", f"once, for {invitations.INVITATION_LASTS.days} days"),
    ("for-administrators", f"They have {SET.leavers_days} days"),
    ("for-data-protection-officers", f"locks after {minutes(unlocking.JOURNAL_IDLE)} minutes"),
]


def _page(name: str) -> str:
    return " ".join((ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8").split())


@pytest.mark.parametrize("page", sorted({page for page, _words in SAID}))
def test_the_numbers_of_a_page_are_those_of_the_code(page: str) -> None:
    text = _page(page)
    assert not [words for where, words in SAID if where == page and words.strip() not in text]


def test_what_is_called_a_year_or_a_week_is_one() -> None:
    assert share_forms.MOST_DAYS == 366
    assert known_devices.KEPT.days == keeping.SEARCHES.days == 365
    assert warning.BEFORE.days == 7
    assert pinning.MOST == 10
    assert minutes(viewer.STEP_UP) == 5


def test_the_file_of_the_roster_has_the_columns_that_are_documented() -> None:
    table = _page("roster").partition("## A file of everybody")[2].partition("- UTF-8")[0]
    rows = re.findall(r"\| ((?:`\w+`(?:, )?)+) \|", table)
    assert [name for row in rows for name in re.findall(r"`(\w+)`", row)] == list(roster_file.COLUMNS)


def test_each_cookie_is_named_with_what_it_is_for() -> None:
    named = re.findall(r"\| `__Host-(\w+)` \|", _page("privacy"))
    assert sorted(named) == sorted(("session", browser.UNLOCK, browser.PENDING, browser.CODE, browser.DEVICE))


def test_who_can_read_what_is_what_the_policy_says() -> None:
    """The first columns of the table in docs/privacy.md; of the last, that it knows of no word."""
    asked = (Relation.AUTHOR, Relation.READER, Relation.SUPERVISOR, Relation.ADMINISTRATOR)
    for words, thing in {
        "What is not shared": Thing.ENTRY,
        "Shared answers": Thing.SNAPSHOT,
        "Title and note of a share": Thing.SHARE_HEAD,
        "Comments on a share": Thing.COMMENT,
        "What is kept ready to share, and not sent": Thing.READY_SHARE,
        "Who opened it, and when": Thing.RECEIPT,
        "Whether somebody's themes are counted, and which": Thing.CONTRIBUTION,
    }.items():
        row = re.search(rf"\| {re.escape(words)} \|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|", _page("privacy"))
        assert row, words
        said = [column.strip().startswith("yes") for column in row.groups()]
        assert said == [may(relation, Verb.READ, thing) for relation in asked], words


def test_the_template_of_an_assessment_is_of_this_version() -> None:
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg")
    assert f"| Version of Reflect | {setup['metadata']['version']} |" in _page("dpia")


def test_the_plan_in_the_docs_is_the_plan() -> None:
    text = _page("themes")
    for plan in ("full", "pilot"):
        for level in yaml.safe_load((PLANS / f"{plan}.yaml").read_text(encoding="utf-8"))["levels"]:
            _measurement, sigma = calibrate(level["rho"])
            row = re.search(
                rf"\| {level['level']}[^|]*\| {level['cadence']} \| (\d) \| ([\d.]+) \| ([\d.]+) \| ([\d,]+)", text
            )
            assert row, level
            assert int(row[1]) == {"half-year": 2, "quarter": 4}[level["cadence"]]
            assert float(row[2]) == level["rho"]
            assert float(row[3]) == pytest.approx(sigma, abs=0.05)
            assert int(row[4].replace(",", "")) == level["least"]


def test_how_often_a_guess_is_right_is_what_the_attacks_are_held_to() -> None:
    """The table of docs/themes.md, and every page that repeats a line of it."""
    limits_of = {str(each): f"{each.limit:.1%}" for each in (*OF_THE_FULL_PLAN, *OF_A_PILOT, *OF_FIVE_YEARS)}
    text = _page("themes")
    known = "of somebody known to take part? One release"
    for said, words in {
        "took part, one service release": "Did she take part? One release of a service",
        "took part, one agency release": "… one release of an agency",
        "took part, a year at the cap": "… a year at the cap of ρ = 0.5",
        "which themes, one service release": f"Which three themes, {known} of a service",
        "which service, one service release": f"In which of two services, {known}",
        "took part, five years alike": "Did she take part, giving the same answer five years running?",
        "which themes, five years alike": "… which three themes, the same five years running",
        "which unit, five years alike": "… in which of two services, five years running",
    }.items():
        assert f"| {words} | {limits_of[said]} |" in text
    year, five = limits_of["took part, a year at the cap"], limits_of["took part, five years alike"]
    assert year in _page("threat-model")
    assert five in _page("threat-model")
    assert f"{float(year[:-1]):.0f} times in 100" in _page("for-leads")
    assert f"{float(five[:-1]):.0f} times in 100" in _page("privacy")
