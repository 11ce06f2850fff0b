"""What a file from outside may take up at most, and the refusal where it asks for more."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024

#: place of a fault that is not inside the letter but of the file that carries it
FILE = "Tệp"


class UnsafeFile(ValueError):
    """The file is not read, or not further; place and message say in Vietnamese where and why."""

    def __init__(self, message: str, place: str = FILE) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True)
class Limits:
    """What a file may be at most; sizes in bytes.

    A letter of 5,000 lines keeps far below each; what lies above costs memory or time, not letters.
    """

    file_bytes: int = 10 * MIB
    unpacked_bytes: int = 50 * MIB
    entries: int = 2_000
    ratio: int = 200  # unpacked to packed, for parts above 1 MiB
    rows: int = 5_000  # of one table
    columns: int = 100
    tables: int = 100  # of a letter, or sheets of a workbook
    cells: int = 150_000  # of a letter, its rows counted along
    characters: int = 6_000_000  # of a letter


class Allowance:
    """What a letter may still take up of memory while it is being read."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._cells = self._characters = self._tables = 0

    def take_cells(self, number: int) -> None:
        """Room for so many cells more.  Raises UnsafeFile."""
        self._cells += number
        if self._cells > self._limits.cells:
            raise UnsafeFile(
                f"văn bản có hơn {_shown(self._limits.cells)} ô: "
                "hãy xóa phần thừa hoặc tách thành nhiều văn bản"
            )

    def take_text(self, characters: int) -> None:
        """Room for so many characters more.  Raises UnsafeFile."""
        self._characters += characters
        if self._characters > self._limits.characters:
            raise UnsafeFile(
                f"văn bản có hơn {_shown(self._limits.characters)} chữ: "
                "hãy xóa phần thừa hoặc tách thành nhiều văn bản"
            )

    def take_table(self) -> None:
        """Room for one table, or sheet, more.  Raises UnsafeFile."""
        self._tables += 1
        if self._tables > self._limits.tables:
            raise UnsafeFile(
                f"văn bản có hơn {_shown(self._limits.tables)} bảng hoặc trang tính: "
                "hãy xóa phần thừa hoặc tách thành nhiều văn bản"
            )


def _shown(number: int) -> str:
    return f"{number:,}".replace(",", ".")
