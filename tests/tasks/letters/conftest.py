"""Letters to test with; the people are invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from policies.schema import RequestType
from tasks.letters.content import Outcome, ReplyContent, ReplyFault, ReplyLine
from tasks.letters.wording import change_password_remark, subject_for

LINE = ReplyLine(
    number=1,
    who="Trần Mạnh Hùng",
    unit="Phòng Văn hóa - Xã hội",
    request="Cấp mới",
    address="hungtm@phutho.gov.vn",
    outcome=Outcome.APPROVED,
    reason=None,
    article="Điều 4 khoản 2 điểm a",
)
CONTENT = ReplyContent(
    superior="Ủy ban nhân dân tỉnh Phú Thọ",
    issuer="Sở Khoa học và Công nghệ",
    symbol="SKHCN",
    drafting_unit="TTCĐS",
    place="Phú Thọ",
    number="8",
    dated=date(2026, 1, 5),
    subject=subject_for((RequestType.NEW,)),
    recipients=("Ủy ban nhân dân xã Phùng Nguyên",),
    regulation_title="Quy chế quản lý và sử dụng Hệ thống thư điện tử",
    regulation_cite="Quyết định số 12/2025/QĐ-UBND của Ủy ban nhân dân tỉnh Phú Thọ",
    incoming_number="15/UBND-VHXH",
    incoming_dated=date(2025, 12, 31),
    incoming_sender="Ủy ban nhân dân xã Phùng Nguyên",
    lines=(LINE,),
    remarks=(change_password_remark("first-login", "Điều 6 khoản 2 điểm c"),),
    signatory_authority="KT. GIÁM ĐỐC",
    signatory_office="PHÓ GIÁM ĐỐC",
    signatory_name="Lê Thị Ngọc Ánh",
    copies=(),
    types=(RequestType.NEW,),
)
REFUSED = replace(
    LINE, outcome=Outcome.REFUSED, address=None, reason="Người này đã có hộp thư đang dùng"
)
RETURNED = replace(
    LINE, outcome=Outcome.RETURNED, address=None, reason="Thiếu số quyết định bổ nhiệm"
)
FAULTS = (
    ReplyFault("Mục 2, dòng 7, cột Số CMND/CCCD", "Thiếu số căn cước công dân"),
    ReplyFault("Mục 2, dòng 9, cột Ngày sinh", "“31/02/1990” không phải là một ngày có thật"),
)


@pytest.fixture(scope="session")
def letter() -> Callable[..., ReplyContent]:
    """A letter of one approved line, with the fields given changed."""

    def make(**fields: Any) -> ReplyContent:
        return replace(CONTENT, **fields)

    return make


@pytest.fixture(scope="session")
def line() -> Callable[..., ReplyLine]:
    """An approved line, with the fields given changed."""

    def make(**fields: Any) -> ReplyLine:
        return replace(LINE, **fields)

    return make


def people(count: int) -> tuple[ReplyLine, ...]:
    """So many approved lines."""
    return tuple(
        replace(LINE, number=n, address=f"hungtm{n}@phutho.gov.vn") for n in range(1, count + 1)
    )


VARIANTS = {
    "approved": CONTENT,
    "draft": replace(CONTENT, number=None, dated=None, signatory_name=None),
    "mixed": replace(
        CONTENT,
        lines=(LINE, replace(REFUSED, number=2), replace(RETURNED, number=3)),
        recipients=("Ủy ban nhân dân xã Phùng Nguyên", "Văn phòng Ủy ban nhân dân tỉnh"),
        copies=("Phó Chủ tịch Ủy ban nhân dân tỉnh (để báo cáo)",),
        types=(RequestType.NEW, RequestType.RESET_PASSWORD, RequestType.LOCK),
    ),
    "faults": replace(CONTENT, lines=(), faults=FAULTS, remarks=()),
    "long address": replace(
        CONTENT, lines=(replace(LINE, address="chuyendoiso" * 6 + "@phutho.gov.vn"),)
    ),
    "long word": replace(CONTENT, lines=(replace(LINE, who="W" * 120),), recipients=("Ủy" * 80,)),
    "tall row": replace(CONTENT, lines=(replace(REFUSED, reason="lý do rất dài " * 400),)),
    "sixty": replace(CONTENT, lines=people(60)),
}
