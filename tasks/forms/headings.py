"""Which form a letter is, and where each of its tables begins: told by the column headers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from policies.naming import fold
from policies.schema import Column, Form, Section
from tasks.forms.content import Fault
from tasks.forms.grid import Grid, Page, Row
from tasks.forms.strays import strays
from tasks.forms.unreadable import quoted

_ALIKE = 0.5  # of a section's columns, from where a table is taken to be meant for it
_LEAST = 2  # columns
_LONGEST = 200  # characters of a header


@dataclass(frozen=True)
class Table:
    """A table of the letter, recognised as a section of the form."""

    section: Section
    label: str  # "Mục 2"
    columns: Mapping[int, Column]  # by place in the grid
    rows: tuple[Row, ...]  # those of data
    on_sheet: bool  # rows are counted as the sheet shows them
    width: int  # columns of the row of headers
    titles: frozenset[str]  # keys of the titles of the form's sections


@dataclass(frozen=True)
class Recognised:
    """The form, its tables without fault, and where the first one begins.

    ``first_grid`` and ``first_row`` count from 0.
    """

    form: Form
    tables: tuple[Table, ...]
    faults: tuple[Fault, ...]
    first_grid: int
    first_row: int


@dataclass(frozen=True)
class _Heading:
    """A row (or two) of headers held against a section."""

    form: Form
    section: Section
    row: int
    depth: int
    columns: dict[int, Column]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    title: str

    @property
    def likeness(self) -> float:
        wanted = sum(not column.optional_column for column in self.section.columns)
        found = sum(not column.optional_column for column in self.columns.values())
        return found / wanted

    @property
    def rank(self) -> tuple[float, int, bool]:
        titled = title_key(self.title) == title_key(self.section.title)
        return self.likeness, -len(self.unknown), titled


def title_key(title: str) -> str:
    """A title or header for comparison: without marks, spaces and a leading number."""
    return re.sub(r"^[0-9]+", "", fold(title[:_LONGEST]).replace(" ", ""))


def section_label(form: Form, section: Section) -> str:
    """ "Mục 2", by the number that the section's title bears, or by its place in the form."""
    number = re.match(r"\s*([0-9]+)", section.title)
    return f"Mục {number[1] if number else form.sections.index(section) + 1}"


def form_name(form: Form) -> str:
    """The form as a message calls it, with its article."""
    return f"«{form.title}» ({form.article})"


def recognise(page: Page, forms: Sequence[Form], *, on_sheet: bool) -> Recognised | None:
    """The form of the letter and its tables; ``None`` where no table is of any of the forms."""
    known = frozenset(
        key
        for form in forms
        for section in form.sections
        for column in section.columns
        for key in header_keys(column.header)
    )
    found = [
        (number, heading)
        for number, grid in enumerate(page.grids)
        for heading in _headings(grid, forms, known)
    ]
    if not found:
        return None
    form = max(forms, key=lambda form: sum(h.likeness for _, h in found if h.form.id == form.id))
    titles = frozenset(title_key(section.title) for section in form.sections)
    several = len({number for number, _ in found}) > 1
    tables: list[Table] = []
    faults: list[Fault] = []
    for at, (number, heading) in enumerate(found):
        grid = page.grids[number]
        own = _best(grid, heading.row, [form], known)
        if own is None or own.likeness < _ALIKE or _is_of_other_form(heading, own):
            message = f"bảng này thuộc mẫu {form_name(heading.form)}, không thuộc {form_name(form)}"
            faults.append(Fault(f"Bảng thứ {at + 1}", message))
            continue
        following = found[at + 1] if at + 1 < len(found) else None
        same_grid = following is not None and following[0] == number
        end = _end_above(grid, following[1].row, form) if following and same_grid else None
        label = section_label(form, own.section)
        if on_sheet and several:
            label = f"Trang tính {quoted(grid.title)}, {label}"
        own_faults = tuple(_heading_faults(own, label))
        faults += own_faults
        if not own_faults:
            rows = grid.rows[own.row + own.depth : end]
            width = len(grid.rows[own.row].cells)
            tables.append(Table(own.section, label, own.columns, rows, on_sheet, width, titles))
    firsts: dict[int, int] = {}
    for number, heading in found:
        firsts.setdefault(number, heading.row)
    faults += strays(page, firsts, form_name(form), on_sheet=on_sheet)
    first_grid, first = found[0]
    return Recognised(form, tuple(tables), tuple(faults), first_grid, first.row)


def _is_of_other_form(heading: _Heading, own: _Heading) -> bool:
    return heading.form.id != own.form.id and heading.likeness == 1 and own.likeness < 1


