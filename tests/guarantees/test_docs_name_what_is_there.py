"""What a page of the documentation names is there: commands and their options, settings, targets, files, modules."""

import importlib
import importlib.util
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
from flask import Flask

from reflect.cli import main
from reflect.home.glossary import GLOSSARY, NEVER_SAID, RIGHT_HERE

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), *ROOT.glob("*.md")])
FENCE = re.compile(r"^( *)```([^\n]*)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`([^`]+)`")
SHELL = ("sh", "shell", "bash")
# What no checkout has: it is made on the way, or on somebody's own machine.
MADE = (".venv/", "docs/_build/", "instance/", "shots/", "dist/", "reflect/static/built/", "reflect/translations/")


@cache
def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def _words() -> Iterator[tuple[Path, str]]:
    """What pages set in backquotes outside their blocks of code, with the page."""
    for page in PAGES:
        for each in NAMED.findall(FENCE.sub("", _text(page))):
            yield page, " ".join(each.split())


def _shell() -> Iterator[tuple[Path, str]]:
    """The blocks of shell, indented by a list or not."""
    for page in PAGES:
        for indent, kind, block in FENCE.findall(_text(page)):
            if kind.strip() in SHELL:
                yield page, re.sub(f"(?m)^{indent}", "", block)


def _said() -> Iterator[tuple[Path, str]]:
    """Where commands stand: words in backquotes, and each line of shell without its remark."""
    yield from _words()
    for page, block in _shell():
        for line in block.replace("\\\n", " ").splitlines():
            yield page, re.split(r"\s#\s", line)[0].strip()


def _command(words: list[str]) -> tuple[click.Command, list[str]] | None:
    """The command that these words call and what is left of them; None when there is no such command."""
    found: click.Command = main
    while words and isinstance(found, click.Group) and words[0] != "…":
        if words[0] not in found.commands:
            return None
        found, words = found.commands[words[0]], words[1:]
    return found, words


def _options(command: click.Command) -> set[str]:
    options = (each for each in command.params if isinstance(each, click.Option))
    return {name for each in options for name in (*each.opts, *each.secondary_opts)} | {"--help"}


def test_each_command_is_there_with_its_options() -> None:
    wrong = []
    for page, said in _said():
        if re.match(r"reflect [a-z]", said):
            found = _command(said.split()[1:])
            named = {word.partition("=")[0] for word in said.split() if word.startswith("--")}
            if not found or not named <= _options(found[0]):
                wrong.append(f"{page.name}: {said}")
    assert not wrong


def test_each_target_of_make_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    calls = [(page.name, each) for page, said in _said() for each in re.findall(r"^(?:.* && )?make ([a-z]+)", said)]
    assert len(calls) > 20
    assert not [call for call in calls if call[1] not in targets]


def test_each_setting_is_there() -> None:
    known = set(re.findall(r"^\| `(REFLECT_[A-Z0-9_]+)`", _text(DOCS / "settings.md"), re.MULTILINE))
    named = {(page.name, each) for page in PAGES for each in re.findall(r"REFLECT_[A-Z0-9_]+\*?", _text(page))}
    wrong = {
        (page, name)
        for page, name in named
        if not (name.removesuffix("_FILE") in known or any(each.startswith(name.rstrip("*_") + "_") for each in known))
    }
    assert not wrong


def test_each_file_and_module_is_there() -> None:
    wrong = []
    for page, said in _words():
        path = re.fullmatch(r"([\w.-]+/[\w./-]*|[\w-]+\.(?:py|cfg|toml|html))(?:::\w+)?", said)
        module = re.fullmatch(r"(?:python -m )?((?:reflect|tests|bench)(?:\.[a-z]\w*)+)(?: .*)?", said)
        if (path and not _is_file(path[1])) or (module and not (_is_file(said) or _is_module(module[1]))):
            wrong.append(f"{page.name}: {said}")
    assert not wrong


def _is_file(path: str) -> bool:
    """Whether a page may call a file so: by its path, or inside a feature by its last names, `review/routes.py`."""
    label = re.fullmatch(r"reflect/[\w/-]+/v\d", path)  # of a ciphertext: docs/vault.md is compared with those
    if (
        label
        or "LC_MESSAGES" in path
        or path.startswith(MADE)
        or (ROOT / path).exists()
        or (ROOT / "reflect" / path).exists()
    ):
        return True
    return any((path.rstrip("/") == each or each.endswith(f"/{path.rstrip('/')}")) for each in _files())


@cache
def _files() -> frozenset[str]:
    """All paths of what is ours, folders too."""
    return frozenset(
        str(each.relative_to(ROOT))
        for folder in ("reflect", "tests", "bench", "deploy")
        for each in (ROOT / folder).rglob("*")
    )


def _is_module(name: str) -> bool:
    """Whether Python finds it, as a module or as something in one."""
    within, _dot, thing = name.rpartition(".")
    try:
        if importlib.util.find_spec(name) is not None:
            return True
    except ModuleNotFoundError:
        pass
    return importlib.util.find_spec(within) is not None and hasattr(importlib.import_module(within), thing)


