"""The outcome of a line: reason and article, and what the agency can do."""

from __future__ import annotations

from models.request import Line
from policies.explain import as_sentence, cite
from policies.schema import Regulation, RequestType
from tasks.explaining.address import address_note
from tasks.letters.content import Outcome

#: what stands in the place of a reason where nothing was decided
UNDECIDED = {
    Outcome.WITHDRAWN: "Đề nghị đã được rút",
    Outcome.PENDING: "Đang tiếp tục giải quyết, sẽ trả lời sau",
}


def grounds(
    outcome: Outcome, reason: str | None, article: str | None, *, by_authority: bool = False
) -> str | None:
    """Reason and article of a line, as the annex prints them; None where there is neither.

    ``by_authority``: the article only says who decides; no nearer rule was named.
    """
    if outcome is Outcome.APPROVED:
        reason = None
    if not article:
        return reason
    told = f"theo thẩm quyền tại {cite(article)}" if by_authority else cite(article)
    if reason:
        return as_sentence(f"{reason} ({told})").removesuffix(".")
    return told[0].upper() + told[1:] if by_authority else f"Căn cứ {told}"


def by_authority(regulation: Regulation, outcome: Outcome, article: str | None) -> bool:
    """Whether the article of a no only says who decides."""
    return outcome is not Outcome.APPROVED and article == regulation.bodies.decides.article


def note_on(type_: RequestType, line: Line) -> str | None:
    """Why an approved new mailbox has another address than the plain one; None where it has."""
    if type_ is not RequestType.NEW:
        return None
    return address_note(line.explanation, line.proposed_address)


def what_to_do(outcome: Outcome, issuer: str) -> str | None:
    """What the agency can do after a refusal or a return; None where there is nothing to do."""
    if outcome is Outcome.REFUSED:
        return (
            f"Nếu có ý kiến khác hoặc có căn cứ bổ sung, đề nghị cơ quan, đơn vị gửi văn bản đến "
            f"{issuer} để được xem xét lại."
        )
    if outcome is Outcome.RETURNED:
        told = "Đề nghị cơ quan, đơn vị bổ sung, chỉnh sửa theo nội dung nêu trên và gửi lại"
        return f"{told} {issuer}."
    return None


def restart_note(regulation: Regulation) -> str:
    """What a return does to the term."""
    rule = regulation.terms.returned
    return as_sentence(
        f"thời hạn giải quyết đối với nội dung trả lại được tính từ khi nhận được văn bản gửi lại "
        f"({rule.article})"
    )
