"""The verbs of the work itself: submit, decide, issue, withdraw, retry, forms."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.commands import here
from flows.commands.law import regulation_of
from flows.commands.output import (
    JSON,
    LOCAL,
    POLICY,
    emit,
    finish,
    read_date,
    read_moment,
    refuse_call,
)
from policies.schema import Rank

REQUEST = typer.Argument(help="số đề nghị, ví dụ 12 hoặc R12")
NO_WAIT = typer.Option("--no-wait", help="không chờ bộ máy quy trình")
_VERBS = {"approve": "approved", "refuse": "refused", "return": "returned"}


def number_of(text: str, letters: str = "R") -> tuple[str, int]:
    """ "R12", "12" → ("R", 12); "L3" → ("L", 3) where letters are allowed.  Exits 2 otherwise."""
    head, digits = (text[0].upper(), text[1:]) if text[:1].isalpha() else (letters[0], text)
    if head not in letters or not re.fullmatch("[0-9]{1,18}", digits) or int(digits) == 0:
        refuse_call(f"«{text}» không phải số đề nghị")
    return head, int(digits)


def submit(
    file: Annotated[Path, typer.Argument(help="tệp DOCX hoặc XLSX")],
    policy: Annotated[str, POLICY],
    received: Annotated[str | None, typer.Option(help="thời điểm nhận; mặc định: bây giờ")] = None,
    corrects: Annotated[str | None, typer.Option(help="văn bản được chỉnh sửa: L3")] = None,
    channel: Annotated[str | None, typer.Option(help="kênh nhận; mặc định: kênh chính")] = None,
    no_wait: Annotated[bool, NO_WAIT] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Nhận một văn bản đề nghị: lưu, đọc, tạo đề nghị theo từng loại."""
    import mimetypes

    from flows.commands.submitted_rows import submitted_document, submitted_lines
    from flows.desk.submit import submit as take_in
    from policies.loader import source
    from tasks.proposing.asking import main_channel
    from tasks.receive import Incoming
    from tasks.wording import CHANNEL_WORDS

    if channel is not None and channel not in CHANNEL_WORDS:
        refuse_call(f"--channel: chỉ có {', '.join(CHANNEL_WORDS)}")

    regulation = regulation_of(policy)
    moment = read_moment(received, "--received") if received else datetime.now(LOCAL)
    try:
        content = file.read_bytes()
    except OSError as error:
        refuse_call(f"không đọc được {file}: {error.strerror}")
    incoming = Incoming(
        content=content,
        file_name=file.name,
        media_type=mimetypes.guess_type(file.name)[0] or "application/octet-stream",
        channel=channel or main_channel(regulation),
        received=moment,
        corrects=number_of(corrects, "L")[1] if corrects else None,
    )
    office = here.office()
    with here.told(as_json):
        done = take_in(office, here.operator(), incoming, *source(policy))
    if done.requests and not done.duplicate:
        here.go_on(office, [number for number, _ in done.requests], wait=not no_wait)
    emit(submitted_document(done), submitted_lines(done), as_json)
    finish(not done.faults and not done.duplicate)


