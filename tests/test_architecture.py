"""The shape of the code: which way imports point, and how large and how named a file may be."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent
PACKAGES = ("dashboard", "flows", "tasks", "models", "policies")
LONGEST = 300  # lines; a file is meant to have near 200
DRAWERS = {"util", "utils", "helper", "helpers", "common", "misc"}


def modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def imported(module: Path) -> set[str]:
    """The top-level packages that the file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def importers(package: str, *folders: str) -> list[str]:
    return [
        path.relative_to(ROOT).as_posix() for path in modules(*folders) if package in imported(path)
    ]


def test_import_contracts(capsys: pytest.CaptureFixture[str]) -> None:
    """All contracts of pyproject.toml are kept."""
    code = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert 0 == code, capsys.readouterr().out


def test_names_are_folded_in_one_place() -> None:
    """Unidecode is imported by policies/naming.py alone."""
    assert ["policies/naming.py"] == importers("unidecode", *PACKAGES)


@pytest.mark.parametrize("package", ["sqlmodel", "sqlalchemy", "prefect"])
def test_pages_read_through_views(package: str) -> None:
    """The dashboard imports neither the database nor the engine, not even inside a function."""
    assert [] == importers(package, "dashboard")


@pytest.mark.parametrize("package", PACKAGES)
def test_only_the_dashboard_imports_streamlit(package: str) -> None:
    """Streamlit is imported in the dashboard and nowhere else."""
    assert (package == "dashboard") == bool(importers("streamlit", package))


def test_files_stay_short() -> None:
    """No file of code or tests is longer than 300 lines."""
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules(*PACKAGES, "tests")
    }
    assert {} == {path: length for path, length in lengths.items() if length > LONGEST}


def test_no_drawers() -> None:
    """No file and no folder is named utils, helpers, common or misc."""
    named = [
        path.relative_to(ROOT).as_posix()
        for folder in (*PACKAGES, "tests")
        for path in (ROOT / folder).rglob("*")
        if path.name != "__pycache__" and DRAWERS & set(path.stem.lower().split("_"))
    ]
    assert [] == named
