"""The page of the queues: what is open, how much time is left, where it stands since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import views
from dashboard.faults import ToldPlainly
from dashboard.views import DisplayRow
from flows.desk import look
from flows.surroundings import office
from models.transitions import Queue
from models.user import Actor
from policies.working_days import to_local
from tasks.wording import QUEUE_WORDS

REFRESH = 15  # seconds
_MOMENT = "DD/MM/YYYY HH:mm"
# all of them fixed, so that the grids of all queues stand in line; together a screen of 1,366
_COLUMNS: dict[str, Any] = {
    "number": st.column_config.TextColumn("Số", width=55),
    "left": st.column_config.TextColumn("Còn lại (giờ làm việc)", width=160),
    "due": st.column_config.DatetimeColumn("Hạn", format=_MOMENT, width=125),
    "agency": st.column_config.TextColumn("Cơ quan đề nghị", width=255),
    "type": st.column_config.TextColumn("Loại đề nghị", width=125),
    "province": st.column_config.TextColumn("Tỉnh", width=85),
    "lines": st.column_config.NumberColumn("Số dòng", width=70),
    "undecided": st.column_config.NumberColumn("Chưa quyết", width=85),
    "since": st.column_config.DatetimeColumn("Từ khi", format=_MOMENT, width=125),
    "note": st.column_config.TextColumn("Ghi chú", width=205),
}
_ALL = ""  # not None: a list with nothing chosen gets a cross to clear it, and a word in English


def operator() -> Actor:
    """Whoever reaches this machine's loopback: the page has no sign-in, and only reads."""
    return Actor(getuser(), "command")


@dataclass(frozen=True)
class Choice:
    """What the person at the page wants to see; None: all."""

    policy: str | None
    queue: Queue | None
    words: str


def queue_page() -> None:
    """The whole page; it reads, and has nothing by which to change anything."""
    st.set_page_config(page_title="Hàng đợi – Hộp thư công vụ", layout="wide")
    st.html(Path(__file__).parent / "page.css")
    st.title("Hàng đợi", anchor=False)
    _queues()


@st.fragment(run_every=REFRESH)
def _queues() -> None:
    with ToldPlainly("Chưa đọc được hàng đợi; trang sẽ tự thử lại."):
        here = office()
        at = to_local(here.clock())
        rows = views.display(look.queue(here, operator()), at)
        st.caption(f"Cập nhật lúc {at:%H:%M:%S ngày %d/%m/%Y}; tự làm mới sau mỗi {REFRESH} giây.")
        _show_counts(rows)
        choice = _ask(rows)
        found = views.chosen(rows, policy=choice.policy, queue=choice.queue, words=choice.words)
        if not found:
            st.text(
                "Không có đề nghị nào khớp với điều kiện lọc."
                if rows
                else "Không có đề nghị nào đang mở."
            )
        for queue, own in views.by_queue(found).items():
            st.subheader(f"{QUEUE_WORDS[queue]} ({len(own)})", anchor=False)
            _show(queue, own)


def _show_counts(rows: Sequence[DisplayRow]) -> None:
    boxes = st.container(horizontal=True)
    boxes.metric("▲ Quá hạn", sum(row.overdue for row in rows), border=True, width=170)
    for queue, number in views.counts(rows).items():
        boxes.metric(QUEUE_WORDS[queue], number, border=True, width=170)


def _ask(rows: Sequence[DisplayRow]) -> Choice:
    left, middle, right = st.columns([1, 1, 2])
    policy = left.selectbox(
        "Tỉnh",
        [_ALL, *views.policies_to_choose(rows)],
        format_func=lambda id_: views.province(id_) if id_ else "Tất cả các tỉnh",
        key="policy",
        filter_mode=None,
    )
    queue = middle.selectbox(
        "Hàng đợi",
        [_ALL, *QUEUE_WORDS],
        format_func=lambda queue: QUEUE_WORDS[Queue(queue)] if queue else "Tất cả các hàng đợi",
        key="queue",
        filter_mode=None,
    )
    words = right.text_input(
        "Tìm (có dấu hoặc không dấu)",
        placeholder="cơ quan, loại đề nghị, số R12 hoặc L3",
        key="words",
        live=True,
    )
    return Choice(policy or None, Queue(queue) if queue else None, words or "")


def _show(queue: Queue, rows: Sequence[DisplayRow]) -> None:
    """A grid, whose cells are drawn as they are: what agencies write is never read as markup."""
    st.dataframe(
        [{name: getattr(row, name) for name in _COLUMNS} for row in rows],
        column_config=_COLUMNS,
        hide_index=True,
        placeholder="–",
        key=f"rows-{queue}",
    )
