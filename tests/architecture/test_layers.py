"""The contracts in .importlinter hold, agree with each other, and cover what exists."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from tests.architecture import source

JUNK = {"utils", "helpers", "common", "misc", "managers_common", "data", "core"}


def test_every_contract_holds() -> None:
    linter = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
    ]
    done = subprocess.run(
        [*linter, "--no-cache", "--no-logo"], cwd=source.ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_package_has_its_place_in_the_spine() -> None:
    assert source.packages() - set(source.spine()) == set()


def test_every_domain_is_layered_inside() -> None:
    containers = [name.rpartition(".")[2] for name in source.listed("slice", "containers")]
    assert containers == source.domains()


def test_every_kernel_package_has_its_place() -> None:
    existing = {path.parent.name for path in source.folder_of("kernel").glob("*/__init__.py")}
    assert existing - set(source.listed("kernel", "layers")) == set()


def test_no_module_is_a_junk_drawer() -> None:
    assert [
        source.short(path) for path in source.modules() if path.stem in JUNK or path.parent.name in JUNK
    ] == []


@pytest.mark.parametrize("package", ["rules", "lib"])
def test_pure_code_runs_where_django_cannot_be_imported(package: str) -> None:
    folders = [
        path for path in source.PACKAGE.rglob(package) if path.is_dir() and (path / "__init__.py").exists()
    ]
    files = [path for folder in folders for path in source.modules(folder)]
    files += [path for path in source.modules() if path.stem == package]
    names = [source.dotted(path) for path in files]
    script = (
        "import sys, importlib\n"
        "for blocked in ('django', 'ninja', 'allauth'):\n"
        "    sys.modules[blocked] = None\n"
        f"for name in {names!r}:\n"
        "    importlib.import_module(name)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_server_does_not_load_numpy() -> None:
    """Only the process that simulates losses does (ADR 0127)."""
    script = (
        "import sys, django\n"
        "django.setup()\n"
        "from django.urls import get_resolver\n"
        "import akropolis.shell.config.wsgi, akropolis.shell.cli\n"
        "assert get_resolver().url_patterns\n"
        "print('numpy' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "False\n"), done.stderr


def test_what_is_imported_is_declared_as_a_dependency() -> None:
    project = tomllib.loads((source.ROOT / "pyproject.toml").read_text())["project"]
    extras = [name for every in project["optional-dependencies"].values() for name in every]
    wanted = [*project["dependencies"], *extras]
    distributions = {name.lower().partition(">")[0].partition("[")[0] for name in wanted}
    imported = {name for path in source.modules() for name in _imports(path)}
    foreign = imported - set(sys.stdlib_module_names) - {"akropolis"}
    assert {name for name in foreign if not _distributions(name) & distributions} == set()


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(source.tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def _distributions(module: str) -> set[str]:
    return {name.lower().replace("_", "-") for name in _by_module().get(module, [])}


@cache
def _by_module() -> Mapping[str, list[str]]:
    from importlib.metadata import packages_distributions

    return packages_distributions()


def test_the_tests_of_rules_are_run_without_django() -> None:
    """`make test-rules` finds them by what they import: one that reaches for more would leave it without a word."""
    tool = [sys.executable, str(source.ROOT / "scripts" / "pure.py")]
    pure = subprocess.run(tool, capture_output=True, text=True, check=True).stdout.split()
    named = {source.short(path) for path in (source.ROOT / "tests").rglob("test_*rules*.py")}
    assert named - set(pure) == set()
    assert {path.partition("/test_")[0] for path in pure} >= {
        f"tests/{name}"
        for name in (
            "classification",
            "crypto",
            "information",
            "lib",
            "offers",
            "review_inputs",
            "blast_radius",
            "review",
        )
    }
