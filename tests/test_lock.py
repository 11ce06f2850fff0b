"""The lock files fix everything that is installed, and say nothing of where it comes from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


LOCKS = ("requirements.lock", "requirements-ldap.lock")


def entries() -> list[str]:
    """The entries of both locks, each as one line without comments."""
    text = "\n".join((ROOT / lock).read_text(encoding="utf-8") for lock in LOCKS)
    kept = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return [entry.strip() for entry in kept.replace("\\\n", " ").splitlines() if entry.strip()]


def locked() -> dict[str, list[Requirement]]:
    """Each locked package with its pins: one, or several for different versions of Python."""
    pins: dict[str, list[Requirement]] = {}
    for entry in entries():
        requirement = Requirement(entry.partition(" --hash")[0])
        pins.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return pins


def asked() -> list[Requirement]:
    """What pyproject.toml asks for: to build, to run, to test, to provision by LDAP."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [
        Requirement(text)
        for text in (
            *project["build-system"]["requires"],
            *project["project"]["dependencies"],
            *project["dependency-groups"]["dev"],
            *project["project"]["optional-dependencies"]["ldap"],
        )
    ]


def test_exact_versions() -> None:
    """Every entry is one exact version of a package by name."""
    loose = [
        str(pin)
        for pins in locked().values()
        for pin in pins
        if pin.url or [spec.operator for spec in pin.specifier] != ["=="] or "*" in str(pin)
    ]
    assert [] == loose


def test_hashes() -> None:
    """Every entry carries hashes, and nothing behind its version but hashes."""
    bare = [entry for entry in entries() if not HASH.search(entry) or "--" in HASH.sub("", entry)]
    assert [] == bare


def test_no_places() -> None:
    """The locks name no index, no address and no path, in their comments neither."""
    text = "\n".join((ROOT / lock).read_text(encoding="utf-8") for lock in LOCKS)
    places = re.compile(
        r"://|index-url|find-links|trusted-host|file:|(^|\s)(-r|-c|-e|~?/)\S*", re.M
    )
    assert None is places.search(text)


def test_direct_requirements_are_locked() -> None:
    """What pyproject.toml asks for stands in the lock, in a version that it accepts."""
    pins = locked()
    unmet = [
        str(wanted)
        for wanted in asked()
        if not pins.get(canonicalize_name(wanted.name))
        or not all(
            wanted.specifier.contains(spec.version, prereleases=True)
            for pin in pins[canonicalize_name(wanted.name)]
            for spec in pin.specifier
        )
    ]
    assert [] == unmet
