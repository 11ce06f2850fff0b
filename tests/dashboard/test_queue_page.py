"""The page as Streamlit runs it, on a database with requests in its queues."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

import dashboard
from models.database import writing
from models.transitions import Queue
from tasks.office import Office
from tests.dashboard.cases_made import Case, add_case, seed

APP = Path(dashboard.__file__).parent / "app.py"


@pytest.fixture
def page(office: Office) -> AppTest:
    """The page, not yet run; its office has requests in every queue but two."""
    seed(office.engine)
    return AppTest.from_file(APP, default_timeout=30)


def cells(page: AppTest, column: str) -> list[str]:
    """A column of all grids, from the top of the page."""
    return [str(cell) for grid in page.dataframe for cell in grid.value[column]]


def texts(page: AppTest) -> list[str]:
    return [str(element.value) for element in page.text]


def content(office: Office) -> str:
    """Every table and row of the database, as SQL."""
    with closing(sqlite3.connect(office.settings.home / "congvu.sqlite3")) as connection:
        return "\n".join(connection.iterdump())


def test_requests_by_queue(page: AppTest) -> None:
    """Every open request and returned letter stands under the heading of its queue."""
    page.run()
    assert [
        "Mới nhận (1)",
        "Đang thẩm định (2)",
        "Chờ phát hành (2)",
        "Lỗi, cần xử lý (1)",
    ] == [heading.value for heading in page.subheader]
    assert ["R3", "R1", "R2", "L6", "R5", "R4"] == cells(page, "number")


def test_counts_at_the_top(page: AppTest) -> None:
    """The number of overdue requests and of each queue stands at the top, an empty one too."""
    page.run()
    assert {
        "▲ Quá hạn": "1",
        "Mới nhận": "1",
        "Đang thẩm định": "2",
        "Chờ phê duyệt": "0",
        "Chờ cơ quan bổ sung": "0",
        "Đang thực hiện": "0",
        "Chờ phát hành": "2",
        "Lỗi, cần xử lý": "1",
    } == {metric.label: metric.value for metric in page.metric}


def test_time_left_of_each(page: AppTest) -> None:
    """Overdue, still to go and without term are told apart in words."""
    page.run()
    assert [
        "○ còn 13,0 giờ",
        "▲ quá hạn 2,0 giờ",
        "– không có thời hạn",
        "○ còn 20,5 giờ",
        "– không tính hạn",
        "○ còn 20,5 giờ",
    ] == cells(page, "left")


def test_filter_by_province(page: AppTest) -> None:
    """A chosen province leaves its requests; the counts stay those of all."""
    page.run().selectbox(key="policy").select("phu-tho").run()
    assert ["R1", "R5"] == cells(page, "number")
    assert "2" == page.metric[2].value


def test_filter_by_queue(page: AppTest) -> None:
    """A chosen queue leaves its requests."""
    page.run().selectbox(key="queue").select(Queue.TO_SIGN).run()
    assert ["L6", "R5"] == cells(page, "number")


@pytest.mark.parametrize("words", ["tiên lữ", "tien lu", "R1"])
def test_search(page: AppTest, words: str) -> None:
    """A request is found by its agency, with or without diacritics, or by its number."""
    page.run().text_input(key="words").input(words).run()
    assert ["R1"] == cells(page, "number")


def test_nothing_found(page: AppTest) -> None:
    """A search without result says so, and shows no grid."""
    page.run().text_input(key="words").input("không đâu có").run()
    assert "Không có đề nghị nào khớp với điều kiện lọc." in texts(page)
    assert [] == list(page.dataframe)


@pytest.mark.usefixtures("office")
def test_nothing_open() -> None:
    """An office without open requests says so."""
    page = AppTest.from_file(APP, default_timeout=30).run()
    assert "Không có đề nghị nào đang mở." in texts(page)


def test_markup_stays_text(page: AppTest, office: Office) -> None:
    """What an agency writes reaches the page in a grid's cell and nowhere else."""
    name = "<b>Sở</b> **Y tế** [x](http://example.org)"
    with writing(office.engine) as session:
        add_case(session, Case("phu-tho", name), "markup.xlsx")
    page.run()
    assert name in cells(page, "agency")
    others = [element for element in page.main if element.type != "arrow_data_frame"]
    assert [] == [element for element in others if "Y tế" in str(element.proto)]


def test_looking_writes_nothing(page: AppTest, office: Office) -> None:
    """The page changes no row of the database."""
    before = content(office)
    page.run().selectbox(key="policy").select("phu-tho").run()
    assert before == content(office)


@pytest.mark.sqlite_only
def test_a_fault_is_told_plainly(page: AppTest, office: Office) -> None:
    """Without its tables the page shows one sentence with a number; the story is in the log."""
    with office.engine.begin() as connection:
        connection.execute(text("ALTER TABLE queue_entry RENAME TO lost"))
    page.run()
    assert [] == list(page.exception)
    (told,) = [error.value for error in page.error]
    start = "Chưa đọc được hàng đợi; trang sẽ tự thử lại. Xin báo quản trị viên mã sự cố "
    assert told.startswith(start)
    number = told.removeprefix(start).removesuffix(".")
    logged = (office.settings.home / "logs" / "dashboard.log").read_text(encoding="utf-8")
    assert f"mã sự cố {number}\nTraceback" in logged
    assert "no such table: queue_entry" in logged