def _headings(grid: Grid, forms: Sequence[Form], known: frozenset[str]) -> Iterator[_Heading]:
    row = 0
    while row < len(grid.rows):
        heading = _best(grid, row, forms, known)
        if heading is None or heading.likeness < _ALIKE:
            row += 1
            continue
        # a title or a group above the headers may look like them a little: the best row wins
        below = _best(grid, row + 1, forms, known)
        if below is not None and below.likeness > heading.likeness:
            row += 1
            continue
        yield heading
        row += heading.depth


def _best(grid: Grid, row: int, forms: Sequence[Form], known: frozenset[str]) -> _Heading | None:
    """What a row is the headers of, if of anything; ``known``: the keys of all headers."""
    if row >= len(grid.rows) or not _has_any(grid.rows[row], known):
        return None
    title = _title_above(grid, row)
    leaves = {depth: _leaves(grid, row, depth) for depth in (1, 2)}
    candidates = [
        _held_against(title, row, depth, leaves[depth], form, section)
        for form in forms
        for section in form.sections
        for depth in ((1, 2) if any(column.group for column in section.columns) else (1,))
    ]
    return max(
        (one for one in candidates if len(one.columns) >= _LEAST),
        key=lambda one: one.rank,
        default=None,
    )


def _has_any(row: Row, keys: frozenset[str]) -> bool:
    texts = (_header(row, column) for column in range(len(row.cells)))
    return any(key in keys for text in texts if text for key in header_keys(text))


def _leaves(grid: Grid, row: int, depth: int) -> dict[int, str]:
    """The lowest header over each column."""
    leaves = {}
    below = grid.rows[row + 1] if depth == 2 and row + 1 < len(grid.rows) else None
    for column in range(grid.width):
        text = _header(grid.rows[row], column)
        if below is not None:
            text = _header(below, column) or text
        if text:
            leaves[column] = text
    return leaves


def _written(row: Row, column: int) -> str:
    value = row.cell(column).value
    return " ".join(value.split()) if isinstance(value, str) else ""


def _header(row: Row, column: int) -> str:
    """What may be a header there: long text is none."""
    text = _written(row, column)
    return text if len(text) <= _LONGEST else ""


def _held_against(
    title: str, row: int, depth: int, leaves: dict[int, str], form: Form, section: Section
) -> _Heading:
    wanted = {key: column for column in section.columns for key in header_keys(column.header)}
    columns: dict[int, Column] = {}
    unknown: list[str] = []
    found: set[int] = set()  # columns by identity: comparing them field by field takes long
    for place, text in leaves.items():
        column = next((wanted[key] for key in header_keys(text) if key in wanted), None)
        if column is None or id(column) in found:
            unknown.append(text)
        else:
            columns[place] = column
            found.add(id(column))
    missing = tuple(
        column.header
        for column in section.columns
        if not column.optional_column and id(column) not in found
    )
    return _Heading(form, section, row, depth, columns, missing, tuple(unknown), title)


@lru_cache(maxsize=8192)
def header_keys(header: str) -> tuple[str, ...]:
    """The header, and the header without what stands in brackets: "Chức vụ (Nếu có)"."""
    whole = fold(header).replace(" ", "")
    bare = fold(re.sub(r"\([^)]*\)", " ", header)).replace(" ", "")
    return (whole, bare) if bare else (whole,)


def _title_above(grid: Grid, row: int) -> str:
    return next((text for _, text in _texts_above(grid, row)), grid.title)


def _end_above(grid: Grid, row: int, form: Form) -> int:
    """Where a table ends that has another one's headers below it: over that one's title."""
    titles = {title_key(section.title) for section in form.sections}
    above = next(_texts_above(grid, row), None)
    return above[0] if above is not None and title_key(above[1]) in titles else row


def _texts_above(grid: Grid, row: int) -> Iterator[tuple[int, str]]:
    """The rows over a row that hold text, from below: place and first text."""
    for above in range(row - 1, -1, -1):
        texts = (_written(grid.rows[above], at) for at in range(len(grid.rows[above].cells)))
        first = next((text for text in texts if text), None)
        if first is not None:
            yield above, first


def _heading_faults(heading: _Heading, label: str) -> Iterator[Fault]:
    form, section = heading.form, heading.section
    for header in heading.missing:
        yield Fault(label, f"thiếu cột «{header}» của mẫu {form_name(form)}")
    for header in heading.unknown:
        message = f"cột {quoted(header)} không có trong mẫu {form_name(form)} hoặc bị lặp lại"
        yield Fault(label, message)
    others = {title_key(other.title) for other in form.sections if other is not section}
    if title_key(heading.title) in others - {title_key(section.title)}:
        yield Fault(label, f"tên mục {quoted(heading.title)} không khớp với các cột của bảng")
