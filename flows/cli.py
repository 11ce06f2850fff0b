"""The command ``congvu``."""

from __future__ import annotations

import sys

import typer

from flows.commands import law, look, system, work

app = typer.Typer(
    name="congvu",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Hộp thư điện tử công vụ theo quy chế của tỉnh.",
)
app.add_typer(law.policies_app, name="policies")
for verb in (
    law.address,
    law.term,
    law.check_password,
    work.submit,
    look.queue,
    look.show,
    work.decide,
    work.issue,
    look.mailbox,
    look.trail,
    work.withdraw,
    work.retry,
    work.forms,
    system.demo,
    system.page,
    system.worker,
    system.down,
):
    app.command(verb.__name__.replace("_", "-"))(verb)


def main() -> None:
    """Entry point."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:  # Vietnamese also where the locale is plain C
            reconfigure(encoding="utf-8")
    app()


if __name__ == "__main__":
    main()
