"""Which forms a regulation accepts, and the words for types of request."""

from __future__ import annotations

import pytest

from policies.forms import (
    WORD_OF_TYPE,
    form_by_id,
    forms_of,
    section_for,
    standard_form,
    type_of_word,
)
from policies.loader import load, policy_ids
from policies.naming import fold
from policies.schema import FormField, Kind, RequestType


@pytest.mark.parametrize(
    ("policy", "ids"),
    [
        ("phu-tho", ["mau-01", "mau-02", "mau-03", "mau-04", "mau-chuan"]),
        ("khanh-hoa", ["phu-luc", "mau-chuan"]),
        ("hung-yen", ["mau-chuan"]),
        ("bac-giang", ["mau-chuan"]),
        ("tien-giang", ["mau-chuan"]),
    ],
)
def test_each_regulation_accepts_its_own_forms_and_the_standard_one(
    policy: str, ids: list[str]
) -> None:
    """Its own forms come first; the project's form stands beside them, or alone."""
    assert ids == [form.id for form in forms_of(load(policy))]


@pytest.mark.parametrize("policy", policy_ids())
def test_each_thing_is_asked_for_on_one_form(policy: str) -> None:
    """Whatever the kind and type: there is a form for it, in both layouts, and only one."""
    forms = forms_of(load(policy))
    asked = [(part.kind, type_) for form in forms for part in form.sections for type_ in part.types]
    assert sorted((kind, type_) for kind in Kind for type_ in RequestType) == sorted(asked)
    assert {("docx", "xlsx")} == {form.layouts for form in forms}


@pytest.mark.parametrize(
    ("policy", "types"),
    [
        ("phu-tho", {"reset-password", "lock", "restore"}),
        ("khanh-hoa", {"lock", "restore"}),
        ("hung-yen", set(RequestType)),
    ],
)
def test_the_standard_form_asks_for_what_the_regulation_has_no_form_for(
    policy: str, types: set[str]
) -> None:
    """Its words, its notes and its columns are for these alone."""
    form = form_by_id(load(policy), "mau-chuan")
    assert form is not None
    told = f"{form.reading} {form.footnotes}"
    for section in form.sections:
        assert types == set(section.types)
        fields = {column.field for column in section.columns}
        assert ("change" in types) == (FormField.CHANGE_WHAT in fields)
    assert types == {type_ for type_, word in WORD_OF_TYPE.items() if word in told}


def test_a_regulation_without_a_form_for_something_has_none() -> None:
    """Where the standard form is not accepted, nothing asks for what its own forms leave out."""
    bare = load("phu-tho").model_copy(update={"standard_form": False})
    assert section_for(bare, Kind.PERSON, RequestType.LOCK) is None
    own = section_for(bare, Kind.PERSON, RequestType.REVOKE)
    assert own is not None
    assert ("mau-03", RequestType.REVOKE) == (own[0].id, own[1].type)


def test_standard_form_is_addressed_to_the_body_that_decides() -> None:
    """The shared form names no body; each regulation's deciding body is put in."""
    regulation = load("tien-giang")
    form = form_by_id(regulation, "mau-chuan")
    assert form is not None
    assert regulation.bodies.decides.name == form.addressee


def test_unknown_form_is_none() -> None:
    """A form that the regulation lacks is not found, though another regulation has it."""
    assert form_by_id(load("khanh-hoa"), "mau-01") is None


def test_standard_form_is_not_presented_as_law() -> None:
    """It says that the project made it."""
    assert standard_form().made_by == "project"


@pytest.mark.parametrize("written", ["Cấp lại mật khẩu", "CẤP LẠI MẬT KHẨU", " cap lai  mat khau"])
def test_words_of_types_are_read_whatever_case_and_marks(written: str) -> None:
    """ "Cấp lại mật khẩu" is one type however it is typed."""
    assert type_of_word(written) is RequestType.RESET_PASSWORD


def test_other_words_name_no_type() -> None:
    """A near miss is not guessed."""
    assert type_of_word("Cấp lại") is None


def test_every_type_has_a_word_that_reads_back() -> None:
    """The words written into forms are those that are read."""
    assert list(RequestType) == [type_of_word(WORD_OF_TYPE[one]) for one in RequestType]


@pytest.mark.parametrize("policy", policy_ids())
def test_headers_tell_the_columns_of_a_section_apart(policy: str) -> None:
    """Columns are found by their headers, so no two of one section may read alike."""
    for form in forms_of(load(policy)):
        for section in form.sections:
            keys = [fold(column.header).replace(" ", "") for column in section.columns]
            assert sorted(set(keys)) == sorted(keys)


@pytest.mark.parametrize("policy", policy_ids())
def test_every_section_tells_the_type_in_one_way(policy: str) -> None:
    """By the section itself, by marks, or by a word: never by two of them or none."""
    for form in forms_of(load(policy)):
        for section in form.sections:
            fields = {column.field for column in section.columns}
            ways = (section.type is not None) + len(fields & {FormField.MARK, FormField.TYPE})
            assert ways == 1, (form.id, section.title)
