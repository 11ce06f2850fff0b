"""Widths of text."""

from __future__ import annotations

import json

import pytest
import typst

from tasks.letters.fonts import fonts
from tasks.letters.measures import address_column_mm, width_mm


def typeset_mm(text: str, points: float, weight: str) -> float:
    """What Typst measures."""
    source = (
        f'#context [#metadata(measure(text(font: "Liberation Serif", size: {points}pt, '
        f'weight: "{weight}", kerning: false, sys.inputs.text)).width.mm())<width>]'
    )
    compiler = typst.Compiler(source.encode(), font_paths=fonts(), sys_inputs={"text": text})
    found: float = json.loads(compiler.query("<width>", field="value", one=True))
    return found


@pytest.mark.parametrize(
    "address",
    ["hungtm2.snnmt@khanhhoa.gov.vn", "vanphong_ubnd-tinh@tiengiang.gov.vn", "0123456789"],
)
def test_address_is_measured_exactly(address: str) -> None:
    """To a tenth of a millimetre, so that its column keeps it on one line."""
    assert pytest.approx(typeset_mm(address, 11, "regular"), abs=0.1) == width_mm(address, 11)


@pytest.mark.parametrize("heading", ["SỞ KHOA HỌC VÀ CÔNG NGHỆ", "TRUNG TÂM CHUYỂN ĐỔI SỐ"])
def test_heading_is_measured_closely(heading: str) -> None:
    """To a twentieth: the rule below it may be a third to a half as long."""
    measured = width_mm(heading, 12, bold_capitals=True)
    assert pytest.approx(typeset_mm(heading, 12, "bold"), rel=0.05) == measured


def test_address_column_fits_the_longest_that_can_stand_on_a_line() -> None:
    """One address too long for any column does not take the room of the others."""
    addresses = ["a" * 30, "a" * 200]
    assert address_column_mm(addresses, 11, 1.2, (38, 92)) == 92
    assert address_column_mm(addresses[:1], 11, 1.2, (38, 92)) == pytest.approx(55.1, abs=0.1)
    assert address_column_mm([], 11, 1.2, (38, 92)) == 38
