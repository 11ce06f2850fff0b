"""The forms on which agencies ask, and the words by which a form names a type of request."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from policies.naming import fold
from policies.schema import Form, Regulation, RequestType

_STANDARD = Path(__file__).parent / "standard_form.yaml"

#: How forms and letters call each type of request.
WORD_OF_TYPE = {
    RequestType.NEW: "Cấp mới",
    RequestType.CHANGE: "Thay đổi thông tin",
    RequestType.REVOKE: "Thu hồi",
    RequestType.RESET_PASSWORD: "Cấp lại mật khẩu",
    RequestType.LOCK: "Tạm khóa",
    RequestType.RESTORE: "Khôi phục",
}
_TYPE_OF_KEY = {fold(word): request_type for request_type, word in WORD_OF_TYPE.items()}


@lru_cache(maxsize=1)
def standard_form() -> Form:
    """The project's own form, for regulations that have none (standard_form.yaml)."""
    return Form.model_validate(yaml.safe_load(_STANDARD.read_text(encoding="utf-8")))


def forms_of(regulation: Regulation) -> tuple[Form, ...]:
    """The forms that the regulation accepts: its own, and the standard form where it says so.

    The standard form is addressed to the body that decides.
    """
    if not regulation.standard_form:
        return regulation.forms
    addressed = standard_form().model_copy(update={"addressee": regulation.bodies.decides.name})
    return (*regulation.forms, addressed)


def form_by_id(regulation: Regulation, form_id: str) -> Form | None:
    """The accepted form of that id; ``None`` where the regulation has no such form."""
    return next((form for form in forms_of(regulation) if form.id == form_id), None)


def type_of_word(word: str) -> RequestType | None:
    """The type that a word of a form names, whatever its case and marks; ``None`` if none."""
    return _TYPE_OF_KEY.get(fold(word))
