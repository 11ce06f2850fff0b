"""The verb trail: what was done, and whether what is told of it is whole."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from flows.commands import here
from flows.commands.output import JSON, emit, finish, refuse_call
from flows.commands.work import number_of

trail_app = typer.Typer(
    invoke_without_command=True, help="Nhật ký: ai làm gì, khi nào; kiểm tra tính toàn vẹn."
)
_POLICY = typer.Option("--policy", "-p", help="chỉ một tỉnh")
_EXPECTED = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})")
# what of a trail entry's detail is worth a place in its line
_TOLD = ("address", "number", "reason", "failure", "file")


@trail_app.callback()
def trail(
    context: typer.Context,
    policy: Annotated[str | None, _POLICY] = None,
    request: Annotated[str | None, typer.Option(help="chỉ một đề nghị")] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Nhật ký: ai làm gì, khi nào."""
    if context.invoked_subcommand is not None:
        return
    from flows.commands.rows import shown, trail_row
    from flows.desk import look
    from tasks.wording import ACTION_WORDS

    number = number_of(request)[1] if request else None
    entries = look.trail(here.office(), here.operator(), policy=policy, request_id=number)
    lines = [
        f"{entry.sequence:>6} [{shown(entry.at)}] {ACTION_WORDS.get(entry.action, entry.action)}"
        f" – {entry.actor}"
        + (f" R{entry.request_id}" if entry.request_id else "")
        + (f" L{entry.letter_id}" if entry.letter_id else "")
        + "".join(f"; {entry.detail[key]}" for key in _TOLD if entry.detail.get(key))
        for entry in entries
    ]
    emit({"trail": [trail_row(entry) for entry in entries]}, lines, as_json)


@trail_app.command()
def verify(
    policy: Annotated[str | None, _POLICY] = None,
    expect: Annotated[
        str | None, typer.Option(help="SỐ:MÃ đã ghi lại từ «trail head», đi cùng --policy")
    ] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Tìm mục bị sửa, bị cắt, bị đổi chỗ hoặc được thêm vào nhật ký."""
    from flows.desk.check_trail import check_trail

    expected = None
    if expect is not None:
        found = _EXPECTED.fullmatch(expect)
        if found is None or policy is None:
            refuse_call("--expect: cần SỐ:MÃ như «trail head» in ra, và --policy")
        expected = (int(found[1]), found[2])
    chains = check_trail(here.office(), here.operator(), policy, expected)
    broken = [place for chain in chains for place in chain.broken]
    lines = [
        f"{chain.chain}: {chain.sequence} mục, "
        + (f"{len(chain.broken)} chỗ hỏng" if chain.broken else "nguyên vẹn")
        for chain in chains
    ] or ["nhật ký chưa có mục nào"]
    lines += [f"HỎNG {place.chain}: {place.message}" for place in broken]
    document = {
        "chains": [
            {
                "chain": chain.chain,
                "sequence": chain.sequence,
                "hash": chain.hash,
                "broken": [
                    {"sequence": p.sequence, "kind": p.kind, "message": p.message}
                    for p in chain.broken
                ],
            }
            for chain in chains
        ]
    }
    emit(document, lines, as_json)
    finish(not broken)


@trail_app.command()
def head(
    policy: Annotated[str | None, _POLICY] = None, as_json: Annotated[bool, JSON] = False
) -> None:
    """Mục mới nhất của mỗi chuỗi, SỐ:MÃ, để ghi lại ngoài hệ thống."""
    from flows.desk.check_trail import trail_heads

    chains = trail_heads(here.office(), here.operator(), policy)
    document = {
        "heads": [{"chain": c.chain, "sequence": c.sequence, "hash": c.hash} for c in chains]
    }
    emit(document, [f"{c.chain} {c.sequence}:{c.hash}" for c in chains], as_json)
