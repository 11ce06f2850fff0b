"""The script that Streamlit runs for each visit: who is here, and which pages there are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from dashboard.asking import tell
from dashboard.faults import ToldPlainly
from dashboard.gate import SIGN_IN
from dashboard.identity import Here, here, leave
from dashboard.queue_page import queue_page
from dashboard.sign_in import CHANGE
from dashboard.words import LANGUAGES, language, t
from models.role import Role

_CENTRE = (Role.STAFF, Role.SUPERVISOR, Role.ADMINISTRATOR)


def pages(visit: Here) -> list[st.Page]:
    """The pages that this visit's roles have work on; what each may do the use cases know."""

    def page(draw: Callable[[Here], None], title: str, path: str, icon: str) -> st.Page:
        def drawn() -> None:
            tell()
            draw(visit)

        return st.Page(drawn, title=t(title), url_path=path, icon=icon)

    offered = []
    if visit.is_one_of(*_CENTRE):
        offered.append(page(queue_page, "Hàng đợi", "hang-doi", ":material/inbox:"))
    return offered


def main() -> None:
    """Draw the page that is asked for."""
    st.set_page_config(page_title=t("Hộp thư công vụ"), layout="wide")
    st.html(Path(__file__).parent / "page.css")
    with ToldPlainly(t("Chưa đọc được dữ liệu; hãy tải lại trang.")):
        visit = here()
        if visit is None:
            _gone()
        elif visit.actor.must_change:
            st.link_button(t("Đổi mật khẩu tạm trước khi làm việc"), CHANGE)
        else:
            _visit(visit)


def _visit(visit: Here) -> None:
    offered = pages(visit)
    _aside(visit)
    if not offered:
        st.info(t("Tài khoản này chưa được giao vai trò nào; hãy liên hệ quản trị viên."))
        return
    st.navigation(offered).run()


def _gone() -> None:
    st.info(t("Phiên làm việc đã kết thúc."))
    st.link_button(t("Đăng nhập"), SIGN_IN)


def _aside(visit: Here) -> None:
    with st.sidebar:
        st.text(visit.actor.name)
        st.button(t("Đăng xuất"), on_click=leave, icon=":material/logout:")
        other = "en" if language() == "vi" else "vi"
        if st.button(LANGUAGES[other], type="tertiary"):
            st.query_params["lang"] = other
            st.rerun()


main()
