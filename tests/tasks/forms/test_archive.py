"""Files that come from outside are looked at before they are opened."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.loader import load
from tasks.forms.limits import Limits
from tasks.forms.reading import read_letter
from tests.tasks.forms.letters_made import faults, mau_03, part, read

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def _archive(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "a.docx", "Tệp: tệp rỗng"),
        (
            _OLE,
            "a.doc",
            "Tệp: tệp dạng cũ .doc/.xls không được nhận: hãy lưu lại dạng .docx/.xlsx",
        ),
        (
            _OLE + "EncryptedPackage".encode("utf-16-le"),
            "a.docx",
            "Tệp: tệp đặt mật khẩu, không đọc được: hãy bỏ mật khẩu rồi gửi lại",
        ),
        (
            b"%PDF-1.7",
            "a.pdf",
            "Tệp: tệp PDF không đọc được thành danh sách: hãy gửi kèm tệp .docx/.xlsx",
        ),
        (
            b"Kinh gui",
            "a.docx",
            "Tệp: không phải tệp .docx hay .xlsx: hãy lưu lại dạng .docx/.xlsx",
        ),
        (
            _archive({"mimetype": b"application/vnd.oasis.opendocument.text"}),
            "a.docx",
            "Tệp: không phải tệp .docx hay .xlsx: hãy lưu lại dạng .docx/.xlsx",
        ),
        (
            _archive({"word/document.xml": b"<a/>", "word/vbaProject.bin": b"x"}),
            "a.docx",
            "Tệp: tệp chứa macro, không được nhận: hãy lưu lại dạng .docx/.xlsx thường",
        ),
    ],
)
def test_other_kinds_of_files_are_refused_with_advice(
    content: bytes, name: str, message: str
) -> None:
    """The first bytes decide, and the agency is told what to send instead."""
    assert [message] == faults(content, "phu-tho", name)


def test_name_must_agree_with_content() -> None:
    """A DOCX named .xlsx is returned, not guessed."""
    assert ["Tệp: đuôi tên tệp «.xlsx» không khớp nội dung .docx: hãy đặt lại đuôi .docx"] == (
        faults(mau_03("docx"), "phu-tho", "a.xlsx")
    )


def test_capital_suffix_is_the_same_suffix() -> None:
    """DE-NGHI.DOCX is a DOCX."""
    assert faults(mau_03("docx"), "phu-tho", "DE-NGHI.DOCX") == []


@pytest.mark.parametrize("kept", [10, 2_000, 30_000])
def test_truncated_file_is_a_fault(kept: int) -> None:
    """A transfer that broke off is said to be so."""
    (message,) = faults(mau_03("docx")[:kept], "phu-tho", "a.docx")
    assert message.startswith("Tệp: ")


def test_bomb_is_refused_before_it_is_unpacked() -> None:
    """Sixty megabytes of zeros packed small are not unpacked."""
    bomb = _archive({"word/document.xml": bytes(60 * 1024 * 1024)})
    (message,) = faults(bomb, "phu-tho", "a.docx")
    assert "quá mức an toàn 50 MB" in message


def test_part_that_is_larger_than_declared_is_refused() -> None:
    """A declared size that lies is not believed."""
    honest = _archive({"word/document.xml": b"<a>" + bytes(5_000) + b"</a>"})
    lying = honest.replace(struct.pack("<I", 5_007), struct.pack("<I", 7))
    assert lying != honest
    (message,) = faults(lying, "phu-tho", "a.docx")
    assert message.startswith("Tệp: tệp")


def test_too_many_parts_are_refused() -> None:
    """An archive of thousands of parts is no letter."""
    parts = {"word/document.xml": b"<a/>"} | {f"p{at}": b"" for at in range(2_000)}
    assert ["Tệp: tệp có 2001 phần bên trong, quá mức 2000"] == (
        faults(_archive(parts), "phu-tho", "a.docx")
    )


def test_large_file_is_refused_by_its_limit() -> None:
    """The limit of the file itself comes first."""
    read_small = read_letter(mau_03("docx"), "a.docx", load("phu-tho"), Limits(file_bytes=1_000))
    assert [fault.place for fault in read_small.faults] == ["Tệp"]


@pytest.mark.parametrize(
    ("layout", "name"), [("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")]
)
def test_doctype_is_refused(layout: str, name: str) -> None:
    """No entity is ever declared in an honest letter."""
    content = mau_03("docx" if layout == "docx" else "xlsx")
    declared = part(
        content, name, r"<(?=w:document|workbook|ns0:workbook)", '<!DOCTYPE a [<!ENTITY b "c">]><'
    )
    assert ["Tệp: tệp chứa khai báo DOCTYPE hoặc ENTITY, không được nhận"] == (
        faults(declared, "phu-tho", f"a.{layout}")
    )


def test_part_without_a_name_is_no_crash() -> None:
    """An entry whose name was cut to nothing is a fault of the file like any other."""
    content = bytearray(_WHOLE["xlsx"])
    content[content.rindex(b"PK\x01\x02") + 46] = 0  # a name ends at its first null byte
    letter = read(bytes(content), "phu-tho", "a.xlsx")
    assert letter.lines or letter.faults


@pytest.mark.parametrize("layout", ["docx", "xlsx"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damaged_file_never_raises(layout: str, data: st.DataObject) -> None:
    """Whatever bytes come, the answer is a letter read or a letter with faults."""
    content = bytearray(_WHOLE[layout])
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    letter = read(bytes(content), "phu-tho", f"a.{layout}")
    assert letter.lines or letter.faults


@pytest.mark.parametrize(
    ("layout", "name"), [("docx", "word/document.xml"), ("xlsx", "xl/worksheets/sheet1.xml")]
)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damaged_xml_never_raises(layout: str, name: str, data: st.DataObject) -> None:
    """Also where the archive is whole and the XML inside is cut or changed."""
    with zipfile.ZipFile(io.BytesIO(_WHOLE[layout])) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    xml = parts[name]
    start = data.draw(st.integers(0, len(xml)))
    end = data.draw(st.integers(start, min(len(xml), start + 40)))
    parts[name] = xml[:start] + data.draw(st.binary(max_size=6)) + xml[end:]
    letter = read(_archive(parts), "phu-tho", f"a.{layout}")
    assert letter.lines or letter.faults


_WHOLE = {"docx": mau_03("docx"), "xlsx": mau_03("xlsx")}