def test_each_address_is_there(sqlite_app: Flask) -> None:
    rules = [re.sub(r"<[^>]*>", "[^/]+", rule.rule) for rule in sqlite_app.url_map.iter_rules()]
    wrong = []
    for page, said in _words():
        path = re.fullmatch(r"(?:(?:GET|POST|PUT) )?(/[a-z][\w/<>….-]*)(?:\?.*)?", said)
        if path is None or re.match(r"/(etc|srv|tmp|var)\b", path[1]):
            continue
        here = re.sub(r"…|<\w+>", "some", path[1])
        there = any(re.fullmatch(rule, here) for rule in rules)
        part = any(rule.startswith(here.removesuffix("some")) for rule in rules)  # `/admin/…`, a part of the site
        if not (there or (part and path[1].endswith(("/", "…")))):
            wrong.append(f"{page.name}: {said}")
    assert not wrong


def test_each_block_of_shell_can_be_run_as_it_stands() -> None:
    blocks = list(_shell())
    assert len(blocks) > 8
    # One shell reads them all, each in a function that is never called.
    script = "".join(f"block_{number}() {{\n{block}\n}}\n" for number, (_page, block) in enumerate(blocks))
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_each_picture_is_shown_and_described() -> None:
    shown = set()
    for page in PAGES:
        for words, path in re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", _text(page)):
            assert (page.parent / path).is_file(), f"{page.name} shows {path}"
            assert len(words.split()) >= 4, f"{page.name}: say what is to be seen on {path}"
            shown.add((page.parent / path).resolve())
    assert shown == {picture.resolve() for picture in (DOCS / "pictures").iterdir()}


def test_the_pictures_are_those_that_make_pictures_takes() -> None:
    from tests.browser.pictures import PICTURES

    assert {picture.name for picture in (DOCS / "pictures").iterdir()} == {f"{name}.webp" for name in PICTURES}


def test_each_link_has_words() -> None:
    """Sphinx puts the title of a page into a link without words; where the code is hosted nothing would stand there."""
    assert not [page.name for page in PAGES if re.search(r"(?<!!)\[\]\(", FENCE.sub("", _text(page)))]


def test_each_link_that_leads_out_is_whole_and_secure() -> None:
    wrong = []
    for page in PAGES:
        text = NAMED.sub("", FENCE.sub("", _text(page)))
        for link in re.findall(r"https?://[^\s)>\]’”,]*", text):
            if not re.match(r"https://[\w-]+(\.[\w-]+)*\.[a-z]{2,}(/\S*)?$|http://localhost:\d+$", link):
                wrong.append(f"{page.name}: {link}")
    assert not wrong


def test_each_page_stands_in_the_index_once() -> None:
    trees = [block for _, kind, block in FENCE.findall(_text(DOCS / "index.md")) if "toctree" in kind]
    listed = [line for block in trees for line in re.findall(r"^([a-z-]+)$", block, re.MULTILINE)]
    assert sorted(listed) == sorted(page.stem for page in DOCS.glob("*.md") if page.stem != "index")


def test_pages_for_people_say_one_word_for_one_thing() -> None:
    said = " ".join(
        _text(DOCS / f"for-{who}.md") for who in ("practitioners", "supervisors", "leads", "administrators")
    )
    for right in RIGHT_HERE:
        said = said.replace(right, "")
    others = {*NEVER_SAID, *(each for part in GLOSSARY for word in part.words for each in word.instead)}
    assert not [each for each in others if re.search(rf"(?<!\w){re.escape(each)}s?(?!\w)", said, re.IGNORECASE)]


def test_what_pages_say_in_bold_stands_on_the_buttons_and_headings() -> None:
    """The pages for people name what they press and read as it is named there: “**Share with Marcus**”."""
    words = {re.sub(r"%\(\w+\)s|{{.*?}}|{\w+}", "…", each) for each in _sentences()}
    named = [re.compile(re.escape(each).replace("…", ".+") + "$") for each in words if "…" in each and len(each) < 60]
    wrong = []
    for page in DOCS.glob("for-*.md"):
        for said in re.findall(r"\*\*([^*]+?)[.:]?\*\*(?!:)", FENCE.sub("", _text(page))):
            said = " ".join(said.split())
            if said[0].isupper() and said not in words and not any(each.match(said) for each in named):
                wrong.append(f"{page.name}: {said}")
    assert not wrong


def _sentences() -> set[str]:
    """Every sentence of ours that goes through gettext, as the sources have it."""
    found = set()
    for source in [*(ROOT / "reflect").rglob("*.py"), *(ROOT / "reflect").rglob("*.html")]:
        text = source.read_text(encoding="utf-8")
        for call in re.findall(r'(?<!\w)_l?\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)', text):
            found.add("".join(re.findall(r'"((?:[^"\\]|\\.)*)"', call)))
        found.update(" ".join(each.split()) for each in re.findall(r"{%\s*trans[^%]*%}(.*?){%", text, re.DOTALL))
    return found
