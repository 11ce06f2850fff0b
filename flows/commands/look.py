"""The verbs that look: queue, show, mailbox."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.commands import here
from flows.commands.output import JSON, emit
from flows.commands.work import number_of


def queue(
    policy: Annotated[str | None, typer.Option("--policy", "-p", help="chỉ một tỉnh")] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Các đề nghị đang mở, việc gấp trước."""
    from flows.commands.rows import queue_line, queue_row
    from flows.desk import look

    office = here.office()
    rows = [row for row in look.queue(office, here.operator()) if policy in (None, row.policy)]
    lines = [queue_line(row, office.clock()) for row in rows] or ["không có đề nghị nào đang mở"]
    emit({"queue": [queue_row(row) for row in rows]}, lines, as_json)


def show(
    request: Annotated[str, typer.Argument(help="số đề nghị (R12) hoặc văn bản (L3)")],
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Một đề nghị: từng dòng, giải thích, thời hạn. Hoặc một văn bản."""
    from flows.commands.rows import letter_document, request_document, request_lines, shown
    from flows.desk import look
    from tasks.citing import cited
    from tasks.wording import LETTER_WORDS, REQUEST_WORDS, TYPE_WORDS

    kind, number = number_of(request, "RL")
    with here.told(as_json):
        if kind == "L":
            letter = look.show_letter(here.office(), here.operator(), number)
            document = letter_document(letter)
            own = letter.letter
            named = cited(own) if own.without_letter else own.file_name
            told = [f"L{number} {named}: {LETTER_WORDS[own.state]}"]
            told += [
                f"  R{r.id}: {TYPE_WORDS[r.type]}, {REQUEST_WORDS[r.state]}"
                for r in letter.requests
            ]
            if letter.corrected_by:
                told.append(f"  được thay bằng văn bản L{letter.corrected_by}")
            told += [f"  hạn sớm nhất {shown(letter.due)}"] if letter.due else []
            told += [f"  {fault.place}: {fault.message}" for fault in letter.faults]
            emit(document, told, as_json)
            return
        view = look.show_request(here.office(), here.operator(), number)
    emit(request_document(view), request_lines(view), as_json)


def mailbox(
    address: Annotated[str, typer.Argument(help="địa chỉ hiện tại hoặc cũ")],
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Một hộp thư: người giữ, trạng thái và vì sao, mọi địa chỉ từng cấp."""
    from flows.commands.mailbox_rows import mailbox_document, mailbox_lines
    from flows.desk import look

    with here.told(as_json):
        view = look.show_mailbox(here.office(), here.operator(), address)
    emit(mailbox_document(view), mailbox_lines(view), as_json)
