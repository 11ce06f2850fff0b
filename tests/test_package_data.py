"""What a package holds beside code is installed with it."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_file_beside_code_is_package_data() -> None:
    """Regulations, templates, layouts, samples: each ends as one of the patterns says."""
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    patterns = tool["setuptools"]["package-data"]["*"]
    packages = [
        name.removesuffix("*") for name in tool["setuptools"]["packages"]["find"]["include"]
    ]
    assert "deploy" in packages
    left_out = [
        path.relative_to(ROOT).as_posix()
        for name in packages
        for path in (ROOT / name).rglob("*")
        if path.is_file()
        and path.suffix not in (".py", ".pyc", ".sh")  # scripts serve a checkout
        and not any(path.match(pattern.removeprefix("**/")) for pattern in patterns)
    ]
    assert [] == left_out
