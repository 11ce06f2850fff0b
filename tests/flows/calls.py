"""What somebody asks without a letter, and whoever takes it down."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flows.desk.record import Call, record
from flows.desk.submit import Submitted
from models.user import Actor
from policies.loader import source
from policies.schema import Kind, RequestType
from tasks.forms.told import Told, ToldLine
from tests.flows.cases import Desk

TAKER = Actor("Nguyễn Thị Bình", "command")
#: 08:15 on the test's Monday in Việt Nam
CALLED = datetime(2026, 3, 2, 1, 15, tzinfo=UTC)
HOLDER = "Trần Mạnh Hùng"
ADDRESS = "hungtm@phutho.gov.vn"
AGENCY = "Sở Nội vụ"


def call(
    type_: RequestType = RequestType.RESTORE,
    *,
    channel: str = "phone",
    at: datetime = CALLED,
    agency: str | None = AGENCY,
    caller: str = "Lê Thị Hoa",
    name: str = HOLDER,
    address: str = ADDRESS,
    corrects: int | None = None,
    **values: Any,
) -> Call:
    """Somebody asks for something about one person's mailbox."""
    line = ToldLine(Kind.PERSON, {"name": name, "address": address, **values})
    return Call(channel, at, Told(type_, caller, agency, (line,)), corrects)


def recorded(desk: Desk, made: Call, policy: str = "phu-tho") -> Submitted:
    """The call, taken by the same person."""
    return record(desk.office, TAKER, made, *source(policy))


def request_of(done: Submitted) -> int:
    """The one request that a call made."""
    ((request_id, _),) = done.requests
    return request_id
