"""What the cells of a blank form offer to choose from, and what they say to whoever fills them."""

from __future__ import annotations

from dataclasses import dataclass

from policies.forms import WORD_OF_TYPE
from policies.schema import Column, FormField, Kind, Regulation, RequestType, Retention, Section
from tasks.changes import TITLES_TO_CHOOSE

#: The hidden sheet on which a spreadsheet keeps the lists that do not fit into a cell's check.
LIST_SHEET = "Danh mục"
#: Stands in a place that is to be filled in, and in words of a list that are to be completed.
OPEN = "…"
#: Positions offered where the regulation names none of its own.
POSITIONS = (
    "Giám đốc",
    "Phó Giám đốc",
    "Chủ tịch",
    "Phó Chủ tịch",
    "Chánh Văn phòng",
    "Phó Chánh Văn phòng",
    "Chánh Thanh tra",
    "Trưởng phòng",
    "Phó Trưởng phòng",
    "Hiệu trưởng",
    "Phó Hiệu trưởng",
    "Chuyên viên",
    "Thanh tra viên",
    "Cán sự",
    "Văn thư",
    "Kế toán",
    "Công chức",
    "Viên chức",
    "Nhân viên",
)

_PLACES = ("{rest}", "{place}")
_POSITIONS = frozenset({FormField.POSITION, FormField.REPRESENTATIVE_POSITION})
_ORGANISATIONS = frozenset({FormField.UNIT, FormField.FORMER_UNIT})
_HINTS = {
    FormField.REPRESENTATIVE: "Họ, chữ đệm và tên, chỉ gồm chữ cái, gõ Unicode",
    FormField.BIRTH_DATE: "Ghi đủ ngày/tháng/năm, dạng dd/mm/yyyy, ví dụ 05/11/1985",
    FormField.DECISION_DATE: "Ghi đủ ngày/tháng/năm, dạng dd/mm/yyyy, ví dụ 05/11/2025",
    FormField.POSITION: "Chọn trong danh sách hoặc ghi chức vụ khác",
    FormField.REPRESENTATIVE_POSITION: "Chọn trong danh sách hoặc ghi chức vụ khác",
    FormField.TYPE: "Chọn trong danh sách",
    FormField.MARK: "Đánh dấu X vào đúng một cột của dòng",
    FormField.DECISION: "Ghi dạng: Quyết định số 123/QĐ-SNV ngày 05/11/2025",
    FormField.DECISION_NUMBER: "Ví dụ: 123/QĐ-SNV",
    FormField.CITIZEN_NUMBER: "9 chữ số (CMND) hoặc 12 chữ số (CCCD), kể cả số 0 ở đầu",
    FormField.PHONE: "9 đến 11 chữ số, bắt đầu bằng 0, không có dấu cách",
    FormField.CHANGE_WHAT: "Mỗi dòng một thông tin: chọn trong danh sách",
    FormField.CHANGE_TO: "Nội dung mới, đúng như cần ghi",
}


@dataclass(frozen=True)
class Choices:
    """Words to pick from; ``closed``: nothing else may stand there."""

    words: tuple[str, ...]
    closed: bool


def choices_for(column: Column, section: Section, regulation: Regulation) -> Choices | None:
    """The list of a column; ``None`` where there is nothing to choose from."""
    kind = column.field
    if kind is FormField.MARK:
        return Choices(("X",), closed=True)
    if kind is FormField.TYPE:
        return Choices(tuple(WORD_OF_TYPE[each] for each in column.types), closed=True)
    if kind is FormField.CHANGE_WHAT:
        return Choices(TITLES_TO_CHOOSE[section.kind], closed=False)
    if kind in _POSITIONS:
        return Choices(_positions(regulation), closed=False)
    if _is_organisation(column, section):
        return Choices(_kinds_of_organisation(regulation), closed=False)
    return None


def required_types(column: Column, section: Section) -> tuple[RequestType, ...]:
    """The types for which the cell may not stay empty."""
    if column.required:
        return section.types
    return tuple(each for each in section.types if each in column.required_for)


def hint_for(column: Column, section: Section, regulation: Regulation) -> str:
    """What is to be written, and when it may not stay empty; the input message of a cell."""
    told = [_what(column, section, regulation)] if _what(column, section, regulation) else []
    needed = required_types(column, section)
    if needed == section.types:
        told.append("Bắt buộc")
    elif needed:
        told.append(f"Cần có khi đề nghị: {', '.join(WORD_OF_TYPE[t].lower() for t in needed)}")
    return "".join(f"{sentence}. " for sentence in told).strip()


def _what(column: Column, section: Section, regulation: Regulation) -> str:
    if column.field is FormField.ADDRESS:
        return f"Địa chỉ đầy đủ, dạng {OPEN}@{regulation.domain}"
    if _is_organisation(column, section):
        return (
            f"Ghi đủ tên, không viết tắt; chọn cách gọi trong danh sách rồi ghi tiếp vào «{OPEN}»"
        )
    if column.field is FormField.NAME:
        return _HINTS[FormField.REPRESENTATIVE]
    return _HINTS.get(column.field, "")


def _is_organisation(column: Column, section: Section) -> bool:
    named = column.field is FormField.NAME and section.kind is Kind.ORGANISATION
    return named or column.field in _ORGANISATIONS


def _positions(regulation: Regulation) -> tuple[str, ...]:
    """Where a rank decides how long a mailbox is kept, the names by which the ranks are told."""
    ranked = [rule for rule in regulation.lifecycle if isinstance(rule, Retention)]
    named = (position for rule in ranked for position in rule.positions)
    return tuple(dict.fromkeys(named)) or POSITIONS


def _kinds_of_organisation(regulation: Regulation) -> tuple[str, ...]:
    """How the levels of the regulation are called: "Sở …", "Ủy ban nhân dân xã …"."""
    patterns = (pattern for level in regulation.naming.levels for pattern in level.matches)
    named = [_completed(pattern) for pattern in patterns if not pattern.startswith(_PLACES)]
    return tuple(dict.fromkeys(named))


def _completed(pattern: str) -> str:
    for place in _PLACES:
        pattern = pattern.replace(place, OPEN)
    return pattern
