"""The forms on which agencies ask, and the words by which a form names a type of request."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from policies.naming import fold
from policies.schema import Form, FormField, Kind, Regulation, RequestType, Section

_STANDARD = Path(__file__).parent / "standard_form.yaml"
#: stands in the standard form for the words of the types that it asks for
TYPES = "{types}"

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

    The standard form is addressed to the body that decides, and asks only for what the regulation
    has no form of its own for.
    """
    own = regulation.forms
    if not regulation.standard_form:
        return own
    asked = {(part.kind, type_) for form in own for part in form.sections for type_ in part.types}
    standard = standard_form()
    sections = tuple(
        _narrowed(section, types)
        for section in standard.sections
        if (types := tuple(t for t in section.types if (section.kind, t) not in asked))
    )
    if not sections:
        return own
    kept = {type_ for section in sections for type_ in section.types}
    words = ", ".join(word for type_, word in WORD_OF_TYPE.items() if type_ in kept)
    left = standard.model_copy(
        update={
            "addressee": regulation.bodies.decides.name,
            "sections": sections,
            "reading": (standard.reading or "").replace(TYPES, words),
            "footnotes": tuple(note.replace(TYPES, words) for note in standard.footnotes),
        }
    )
    return (*own, left)


def _narrowed(section: Section, types: tuple[RequestType, ...]) -> Section:
    """The section for these types alone, without the columns that only others need."""
    columns = tuple(
        column.model_copy(update={"types": types}) if column.field is FormField.TYPE else column
        for column in section.columns
        if not column.only_for or set(types) & set(column.only_for)
    )
    return section.model_copy(update={"columns": columns})


def section_for(
    regulation: Regulation, kind: Kind, type_: RequestType
) -> tuple[Form, Section] | None:
    """Form and section that ask for such a thing; ``None`` where there is none."""
    return next(
        (
            (form, section)
            for form in forms_of(regulation)
            for section in form.sections
            if section.kind is kind and type_ in section.types
        ),
        None,
    )


def form_by_id(regulation: Regulation, form_id: str) -> Form | None:
    """The accepted form of that id; ``None`` where the regulation has no such form."""
    return next((form for form in forms_of(regulation) if form.id == form_id), None)


def type_of_word(word: str) -> RequestType | None:
    """The type that a word of a form names, whatever its case and marks; ``None`` if none."""
    return _TYPE_OF_KEY.get(fold(word))
