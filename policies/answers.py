"""What a question about an address is answered, and why an address cannot be given."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from policies.explain import Explanation, Reason
from policies.naming import reserved_words
from policies.schema import Regulation

_LONGEST_LOCAL_PART = 64  # RFC 5321


class Held(StrEnum):
    """How an address is held: given for good, or kept for a request that is still open."""

    ISSUED = "issued"
    RESERVED = "reserved"


#: Whether a whole address is held, and how; True says no more than that it was issued.
Taken = Callable[[str], Held | bool | None]


@dataclass(frozen=True)
class RefusedCandidate:
    """An address that was tried and not given."""

    address: str
    reason: str
    article: str


@dataclass(frozen=True)
class AddressAnswer:
    """What the regulation says.  ``refused_name`` is set where the question itself is refused."""

    address: str | None
    candidates: tuple[str, ...]
    refused: tuple[RefusedCandidate, ...]
    article: str | None
    needs_agreement: bool
    refused_name: Reason | None
    explanation: Explanation


def refusal(reason: Reason) -> AddressAnswer:
    """The question is refused before any address is tried."""
    return AddressAnswer(None, (), (), reason.article, False, reason, (reason,))


def agreement(article: str | None, reasons: Iterable[Reason]) -> AddressAnswer:
    """The regulation leaves the address to the parties."""
    return AddressAnswer(None, (), (), article, True, None, tuple(dict.fromkeys(reasons)))


def unusable(regulation: Regulation, local: str, personal: str) -> str | None:
    """Why nobody ever gets that local part; ``personal`` is the part that names its holder."""
    words, own = reserved_words(), regulation.naming.reserved
    if local in words or personal in words or local in own or personal in own:
        return "là từ không dùng làm tên hộp thư"
    if len(local) > _LONGEST_LOCAL_PART:
        return f"dài quá {_LONGEST_LOCAL_PART} ký tự (RFC 5321)"
    return None


def objection_to_address(
    regulation: Regulation, address: str, personal: str, taken: Taken
) -> str | None:
    """Why an address cannot be given; ``personal`` is the part that names its holder.

    ``taken``: whether a whole address was ever issued, or is reserved.  None where it can be given.
    """
    objection = unusable(regulation, address.partition("@")[0], personal)
    held = None if objection else taken(address)
    return told_held(held) if held else objection


def told_held(held: Held | bool) -> str:
    """Why an address that is held is not given to another."""
    if held is Held.RESERVED:
        return "đã giữ chỗ cho người khác có đề nghị được xét trước"
    return "đã cấp; địa chỉ đã cấp không cấp lại cho người khác"
