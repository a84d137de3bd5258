"""The vault stands by itself: it loads no web, no database and, until they are needed, no word lists."""

import ast
import subprocess
import sys
from pathlib import Path

VAULT = Path(__file__).parents[3] / "reflect" / "vault"
MODULES = sorted(path.stem for path in VAULT.glob("*.py") if path.stem != "__init__")


# The application's own package loads Flask; an empty one in its place shows what the vault itself needs.
ALONE = """
import sys, types
sys.modules["reflect"] = alone = types.ModuleType("reflect")
alone.__path__ = ["reflect"]
for module in {modules}:
    __import__("reflect.vault." + module)
print(*{{name.split(".")[0] for name in sys.modules}})
"""


def test_loading_the_whole_vault_is_quiet_and_loads_nothing_it_should_not_know():
    found = subprocess.run(
        [sys.executable, "-W", "error", "-c", ALONE.format(modules=MODULES)],
        capture_output=True,
        text=True,
        check=True,
        cwd=VAULT.parents[1],
    )

    loaded = set(found.stdout.split())
    assert not loaded & {"flask", "werkzeug", "jinja2", "sqlalchemy", "wtforms", "click"}
    assert not loaded & {"zxcvbn", "xkcdpass", "precis_i18n"}
    assert found.stderr == ""


def test_the_reading_order_names_every_module_and_each_needs_only_those_before_it():
    tree = ast.parse((VAULT / "__init__.py").read_text("utf-8"))
    lines = (ast.get_docstring(tree) or "").splitlines()
    order = [words[1] for words in map(str.split, lines) if words and words[0].rstrip(".").isdigit()]

    assert sorted(order) == MODULES
    assert len(tree.body) == 1
    for position, module in enumerate(order):
        needs = {
            node.module.removeprefix("reflect.vault.")
            for node in ast.walk(ast.parse((VAULT / f"{module}.py").read_text("utf-8")))
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("reflect")
        }
        assert needs <= set(order[:position]), module
