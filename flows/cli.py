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
    try:
        app()
    except Exception:  # noqa: BLE001 - logged with its stack; people get a number, not a stack
        sys.exit(_unexpected())


def _unexpected() -> int:
    """Keep the stack in the log, tell its number and where; exit code 3."""
    import traceback
    from datetime import UTC, datetime

    from models.settings import Settings

    number = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    log = Settings().make_home() / "errors.log"
    with log.open("a", encoding="utf-8") as out:
        out.write(f"── {number} ──\n{traceback.format_exc()}\n")
    typer.echo(f"lỗi ngoài dự kiến số {number}; chi tiết trong {log}", err=True)
    return 3


if __name__ == "__main__":
    main()
