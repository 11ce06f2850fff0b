"""This machine's office, and the engine behind it, for the verbs that need them.

What is heavy is imported where it is used: the questions of law must answer at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from getpass import getuser
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from models.user import Actor
    from tasks.office import Office

_PATIENCE = 180.0  # seconds: the engine's first start is half a minute on a slow machine


def office() -> Office:
    """The office of the environment's settings."""
    from flows.surroundings import open_office
    from models.settings import Settings

    return open_office(Settings())


def operator(name: str | None = None) -> Actor:
    """Who stands behind the command: as named, or the account of this machine.

    The trail keeps both: a name that is given with --as is the operator's word.
    """
    from models.user import Actor

    return Actor(name if name is not None else getuser(), "command", operator=getuser())


@contextmanager
def told(as_json: bool) -> Iterator[None]:
    """A use case's no becomes exit 1 with its reasons, the engine's failure with its message."""
    from flows.desk.refusal import Refused
    from flows.desk.rights import NotAllowed

    try:
        yield
    except (Refused, NotAllowed) as error:
        reasons = error.reasons if isinstance(error, Refused) else (str(error),)
        _refuse(reasons, as_json)
    except RuntimeError as error:
        from flows.engine import EngineFailed

        if not isinstance(error, EngineFailed):
            raise
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def _refuse(reasons: Collection[str], as_json: bool) -> NoReturn:
    from flows.commands.output import emit

    emit({"refused": list(reasons)}, reasons, as_json)
    raise typer.Exit(1)


def go_on(at: Office, request_ids: Collection[int], wait: bool) -> bool:
    """See that the requests go on: start the engine where none runs, wait until they rest.

    Whether they came to rest; what is told on the way goes to standard error.
    """
    from flows import engine
    from flows.desk.going_on import wait_until_settled

    if not request_ids:
        return True
    if engine.running(at.settings) is None:
        typer.echo("khởi động bộ máy quy trình …", err=True)
    try:
        engine.ensure_running(at.settings)
    except engine.EngineFailed as error:
        typer.echo(f"{error}. Đề nghị đã được lưu và sẽ chạy khi bộ máy khởi động.", err=True)
        return False
    if not wait:
        return False
    settled = wait_until_settled(at, request_ids, _PATIENCE)
    if not settled:
        typer.echo("đề nghị đã lưu, đang được xử lý tiếp; xem: congvu queue", err=True)
    return settled
