"""Rules about the tree that no linter states."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from config.env import BASE_DIR

PACKAGES = ("cms", "config", "home", "medications", "tests")
LONGEST_FILE = 400
DRAWERS = {"utils.py", "helpers.py", "common.py", "misc.py", "utils", "helpers", "common"}
EDGE = "# the edge of a task:"
# Put together here, so that this file does not hold what it looks for.
POSTPONED = ("TO" + "DO", "FIX" + "ME", "XX" + "X")


def python_files() -> list[Path]:
    return [
        path
        for package in PACKAGES
        for path in sorted((BASE_DIR / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(BASE_DIR)) for path in paths]


def test_there_are_files_to_look_at() -> None:
    assert len(python_files()) > 50


def test_no_file_is_longer_than_can_be_read_in_one_go() -> None:
    assert names([path for path in python_files() if len(path.read_text().splitlines()) > LONGEST_FILE]) == []


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    assert names([path for path in python_files() if DRAWERS & {path.name, path.parent.name}]) == []


def test_nothing_is_left_for_later() -> None:
    assert (
        names([path for path in python_files() if any(word in path.read_text() for word in POSTPONED)]) == []
    )


def test_only_the_edge_of_a_task_catches_everything() -> None:
    """There a failure becomes a row that is tried again; anywhere else it would be hidden."""
    catching = [
        path for path in python_files() if path.name != "tasks.py" and catches_everything(path.read_text())
    ]

    assert names(catching) == []


def test_every_variable_of_the_environment_is_documented() -> None:
    operations = (BASE_DIR / "docs/operations.md").read_text()

    assert [name for name in variables_read() if f"`{name}`" not in operations] == []


def test_import_layers_hold() -> None:
    lint_imports = Path(sys.executable).parent / "lint-imports"

    done = subprocess.run([lint_imports], cwd=BASE_DIR, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("handler", "expected"),
    [
        ("except Exception:", True),
        ("except BaseException as error:", True),
        ("except:", True),
        ("except (ValueError, Exception):", True),
        ("except ValueError:", False),
        (f"except Exception:  {EDGE} the row remembers", False),
    ],
)
def test_the_search_for_handlers_finds_each_form(handler: str, expected: bool) -> None:
    assert catches_everything(f"try:\n    pass\n{handler}\n    pass\n") is expected


def catches_everything(source: str) -> bool:
    """True when a handler takes every exception and does not say on its line that it is the edge of a task."""
    lines = source.splitlines()
    handlers = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ExceptHandler)]
    return any(
        (handler.type is None or _names_everything(handler.type)) and EDGE not in lines[handler.lineno - 1]
        for handler in handlers
    )


def _names_everything(caught: ast.expr) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id in {"Exception", "BaseException"} for node in ast.walk(caught)
    )


def variables_read() -> list[str]:
    """The names that config/env.py asks the environment for: every upper-case string in it."""
    tree = ast.parse((BASE_DIR / "config/env.py").read_text())
    strings = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    found = sorted(
        {text for text in strings if text.isupper() and text.replace("_", "").isalpha()} - {"INFO"}
    )
    assert "DATABASE_URL" in found
    return found


def test_the_runner_of_all_tests_leaves_the_settings_to_pytest() -> None:
    chosen = "import os, tests.run; print(os.environ.get('DJANGO_SETTINGS_MODULE', 'nothing'))"
    done = subprocess.run(
        [sys.executable, "-c", chosen], cwd=BASE_DIR, env={}, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "nothing"
