"""The command ``congvu``."""

from __future__ import annotations

import gc
import os
import sys

# A question of law lives for half a second, most of it start: what is made then is kept, so the
# collector looks seldom; and pydantic is spared the search of all packages for plug-ins.
gc.set_threshold(100_000)
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

import typer  # noqa: E402 - after the settings above

from flows.commands import (  # noqa: E402
    approve,
    hand_over,
    importing,
    law,
    look,
    numbers,
    people,
    record,
    system,
    terms,
    trail,
    work,
)

app = typer.Typer(
    name="congvu",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Hộp thư điện tử công vụ theo quy chế của tỉnh.",
)
app.add_typer(law.policies_app, name="policies")
app.add_typer(terms.calendar_app, name="calendar")
app.add_typer(trail.trail_app, name="trail")
app.add_typer(numbers.numbers_app, name="numbers")
app.add_typer(people.user_app, name="user")
app.add_typer(importing.import_app, name="import")
for verb in (
    law.address,
    law.term,
    law.check_password,
    work.submit,
    record.record,
    look.queue,
    look.show,
    work.decide,
    approve.approve,
    work.issue,
    hand_over.hand_over,
    terms.extend,
    terms.explain,
    terms.watch,
    look.mailbox,
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
    os.umask(0o077)  # letters, databases and logs are for this account alone
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:  # Vietnamese also where the locale is plain C
            reconfigure(encoding="utf-8")
    try:
        app()
    except Exception as error:  # noqa: BLE001 - logged with its stack; people get a number
        sys.exit(_bad_setting(error) or _database(error) or _unexpected(error))


def _bad_setting(error: Exception) -> int | None:
    """Name the variables of the environment that cannot be; exit code 2.  None: something else."""
    from flows.commands.settings_faults import faults_of

    faults = faults_of(error)
    for fault in faults:
        typer.echo(fault, err=True)
    return 2 if faults else None


def _database(error: Exception) -> int | None:
    """Tell what is wrong with the database; exit code 3.  None: something else."""
    if "sqlalchemy" not in sys.modules:  # a question of law
        return None
    from flows.commands.database_faults import trouble_of
    from models.settings import Settings

    trouble = trouble_of(error, Settings())
    if trouble is None:
        return None
    typer.echo(trouble, err=True)
    return 3


def _unexpected(error: Exception) -> int:
    """Keep the stack in the log, without what it was about, tell its number and where; exit 3."""
    from datetime import UTC, datetime

    from flows.stack import without_values
    from models.settings import Settings

    number = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    log = Settings().make_home() / "errors.log"
    with log.open("a", encoding="utf-8") as out:
        out.write(f"── {number} ──\n{without_values(error)}\n")
    typer.echo(f"lỗi ngoài dự kiến số {number}; chi tiết trong {log}", err=True)
    return 3


if __name__ == "__main__":
    main()
