"""The annex of a reply letter: its rows, and how wide its columns are."""

from __future__ import annotations

from typing import Any

from tasks.letters.content import ReplyContent, ReplyLine
from tasks.letters.measures import address_column_mm, lines_needed, widest_word_mm
from tasks.letters.printed import (
    ANNEX_PADDING_MM,
    TEXT_WIDTH_LANDSCAPE_MM,
    TEXT_WIDTH_MM,
    Annex,
)

Rows = tuple[tuple[str, ...], ...]
RESULTS_POINTS = 11.0
FAULTS_POINTS = 13.0
NUMBER_MM, REQUEST_MM, OUTCOME_MM = 11.0, 28.0, 25.0
ADDRESS_BETWEEN_MM = (38.0, 92.0)
LINES_OF_A_PAGE = 24  # of a landscape page with its headings, less some


def results_annex(letter: ReplyContent, texts: Any) -> Annex:
    """What became of each line.  ``texts``: the macros of ``annex.j2``."""
    rows = tuple(_result_row(line, texts) for line in letter.lines)
    address = address_column_mm(
        (row[4] for row in rows), RESULTS_POINTS, ANNEX_PADDING_MM, ADDRESS_BETWEEN_MM
    )
    rest = TEXT_WIDTH_LANDSCAPE_MM - NUMBER_MM - REQUEST_MM - OUTCOME_MM - address
    who, unit = round(rest * 0.31, 1), round(rest * 0.31, 1)
    columns = (NUMBER_MM, who, unit, REQUEST_MM, address, OUTCOME_MM, round(rest - who - unit, 1))
    return Annex(
        label=texts.LABEL,
        title=texts.RESULTS_TITLE,
        reference=texts.reference(letter),
        header=tuple(texts.RESULTS_COLUMNS),
        rows=rows,
        columns_mm=columns,
        points=RESULTS_POINTS,
        landscape=True,
        centred=(0, 5),
        tall=_tall(rows, columns, RESULTS_POINTS),
        wide=_wide(rows, columns, RESULTS_POINTS),
    )


def faults_annex(letter: ReplyContent, texts: Any) -> Annex:
    """The faults of the incoming form.  ``texts``: the macros of ``annex.j2``."""
    rows = tuple(
        (str(number), fault.place, fault.message) for number, fault in enumerate(letter.faults, 1)
    )
    columns = (13.0, 62.0, TEXT_WIDTH_MM - 75.0)
    return Annex(
        label=texts.LABEL,
        title=texts.FAULTS_TITLE,
        reference=texts.reference(letter),
        header=tuple(texts.FAULTS_COLUMNS),
        rows=rows,
        columns_mm=columns,
        points=FAULTS_POINTS,
        landscape=False,
        centred=(0,),
        tall=_tall(rows, columns, FAULTS_POINTS),
        wide=_wide(rows, columns, FAULTS_POINTS),
    )


def _result_row(line: ReplyLine, texts: Any) -> tuple[str, ...]:
    return (
        str(line.number),
        line.who,
        line.unit or texts.NOTHING,
        line.request,
        line.address or texts.NOTHING,
        texts.outcome(line),
        texts.grounds(line),
    )


def _tall(rows: Rows, columns: tuple[float, ...], points: float) -> tuple[int, ...]:
    return tuple(
        index
        for index, row in enumerate(rows)
        if lines_needed(row, columns, points, ANNEX_PADDING_MM) > LINES_OF_A_PAGE
    )


def _wide(rows: Rows, columns: tuple[float, ...], points: float) -> tuple[tuple[int, int], ...]:
    return tuple(
        (index, column)
        for index, row in enumerate(rows)
        for column, cell in enumerate(row)
        if widest_word_mm(cell, points) > columns[column] - 2 * ANNEX_PADDING_MM
    )
