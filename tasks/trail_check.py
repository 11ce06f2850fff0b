"""Check a chain of the trail: what was changed, cut, put elsewhere or added shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session, col, select

from models.chain import GENESIS, chain_of, entry_hash
from models.trail import TrailEntry, TrailHead


class Break(StrEnum):
    """What is wrong at a place of the chain."""

    CHANGED = "changed"  # the entry does not say any more what it was hashed with
    UNLINKED = "unlinked"  # it does not follow the entry before it
    MISSING = "missing"
    BEYOND = "beyond"  # after the newest that the head knows
    HEAD = "head"  # the newest entry is not the one that the head knows
    UNEXPECTED = "unexpected"  # not what was written down elsewhere


@dataclass(frozen=True)
class BrokenPlace:
    """A place of a chain, by the sequence of its entry, and what is wrong there (Vietnamese)."""

    chain: str
    sequence: int
    kind: Break
    message: str


@dataclass(frozen=True)
class Checked:
    """A chain, its newest entry as the head knows it, and what is broken."""

    chain: str
    sequence: int
    hash: str
    broken: tuple[BrokenPlace, ...]


def chain_heads(session: Session, chain: str | None = None) -> list[TrailHead]:
    """What every chain, or one, is known to end with; an empty head where it has none."""
    heads = {head.chain: head for head in session.exec(select(TrailHead))}
    known = set(heads) | set(session.exec(select(TrailEntry.chain).distinct()))
    return [
        heads.get(each) or TrailHead(chain=each) for each in sorted(known) if chain in (None, each)
    ]


def check_chains(session: Session, chain: str | None = None) -> list[Checked]:
    """Every chain, or one."""
    return [
        Checked(head.chain, head.sequence, head.hash, tuple(_breaks(session, head)))
        for head in chain_heads(session, chain)
    ]


def check_expected(session: Session, chain: str, sequence: int, hash_: str) -> BrokenPlace | None:
    """Whether the entry of that number is the one that was written down elsewhere."""
    found = session.exec(
        select(TrailEntry.hash).where(TrailEntry.chain == chain, TrailEntry.sequence == sequence)
    ).first()
    if found == hash_:
        return None
    message = (
        f"mục {sequence} không còn trong nhật ký"
        if found is None
        else f"mục {sequence} có mã {found}, khác mã đã ghi lại {hash_}"
    )
    return BrokenPlace(chain, sequence, Break.UNEXPECTED, message)


def _breaks(session: Session, head: TrailHead) -> Iterator[BrokenPlace]:
    chain, last, previous = head.chain, 0, GENESIS
    entries = session.exec(
        select(TrailEntry)
        .where(TrailEntry.chain == chain)
        .order_by(col(TrailEntry.sequence), col(TrailEntry.id))
        .execution_options(yield_per=1000)
    )
    for entry in entries:
        number = entry.sequence
        if number != last + 1:
            yield _gap(chain, last, number)
        if chain_of(entry.policy) != chain or entry.hash != entry_hash(
            entry.model_dump(), entry.previous
        ):
            yield BrokenPlace(
                chain, number, Break.CHANGED, f"mục {number} đã bị sửa hoặc bị đưa từ chỗ khác đến"
            )
        if entry.previous != previous:
            yield BrokenPlace(
                chain,
                number,
                Break.UNLINKED,
                f"mục {number} không nối với mục đứng trước: có mục bị sửa, thêm, bớt hoặc đổi chỗ",
            )
        if number > head.sequence:
            yield BrokenPlace(
                chain, number, Break.BEYOND, f"mục {number} được thêm sau mục mới nhất đã biết"
            )
        if number == head.sequence and entry.hash != head.hash:
            message = f"mục mới nhất ({number}) không phải mục mà đầu chuỗi ghi nhận"
            yield BrokenPlace(chain, number, Break.HEAD, message)
        last, previous = number, entry.hash
    if last < head.sequence:
        yield _gap(chain, last, head.sequence + 1)


def _gap(chain: str, last: int, found: int) -> BrokenPlace:
    first, end = last + 1, found - 1
    if end < first:
        return BrokenPlace(chain, found, Break.UNLINKED, f"mục {found} có hai lần")
    which = f"mục {first}" if first == end else f"các mục từ {first} đến {end}"
    return BrokenPlace(chain, first, Break.MISSING, f"thiếu {which}: đã bị cắt khỏi nhật ký")
