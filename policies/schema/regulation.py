"""One regulation, whole."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from policies.schema.base import Article, Rule, Shape, Slug
from policies.schema.bodies import Bodies, Channel, Force, Requester
from policies.schema.forms import Form
from policies.schema.lifecycle import LifecycleRule, Period, Quota
from policies.schema.naming import Naming
from policies.schema.passwords import Passwords
from policies.schema.terms import Terms


class ReportingDate(Rule):
    who: str
    to: str
    due: str  # as the text says it: "trước ngày 15 tháng 11 hằng năm"
    dates: tuple[Annotated[str, StringConstraints(pattern=r"^\d{2}-\d{2}$")], ...]  # MM-DD
    before: bool = True  # "trước ngày": the day itself is too late


class Notice(Rule):
    what: Literal["outage", "lock", "purge", "change", "result"]
    to: str
    ahead: Period | None = None
    content: str | None = None


class NotModelled(Shape):
    article: Article
    why: str


class Regulation(Shape):
    """One regulation, whole."""

    id: Slug
    province: str
    title: str
    number: str | None  # null where the text leaves it blank: printed as "…", never invented
    signed: date | None
    force: Force
    replaces: tuple[str, ...] = ()
    domain: str
    webmail: str
    bodies: Bodies
    requesters: tuple[Requester, ...] = Field(min_length=1)
    channels: tuple[Channel, ...] = Field(min_length=1)
    naming: Naming
    terms: Terms
    passwords: Passwords
    quotas: tuple[Quota, ...] = Field(min_length=1)
    lifecycle: tuple[LifecycleRule, ...] = ()
    standard_form: bool = False  # the project's own form, where the regulation has none
    forms: tuple[Form, ...] = ()
    reports: tuple[ReportingDate, ...] = ()
    notices: tuple[Notice, ...] = ()
    not_modelled: tuple[NotModelled, ...] = ()
