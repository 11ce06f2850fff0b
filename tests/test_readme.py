"""README speaks of commands and make targets that exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from flows.cli import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHELL = "\n".join(re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL))
CALLS = [line for line in SHELL.splitlines() if line.startswith("congvu ")]


@pytest.mark.parametrize("call", CALLS)
def test_every_call_of_the_readme_parses(call: str) -> None:
    """Verb, arguments and options are those of the command."""
    words = shlex.split(call, comments=True)[1:]
    command = get_command(app)
    context = command.make_context("congvu", words, resilient_parsing=False)
    while hasattr(context.command, "resolve_command"):
        rest = [*context._protected_args, *context.args]
        if not rest:
            break  # a group that is a verb by itself
        _, command, rest = context.command.resolve_command(context, rest)
        context = command.make_context(command.name, rest, parent=context)
    assert context.command.callback is not None


def test_every_verb_is_in_the_readme() -> None:
    """No verb for people is left out."""
    verbs = set(get_command(app).commands) - {"demo", "worker"}  # type: ignore[attr-defined] # a group
    told = {shlex.split(call)[1] for call in CALLS}
    assert verbs == told


def test_make_targets_of_the_readme_exist() -> None:
    """Each "make x" in the text is a target."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    assert set(re.findall(r"\bmake (run|test|stop|setup|bench|lock|format)\b", README)) <= targets
