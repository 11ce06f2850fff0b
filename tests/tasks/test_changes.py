"""What a change asks for, from the words in the form's cell."""

from __future__ import annotations

import pytest

from policies.schema import Kind
from tasks.changes import Change, ChangeKind, Unclear, phone_asked, understand_change


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ("Tên đơn vị", ChangeKind.NAME),
        ("Tên cơ quan", ChangeKind.NAME),
        ("Tên cơ quan, đơn vị", ChangeKind.NAME),
        ("Người đại diện", ChangeKind.REPRESENTATIVE),
        ("Họ và tên người đại diện", ChangeKind.REPRESENTATIVE),
        ("Số điện thoại người đại diện", ChangeKind.PHONE),
    ],
)
def test_of_an_organisation_the_name_is_meant_where_it_is_named(
    what: str, kind: ChangeKind
) -> None:
    """An organisation's "Tên đơn vị" is its name, not a place of work."""
    assert understand_change(Kind.ORGANISATION, what, None) == Change(kind)


@pytest.mark.parametrize("what", ["Chức vụ người đại diện", "Đơn vị", "Chức vụ"])
def test_an_organisation_has_no_position_and_no_place_of_work(what: str) -> None:
    """What an organisation's mailbox doesn't hold is not changed into something else."""
    assert isinstance(understand_change(Kind.ORGANISATION, what, None), Unclear)


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ("Họ và tên", ChangeKind.NAME),
        ("Họ, chữ đệm và tên", ChangeKind.NAME),
        ("Cơ quan, đơn vị công tác", ChangeKind.UNIT),
        ("Vị trí công tác", ChangeKind.POSITION),
        ("Chức vụ, chức danh", ChangeKind.POSITION),
    ],
)
def test_of_a_person_one_thing_in_several_words_is_one_thing(what: str, kind: ChangeKind) -> None:
    """ "và" and commas inside the name of one thing do not make it two."""
    assert understand_change(Kind.PERSON, what, None) == Change(kind)


@pytest.mark.parametrize(
    "what", ["Chức vụ và số điện thoại", "Chức vụ Số điện thoại", "Họ tên; đơn vị", "SĐT/khác"]
)
def test_two_things_in_one_cell_are_not_understood(what: str) -> None:
    """One line changes one thing: which value belongs to which cannot be told."""
    assert isinstance(understand_change(Kind.PERSON, what, None), Unclear)


def test_words_that_only_look_like_a_name_are_none() -> None:
    """ "Hồ sơ" folds to words that begin like "họ", and names nothing."""
    assert isinstance(understand_change(Kind.PERSON, "Hồ sơ", None), Unclear)


def test_a_phone_is_read_as_the_forms_own_column_reads_it() -> None:
    """The country code becomes 0; what holds other words is no number."""
    assert (phone_asked("+84 912 345 678"), phone_asked("Lan 0912345678")) == ("0912345678", None)
