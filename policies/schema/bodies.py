"""When a regulation applies, who decides, executes and answers, who may ask and how."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import model_validator

from policies.schema.base import RequestType, Rule, Shape


class Force(Rule):
    """When the regulation applies.  A blank date stays blank: ``starts`` is then null."""

    starts: date | None = None
    ends: date | None = None
    not_before: date | None = None  # where ``starts`` is blank: it cannot apply earlier

    @model_validator(mode="after")
    def _one_of_both(self) -> Force:
        if (self.starts is None) == (self.not_before is None):
            raise ValueError("cần starts, hoặc not_before khi văn bản để trống ngày có hiệu lực")
        return self

    @property
    def earliest(self) -> date:
        """The first day on which the regulation can apply."""
        return self.starts or self.not_before or date.max


class Body(Rule):
    """A body with a part to play; ``on_order``: it acts on a written order of the deciding body."""

    name: str
    on_order: bool = False


class Letterhead(Rule):
    """The head of the reply letter, that of the body which answers."""

    superior: str
    issuer: str
    symbol: str  # of the issuing body, "SKHCN"
    drafting_unit: str  # its symbol, "TTCĐS"
    place: str
    signatory_authority: str | None = None  # "KT.", "TL." …
    signatory_office: str  # "GIÁM ĐỐC"


class Bodies(Shape):
    decides: Body
    executes: Body
    answers: Body
    letterhead: Letterhead


class Requester(Rule):
    """Who may ask for which types."""

    who: Literal["organisation", "individual"]
    types: tuple[RequestType, ...]


class Channel(Rule):
    """By which way a request may come, and for which types (all where none is named)."""

    name: Literal["letter", "document-system", "e-mail", "form", "fax", "phone", "in-person"]
    types: tuple[RequestType, ...] = tuple(RequestType)
    address: str | None = None  # the mailbox that receives it
    refused: bool = False  # the text excludes this channel
