"""The verb of the reference mail system: up, down, status."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.output import JSON, emit, finish

if TYPE_CHECKING:
    from flows.mailstack.folder import Folder
    from flows.mailstack.running import Standing
    from models.settings import Settings

mailstack_app = typer.Typer(
    no_args_is_help=True,
    help="Hệ thống thư tham chiếu trên máy này: OpenLDAP, Dovecot, Postfix.",
)
_DIR = typer.Option("--dir", help="thư mục riêng; mặc định: trong CONGVU_HOME hoặc /var/lib")


@mailstack_app.command()
def up(
    directory: Annotated[Path | None, _DIR] = None,
    domain: Annotated[
        list[str] | None, typer.Option(help="tên miền nhận thư, thêm vào các tỉnh có sẵn")
    ] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Khởi động trên địa chỉ nội bộ, cổng riêng; đang chạy thì chỉ cho biết ở đâu."""
    from flows.mailstack.client import tell_client
    from flows.mailstack.running import status
    from flows.mailstack.running import up as start
    from policies.loader import load, policy_ids

    settings, folder = _here(directory)
    domains = [load(policy).domain for policy in policy_ids()]
    with _told():
        started = start(folder, [*domains, *(domain or [])])
        told = tell_client(folder, settings)
    standing = status(folder)
    lines = [*_lines(standing), told, "dùng: CONGVU_MAIL=ldap"]
    emit({**_document(standing), "started": started}, lines, as_json)


@mailstack_app.command()
def down(
    directory: Annotated[Path | None, _DIR] = None, as_json: Annotated[bool, JSON] = False
) -> None:
    """Dừng theo số tiến trình; tài khoản và thư được giữ lại trong thư mục."""
    from flows.mailstack.running import down as end

    _, folder = _here(directory)
    with _told():
        ended = end(folder)
    emit({"folder": str(folder.path), "ended": ended}, [_ended(ended)], as_json)


@mailstack_app.command()
def status(
    directory: Annotated[Path | None, _DIR] = None, as_json: Annotated[bool, JSON] = False
) -> None:
    """Máy chủ nào chạy, ở tiến trình và cổng nào."""
    from flows.mailstack.running import status as look

    _, folder = _here(directory)
    with _told():
        standing = look(folder)
    emit(_document(standing), _lines(standing), as_json)
    finish(standing.runs)


def _here(directory: Path | None) -> tuple[Settings, Folder]:
    from flows.mailstack.folder import folder_of
    from models.settings import Settings

    settings = Settings()
    return settings, folder_of(settings, directory)


@contextmanager
def _told() -> Iterator[None]:
    from flows.mailstack.folder import MailstackFailed

    try:
        yield
    except MailstackFailed as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    except PermissionError as error:
        typer.echo(f"không có quyền với {error.filename}: dùng sudo -E", err=True)
        raise typer.Exit(1) from error


def _ended(names: list[str]) -> str:
    return f"đã dừng {', '.join(names)}" if names else "không chạy"


def _document(standing: Standing) -> dict[str, Any]:
    return {
        "folder": str(standing.folder),
        "running": standing.runs,
        "servers": [
            {"server": server.name, "pid": server.pid, "ports": server.ports}
            for server in standing.servers
        ],
        "domains": list(standing.domains),
    }


def _lines(standing: Standing) -> Iterator[str]:
    yield f"thư mục: {standing.folder}"
    for server in standing.servers:
        runs = f"tiến trình {server.pid}" if server.pid else "không chạy"
        ports = ", ".join(f"{door} 127.0.0.1:{port}" for door, port in server.ports.items())
        yield f"{server.name:<9} {runs}" + (f"; {ports}" if ports else "")
    if standing.domains:
        yield f"tên miền: {', '.join(standing.domains)}"
