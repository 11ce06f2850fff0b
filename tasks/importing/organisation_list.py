"""A list of organisations: its columns, and what each of its rows says."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.directory import names_of_place
from tasks.forms import cells
from tasks.importing import cell_values
from tasks.importing.list_rows import NUMBER, CellFault, ListColumn, ReadList, read_list

ORGANISATION_COLUMNS: tuple[ListColumn, ...] = (
    NUMBER,
    ListColumn("code", ("Mã cơ quan", "Mã", "Mã đơn vị", "Code"), cell_values.code),
    ListColumn(
        "name",
        ("Tên cơ quan", "Tên cơ quan, đơn vị", "Tên đơn vị", "Tên", "Name"),
        cells.organisation_name,
        required=True,
    ),
    ListColumn("superior_code", ("Mã cấp trên", "Superior code"), cell_values.code),
    ListColumn(
        "superior", ("Cơ quan cấp trên", "Cơ quan chủ quản", "Superior"), cells.organisation_name
    ),
    ListColumn("abbreviation", ("Tên viết tắt", "Abbreviation"), cell_values.abbreviation),
)
TITLES = {column.field: column.title for column in ORGANISATION_COLUMNS}


@dataclass(frozen=True)
class ListedOrganisation:
    """An organisation as a row of a list tells it; None where the list does not say."""

    row: int
    name: str
    code: str | None = None
    superior_code: str | None = None
    superior: str | None = None
    abbreviation: str | None = None


@dataclass(frozen=True)
class OrganisationList:
    """A whole list; ``faulty``: rows that cannot be taken, with the name where it could be read."""

    read: ReadList
    rows: tuple[ListedOrganisation, ...]
    faulty: tuple[tuple[int, str | None, tuple[CellFault, ...]], ...]


def read_organisations(content: bytes, file_name: str) -> OrganisationList:
    """The rows of a list.  Raises UnreadableList where it is refused as a whole."""
    read = read_list(content, file_name, ORGANISATION_COLUMNS)
    rows, faulty = [], []
    for row in read.rows:
        known = {name: value for name, value in row.values.items() if value is not None}
        if row.faults:
            faulty.append((row.number, known.get("name"), row.faults))
            continue
        if not {"superior", "superior_code"} & known.keys():
            # "Phòng Kinh tế, UBND xã Tiên Lữ" tells its superior itself
            known["name"], known["superior"] = names_of_place(known["name"], None)
        rows.append(ListedOrganisation(row=row.number, **known))
    return OrganisationList(read, tuple(rows), tuple(faulty))
