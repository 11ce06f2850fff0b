"""The verbs that run things: demo, page, worker, down."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.commands import here
from flows.commands.output import JSON, emit


def demo(
    no_page: Annotated[bool, typer.Option("--no-page", help="không mở trang hàng đợi")] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Chạy việc chính trên văn bản mẫu của năm tỉnh, từ tiếp nhận đến văn bản trả lời."""
    from flows.demo import run_demo, table_of
    from flows.page import ensure_page

    office = here.office()
    with here.told(as_json):
        rows = run_demo(office, as_json)
        url = None if no_page else ensure_page(office.settings)
    letters = office.settings.home / "letters"
    document = {"letters": [row.document() for row in rows], "folder": str(letters), "page": url}
    if as_json:
        emit(document, [], as_json)
        return
    table_of(rows)
    typer.echo(f"Văn bản trả lời (DOCX, PDF): {letters}")
    typer.echo(f"Cơ sở dữ liệu và hộp thư mẫu:  {office.settings.home}")
    if url:
        typer.echo(f"Trang hàng đợi:               {url}  (dừng: make stop)")


def page(port: Annotated[int, typer.Option(help="cổng trên máy này")] = 0) -> None:
    """Mở trang hàng đợi trên máy này và cho biết địa chỉ."""
    from flows.page import ensure_page

    with here.told(as_json=False):
        typer.echo(ensure_page(here.office().settings, port or None))


def worker() -> None:
    """Chạy bộ máy quy trình ở tiền cảnh (bình thường được tự khởi động)."""
    from flows.worker import main

    raise typer.Exit(main())


def down() -> None:
    """Dừng trang hàng đợi và bộ máy quy trình của máy này, sau khi xong các lượt đang chạy."""
    from flows import engine
    from flows.page import stop_page
    from models.settings import Settings

    settings = Settings()
    was_page = stop_page(settings)
    typer.echo("trang hàng đợi: " + ("đã dừng" if was_page else "không chạy"))
    with here.told(as_json=False):
        was_engine = engine.stop(settings)
    typer.echo("bộ máy quy trình: " + ("đã dừng" if was_engine else "không chạy"))
