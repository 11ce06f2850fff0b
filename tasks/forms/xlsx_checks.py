"""Checks in the cells of a spreadsheet form: lists, what is refused, what is said, what is missing.

A form is filled in far from this program: what the reader would send back is better refused while
it is typed.  The checks are at most as wide as the reader, and a cell that is pasted over has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from policies.forms import WORD_OF_TYPE
from policies.schema import Column, FormField, Kind, Regulation, RequestType, Section
from tasks.forms.choices import LIST_SHEET, Choices, choices_for, hint_for, required_types
from tasks.forms.dates import FIRST_YEAR, LAST_YEAR
from tasks.forms.grid import LONGEST

MISSING = PatternFill("solid", bgColor="FFC7CE")
_INLINE = 250  # characters; a list in the check itself holds 255
_TITLE = 32  # characters
_MESSAGE = 255
_DATE = f"Ghi ngày có thật, đủ ngày/tháng/năm, dạng dd/mm/yyyy, năm {FIRST_YEAR}–{LAST_YEAR}."


@dataclass(frozen=True)
class _Refusal:
    """When a cell is right, as a formula on its own place ``{0}``, and what is said otherwise."""

    formula: str
    message: str


# A formula of a check may have 255 characters.
_EXACT_DIGITS = 'TEXT(--{0},REPT("0",LEN({0})))={0}'
_BARE = 'SUBSTITUTE({0},"/","")'
_YEAR = f"-{(FIRST_YEAR + LAST_YEAR) / 2:g})<{(LAST_YEAR - FIRST_YEAR) / 2 + 1:g}"
DATE_CHECK = _Refusal(
    f"IF(ISNUMBER({{0}}),ABS(YEAR({{0}}){_YEAR},"
    f'AND(LEN({{0}})=10,TEXT(--{_BARE},"00000000")={_BARE},'
    "DAY(DATE(RIGHT({0},4),MID({0},4,2),LEFT({0},2)))=--LEFT({0},2),"
    f"ABS(MID({{0}},4,2)-6.5)<6,ABS(RIGHT({{0}},4){_YEAR}))",
    _DATE,
)
PHONE_CHECK = _Refusal(
    f'AND(LEN({{0}})>=9,LEN({{0}})<=11,LEFT({{0}})="0",{_EXACT_DIGITS})',
    "Số điện thoại gồm 9 đến 11 chữ số, bắt đầu bằng 0, không có dấu cách, dấu chấm.",
)
PERSON_CHECK = _Refusal(
    "SUMPRODUCT(--ISNUMBER(FIND(ROW($1:$10)-1,{0})))=0",
    "Họ và tên không có chữ số.",
)
_CITIZEN_NUMBER_CHECK = _Refusal(
    f"AND(OR(LEN({{0}})=9,LEN({{0}})=12),{_EXACT_DIGITS})",
    "Số CMND gồm đúng 9 chữ số, số CCCD gồm đúng 12 chữ số, không có dấu cách, dấu chấm.",
)
_CHECKS = {
    FormField.BIRTH_DATE: DATE_CHECK,
    FormField.DECISION_DATE: DATE_CHECK,
    FormField.PHONE: PHONE_CHECK,
    FormField.CITIZEN_NUMBER: _CITIZEN_NUMBER_CHECK,
    FormField.REPRESENTATIVE: PERSON_CHECK,
}


class Checks:
    """The checks of one workbook; lists too long for a check stand on a hidden sheet."""

    def __init__(self, book: Workbook, sheet: Worksheet, regulation: Regulation) -> None:
        self._book, self._sheet, self._regulation = book, sheet, regulation
        self._lists: dict[tuple[str, ...], str] = {}

    def table(self, section: Section, columns: Sequence[Column], first: int, last: int) -> None:
        """Check the rows ``first`` to ``last`` of a table whose columns begin in column A."""
        for place, column in enumerate(columns, start=1):
            if column.field is FormField.NUMBER:
                continue
            letter = get_column_letter(place)
            area = f"{letter}{first}:{letter}{last}"
            hint = hint_for(column, section, self._regulation)
            self._add(self._checked(column, section, f"{letter}{first}"), area, column.header, hint)
        self._mark_missing(section, columns, first, last)

    def cell(self, place: str, label: str, hint: str, check: _Refusal | None = None) -> None:
        """Check a cell of the head; its label stands beside it."""
        self._add(_refusing(check, place) if check else _any_text(), place, label, hint)

    def needs(self, place: str) -> None:
        """Show a cell that may not stay empty."""
        self._show_missing(place, f"LEN(TRIM({place}))=0")

    def _checked(self, column: Column, section: Section, place: str) -> DataValidation:
        choices = choices_for(column, section, self._regulation)
        if choices is not None:
            return self._list(choices)
        if column.field is FormField.ADDRESS:
            return _refusing(_address_check(self._regulation.domain), place)
        if column.field is FormField.NAME and section.kind is Kind.PERSON:
            return _refusing(PERSON_CHECK, place)
        check = _CHECKS.get(column.field)
        return _refusing(check, place) if check else _any_text()

    def _list(self, choices: Choices) -> DataValidation:
        """Picked from the words; where the list is open, anything else may be typed too."""
        joined = ",".join(choices.words)
        inline = len(joined) <= _INLINE and not any("," in word for word in choices.words)
        source = f'"{joined}"' if inline else self._kept(choices.words)
        return DataValidation(
            type="list",
            formula1=source,
            showErrorMessage=choices.closed,
            error=f"Chỉ chọn một trong: {', '.join(choices.words)}."[:_MESSAGE],
        )

    def _kept(self, words: tuple[str, ...]) -> str:
        """Where on the hidden sheet the words stand; each list once."""
        if words not in self._lists:
            if LIST_SHEET not in self._book.sheetnames:
                self._book.create_sheet(LIST_SHEET).sheet_state = "hidden"
            sheet = self._book[LIST_SHEET]
            place = len(self._lists) + 1
            for row, word in enumerate(words, start=1):
                sheet.cell(row, place, word)
            letter = get_column_letter(place)
            self._lists[words] = f"'{LIST_SHEET}'!${letter}$1:${letter}${len(words)}"
        return self._lists[words]

    def _add(self, check: DataValidation, area: str, title: str, hint: str) -> None:
        check.allow_blank = True
        check.errorTitle = title[:_TITLE]
        check.promptTitle, check.prompt = (
            (title[:_TITLE], hint[:_MESSAGE]) if hint else (None, None)
        )
        check.showInputMessage = bool(hint)
        check.add(area)
        self._sheet.add_data_validation(check)

    def _mark_missing(
        self, section: Section, columns: Sequence[Column], first: int, last: int
    ) -> None:
        """Colour what a begun row still lacks; no check of a cell can ask for an empty one."""
        asked = [c for c in columns if c.field is not FormField.NUMBER]
        start = columns.index(asked[0]) + 1
        begun = f"COUNTA({_span(start, len(columns), first)})>0"
        for place, column in enumerate(columns, start=1):
            letter = get_column_letter(place)
            area, empty = f"{letter}{first}:{letter}{last}", f"LEN(TRIM({letter}{first}))=0"
            needed = required_types(column, section)
            if column.field is FormField.MARK:
                marks = [at for at, c in enumerate(columns, 1) if c.field is FormField.MARK]
                counted = f"COUNTA({_span(marks[0], marks[-1], first)})<>1"
                self._show_missing(area, f"AND({begun},{counted})")
            elif needed == section.types:
                self._show_missing(area, f"AND({begun},{empty})")
            elif needed:
                self._show_missing(area, f"AND({_asks(columns, needed, first)},{empty})")

    def _show_missing(self, area: str, formula: str) -> None:
        style = DifferentialStyle(fill=MISSING)
        rule = Rule(type="expression", dxf=style, formula=[formula])
        self._sheet.conditional_formatting.add(area, rule)


def _refusing(check: _Refusal, place: str) -> DataValidation:
    return DataValidation(
        type="custom",
        formula1=check.formula.format(place),
        showErrorMessage=True,
        error=check.message,
    )


def _any_text() -> DataValidation:
    return DataValidation(
        type="textLength",
        operator="lessThanOrEqual",
        formula1=str(LONGEST),
        showErrorMessage=True,
        error=f"Nội dung một ô không quá {LONGEST} ký tự.",
    )


def _address_check(domain: str) -> _Refusal:
    end = f"@{domain}"
    return _Refusal(
        f'AND(LEN({{0}})>{len(end)},RIGHT(LOWER({{0}}),{len(end)})="{end}",'
        'ISERROR(FIND(" ",{0})))',
        f"Ghi địa chỉ đầy đủ trong tên miền của tỉnh, dạng …{end}, không có dấu cách.",
    )


def _span(first: int, last: int, row: int) -> str:
    """Cells of a row whose columns stay when the rule is applied to the columns beside."""
    return f"${get_column_letter(first)}{row}:${get_column_letter(last)}{row}"


def _asks(columns: Sequence[Column], types: Sequence[RequestType], row: int) -> str:
    """Whether a row asks for one of the types, by its word or by its mark."""
    told = []
    for place, column in enumerate(columns, start=1):
        at = f"${get_column_letter(place)}{row}"
        if column.field is FormField.TYPE:
            told += [f'{at}="{WORD_OF_TYPE[each]}"' for each in types]
        elif column.field is FormField.MARK and column.marks in types:
            told.append(f"LEN({at})>0")
    return f"OR({','.join(told)})"
