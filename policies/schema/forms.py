"""The forms on which agencies ask."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from policies.schema.base import Kind, RequestType, Rule, Shape, Slug


class FormField(StrEnum):
    """What a column of a form holds."""

    NUMBER = "number"
    NAME = "name"  # of the person, or of the organisation in a section for organisations
    BIRTH_DATE = "birth-date"
    POSITION = "position"
    UNIT = "unit"
    FORMER_UNIT = "former-unit"
    ADDRESS = "address"
    TYPE = "type"  # the type of request as a word
    MARK = "mark"  # X in the column of a type
    DECISION = "decision"  # number and date of the personnel or founding decision, in one cell
    DECISION_NUMBER = "decision-number"
    DECISION_DATE = "decision-date"
    CITIZEN_NUMBER = "citizen-number"
    PHONE = "phone"
    REPRESENTATIVE = "representative"
    REPRESENTATIVE_POSITION = "representative-position"
    CHANGE_WHAT = "change-what"
    CHANGE_TO = "change-to"
    REASON = "reason"
    NOTE = "note"


class Column(Shape):
    header: str
    field: FormField
    group: str | None = None  # a header above several columns
    required: bool = False
    required_for: tuple[RequestType, ...] = ()
    marks: RequestType | None = None  # with ``mark``
    types: tuple[RequestType, ...] = tuple(RequestType)  # with ``type``: those it may name
    only_for: tuple[RequestType, ...] = ()  # the column is left out of a form without these
    optional_column: bool = False  # the column itself may be missing


class Section(Shape):
    """A table of a form: its title as printed, and its columns in order."""

    title: str
    kind: Kind
    type: RequestType | None = None  # null: a mark or type column tells it row by row
    columns: tuple[Column, ...] = Field(min_length=2)

    @property
    def types(self) -> tuple[RequestType, ...]:
        """What its rows may ask for."""
        if self.type is not None:
            return (self.type,)
        marked = tuple(column.marks for column in self.columns if column.marks is not None)
        words = (column.types for column in self.columns if column.field is FormField.TYPE)
        return marked or next(words, ())


class Form(Rule):
    id: Slug
    title: str
    made_by: Literal["regulation", "project"]
    addressee: str
    subject: str
    opening: str
    requester_block: bool = False  # "1. Thông tin người yêu cầu"
    contact_line: bool = False  # "(Thông tin đầu mối liên hệ: …)"
    layouts: tuple[Literal["docx", "xlsx"], ...] = ("docx", "xlsx")
    sections: tuple[Section, ...] = Field(min_length=1)
    footnotes: tuple[str, ...] = ()
