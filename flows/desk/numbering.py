"""Which number a letter gets: the one that the clerk types, or the next of the body's series.

Numbers run in the order of their dates, from 01 on 1 January to 31 December, and none is given
twice in a year (Nghị định 30/2020/NĐ-CP Điều 15 khoản 1); whether a series or a clerk gives them,
the head of the body decides (khoản 1 điểm c).
"""

from __future__ import annotations

import re
from datetime import date

from sqlmodel import Session

from flows.desk.refusal import Refused
from models.letter import Letter
from models.letter_number import IssuingBody, LetterNumber, given, latest
from models.numbering import Numbering, numbering
from models.reply import Reply
from tasks.letters.wording import two_digits

IN_ORDER = "số văn bản theo trình tự thời gian (Nghị định 30/2020/NĐ-CP Điều 15 khoản 1)"
_TYPED = re.compile("[0-9]{1,6}")


def typed_number(text: str) -> int:
    """What a clerk typed: "8" and "08" are one.  Raises Refused for anything but digits."""
    if not _TYPED.fullmatch(text.strip()) or int(text) == 0:
        raise Refused("số văn bản là các chữ số, không kèm ký hiệu")
    return int(text)


def body_of(letter: Letter, reply: Reply) -> IssuingBody:
    """Whose letterhead the reply carries."""
    return IssuingBody(letter.policy, reply.content["issuer"])


def number_for(session: Session, body: IssuingBody, typed: int | None, dated: date) -> int:
    """The number that a letter of that local date would get now; nothing is given yet.

    Raises Refused: a number that is typed though a series runs, or missing though none does; one
    that was given; a date before that of a number which the body gave already.
    """
    found = numbering(session, body)
    if found is not None and found.counts(dated.year):
        if typed is not None:
            raise Refused(
                f"{body.issuer} đánh số theo dãy từ năm {found.since}: gọi lại không kèm --number;"
                " muốn gõ số thì dừng dãy số trước (congvu numbers stop)"
            )
        return _next(session, found, dated)
    if typed is None:
        raise Refused(
            f"{body.issuer} không đánh số theo dãy cho năm {dated.year}: văn thư gõ số (--number)"
        )
    if before := given(session, body, dated.year, typed):
        raise Refused(f"số {typed} năm {dated.year} đã dùng cho {letter_with(session, before)}")
    return typed


def _next(session: Session, found: Numbering, dated: date) -> int:
    last = latest(session, found.body)
    if last is not None and dated < last.dated:
        raise Refused(
            f"ngày văn bản {dated:%d/%m/%Y} trước ngày {last.dated:%d/%m/%Y} của số"
            f" {two_digits(last.number)} đã phát hành ({letter_with(session, last)}): {IN_ORDER}"
        )
    if dated.year < found.year:
        raise Refused(
            f"dãy số của {found.issuer} đã sang năm {found.year}: ngày văn bản"
            f" {dated:%d/%m/%Y} thuộc năm trước; {IN_ORDER}"
        )
    return found.next_in(dated.year)


def give_number(
    session: Session, locked: Numbering, number: int, dated: date, reply_id: int
) -> None:
    """Write the number into the register, and move the series on where it is the series' own."""
    if locked.counts(dated.year) and locked.take(dated) != number:
        raise ValueError(f"{number} is not the next number of {locked.issuer}")
    session.add(
        LetterNumber(
            policy=locked.policy,
            issuer=locked.issuer,
            year=dated.year,
            number=number,
            dated=dated,
            reply_id=reply_id,
        )
    )


def letter_with(session: Session, number: LetterNumber) -> str:
    """The letter that bears a number, as people name it."""
    return f"văn bản trả lời L{session.get_one(Reply, number.reply_id).letter_id}"
