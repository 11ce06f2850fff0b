"""Reading an incoming letter: strictly, wholly, and with every fault at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from policies.explain import show_date
from policies.forms import WORD_OF_TYPE, forms_of
from policies.naming import fold
from policies.schema import Form, Kind, Regulation, RequestType
from tasks.forms.content import Fault, LetterHeader, ReadLetter, ReadLine
from tasks.forms.docx import read_docx
from tasks.forms.grid import Page
from tasks.forms.headings import Recognised, form_name, recognise
from tasks.forms.letterhead import HeadRead, head_of_letter, head_of_sheet
from tasks.forms.limits import Limits, UnsafeFile
from tasks.forms.package import Package, open_package
from tasks.forms.rows import MOST_FAULTS, read_rows
from tasks.forms.text import Notes
from tasks.forms.xlsx import read_xlsx

_LIMITS = Limits()
_KINDS = {Kind.PERSON: "cá nhân", Kind.ORGANISATION: "cơ quan, tổ chức"}


def read_letter(
    content: bytes, file_name: str, regulation: Regulation, limits: Limits = _LIMITS
) -> ReadLetter:
    """What the letter asks for, and everything that is wrong with it.

    ``file_name`` is the name under which it came.  Never raises on bad input: what cannot be read
    is a fault of the letter, which is then kept and returned.
    """
    try:
        package = open_package(content, file_name, limits)
        reader = read_docx if package.layout == "docx" else read_xlsx
        page = reader(package, limits)
    except UnsafeFile as error:
        return _unread(Fault(error.place, str(error)))
    forms = forms_of(regulation)
    on_sheet = package.layout == "xlsx"
    recognised = recognise(page, forms, on_sheet=on_sheet)
    if recognised is None:
        accepted = "; ".join(form_name(form) for form in forms)
        return _unread(
            Fault("Văn bản", f"không nhận ra mẫu đề nghị; quy chế chấp nhận: {accepted}")
        )
    return _read(page, recognised, package, regulation)


def _unread(fault: Fault) -> ReadLetter:
    return ReadLetter(None, LetterHeader(), (), (fault,), ())


def _read(
    page: Page, recognised: Recognised, package: Package, regulation: Regulation
) -> ReadLetter:
    form = recognised.form
    notes = Notes()
    head = _head(page, recognised, package)
    header = head.header(notes)
    faults = [*_layout_fault(form, package), *head.faults, *recognised.faults]
    lines: list[ReadLine] = []
    row_faults: list[Fault] = []
    asides: list[str] = []
    for table in recognised.tables:
        if len(row_faults) >= MOST_FAULTS:
            message = f"quá {MOST_FAULTS} lỗi: từ đây chưa đọc, hãy sửa rồi gửi lại"
            row_faults.append(Fault(table.label, message))
            break
        rows = read_rows(table, regulation.domain, notes)
        lines += rows.lines
        row_faults += rows.faults
        asides += rows.remarks
    faults += row_faults
    if not lines and not row_faults and not recognised.faults:
        faults.append(Fault("Văn bản", "không có dòng đề nghị nào"))
    remarks = (
        f"nhận ra mẫu {form_name(form)}",
        *_heard(lines),
        *_heard_head(header, head),
        *notes.remarks(),
        *package.remarks,
        *page.left_out,
        *page.remarks,
        *asides,
        *_repeated(lines),
    )
    return ReadLetter(form.id, header, tuple(lines), tuple(faults), remarks)


def _head(page: Page, recognised: Recognised, package: Package) -> HeadRead:
    grid = page.grids[recognised.first_grid]
    if package.layout == "xlsx":
        return head_of_sheet(grid, recognised.first_row)
    at = grid.texts_before
    return head_of_letter(page.texts[:at], page.texts[at:], recognised.form)


def _layout_fault(form: Form, package: Package) -> Iterable[Fault]:
    if package.layout not in form.layouts:
        accepted = ", ".join(f".{layout}" for layout in form.layouts)
        yield Fault("Tệp", f"mẫu {form_name(form)} chỉ nhận tệp {accepted}")


def _heard(lines: Sequence[ReadLine]) -> Iterable[str]:
    """ "Mục 2: đọc được 5 dòng đề nghị cấp mới (cá nhân)"."""
    counted: Counter[tuple[str, RequestType, Kind]] = Counter(
        (line.section, line.type, line.kind) for line in lines
    )
    for (section, request_type, kind), count in counted.items():
        asked = WORD_OF_TYPE[request_type].lower()
        yield f"{section}: đọc được {count} dòng đề nghị {asked} ({_KINDS[kind]})"


def _heard_head(header: LetterHeader, head: HeadRead) -> Iterable[str]:
    if header.number and header.dated:
        yield f"văn bản số {header.number} ngày {show_date(header.dated)}"
    labels = {"number": "số", "dated": "ngày"}
    missing = [label for name, label in labels.items() if name not in head.raw]
    if missing:
        yield f"văn bản chưa ghi {' và '.join(missing)}"


def _repeated(lines: Sequence[ReadLine]) -> Iterable[str]:
    """Lines that say the same of the same: for the reviewer, not a fault."""
    seen: dict[object, ReadLine] = {}
    for line in lines:
        fields = line.fields
        key = (
            line.kind,
            line.type,
            fold(fields.name or ""),
            fold(fields.unit or ""),
            fold(fields.position or ""),
            fields.address,
            fields.birth_date,
            fields.citizen_number,
        )
        first = seen.setdefault(key, line)
        if first is not line:
            yield (
                f"{line.section}, dòng {line.row}: trùng nội dung với {first.section}, "
                f"dòng {first.row}"
            )