def decide(
    request: Annotated[str, REQUEST],
    verdict: Annotated[str, typer.Argument(help="approve, refuse hoặc return")],
    as_user: Annotated[str, typer.Option("--as", help="người quyết định")],
    line: Annotated[int | None, typer.Option(help="số dòng; bỏ trống: mọi dòng chưa quyết")] = None,
    reason: Annotated[str | None, typer.Option(help="lý do")] = None,
    article: Annotated[str | None, typer.Option(help="điều, khoản làm căn cứ")] = None,
    address: Annotated[str | None, typer.Option(help="địa chỉ đã thống nhất")] = None,
    mailbox: Annotated[str | None, typer.Option(help="hộp thư mà dòng này nói đến")] = None,
    rank: Annotated[Rank | None, typer.Option(help="cấp chức vụ khi thu hồi")] = None,
    plan: Annotated[str | None, typer.Option(help="mã phương án đã xem (show --json)")] = None,
    no_wait: Annotated[bool, NO_WAIT] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Quyết định: approve (đồng ý), refuse (không đồng ý), return (trả lại để bổ sung)."""
    from flows.desk.decide import Decision
    from flows.desk.decide import decide as give_verdict
    from flows.desk.settling import Settled
    from models.verdict import Outcome

    if verdict not in _VERBS:
        refuse_call(f"«{verdict}»: chỉ có approve, refuse, return")
    _, number = number_of(request)
    if line is None and (address or mailbox):
        refuse_call("--address và --mailbox đi cùng --line")
    decision = Decision(
        request_id=number,
        outcome=Outcome(_VERBS[verdict]),
        line=line,
        reason=reason,
        article=article,
        settled=Settled(address=address, mailbox=mailbox, rank=rank),
        plan=plan,
    )
    office = here.office()
    with here.told(as_json):
        decided = give_verdict(office, here.operator(as_user), decision)
    here.go_on(office, [number], wait=not no_wait)
    from flows.desk.look import show_request
    from tasks.wording import OUTCOME_WORDS, REQUEST_WORDS

    view = show_request(office, here.operator(as_user), number)
    document = {
        "request": number,
        "decided": list(decided),
        "verdict": decision.outcome,
        "state": view.request.state,
    }
    numbers = ", ".join(map(str, decided))
    state = REQUEST_WORDS[view.request.state]
    told = f"R{number}: dòng {numbers} – {OUTCOME_WORDS[decision.outcome]}; nay: {state}"
    emit(document, [told], as_json)


def issue(
    request: Annotated[str, typer.Argument(help="số đề nghị (R12), hoặc văn bản trả lại (L3)")],
    date: Annotated[str, typer.Option(help="ngày văn bản YYYY-MM-DD")],
    out: Annotated[Path, typer.Option(help="thư mục ghi DOCX và PDF")],
    number: Annotated[
        str | None, typer.Option(help="số văn bản; bỏ trống khi đánh số theo dãy")
    ] = None,
    as_user: Annotated[str | None, typer.Option("--as", help="người phát hành")] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Phát hành văn bản trả lời: ghi số, ngày, xuất DOCX và PDF."""
    from flows.desk.issue import issue as sign_out

    kind, key = number_of(request, "RL")
    dated = read_date(date, "--date")
    if dated is None:
        refuse_call("--date: cần ngày văn bản")
    with here.told(as_json):
        done = sign_out(
            here.office(),
            here.operator(as_user),
            request_id=key if kind == "R" else None,
            letter_id=key if kind == "L" else None,
            number=number,
            dated=dated,
            out=out,
        )
    document = {
        "letter": done.letter_id,
        "number": done.number,
        "date": done.dated,
        "docx": str(done.docx),
        "pdf": str(done.pdf),
    }
    emit(document, [str(done.docx), str(done.pdf)], as_json)


def withdraw(
    request: Annotated[str, REQUEST],
    as_user: Annotated[str | None, typer.Option("--as", help="người rút")] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Rút một đề nghị theo ý cơ quan, trước khi thực hiện."""
    from flows.desk.look import show_request
    from flows.desk.withdraw import withdraw as take_back

    _, number = number_of(request)
    office = here.office()
    with here.told(as_json):
        take_back(office, here.operator(as_user), number)
    here.go_on(office, show_request(office, here.operator(as_user), number).siblings, wait=True)
    emit({"request": number, "state": "withdrawn"}, [f"R{number}: đã rút"], as_json)


def retry(
    request: Annotated[str, REQUEST],
    as_user: Annotated[str | None, typer.Option("--as", help="người yêu cầu")] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Chạy lại một đề nghị bị lỗi; phần đã xong không làm lại."""
    from flows.desk.look import show_request
    from flows.desk.withdraw import retry as try_again
    from tasks.wording import REQUEST_WORDS

    _, number = number_of(request)
    office = here.office()
    with here.told(as_json):
        try_again(office, here.operator(as_user), number)
    here.go_on(office, [number], wait=True)
    state = show_request(office, here.operator(as_user), number).request.state
    emit({"request": number, "state": state}, [f"R{number}: {REQUEST_WORDS[state]}"], as_json)


def forms(
    policy: Annotated[str, POLICY],
    out: Annotated[Path, typer.Option(help="thư mục ghi các mẫu trống")],
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Xuất các mẫu đề nghị trống của quy chế."""
    from policies.forms import forms_of
    from tasks.forms.blank import blank_form

    regulation = regulation_of(policy)
    written = []
    for form in forms_of(regulation):
        for layout in form.layouts:
            path = out / f"{regulation.id}_{form.id}.{layout}"
            try:
                out.mkdir(parents=True, exist_ok=True)
                path.write_bytes(blank_form(form, regulation, layout))
            except OSError as error:
                refuse_call(f"không ghi được {path}: {error.strerror}")
            written.append(str(path))
    emit({"files": written}, written, as_json)
