"""Damage to bytes: of a whole file, or of one part inside a sound archive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hypothesis import strategies as st

Kind = Literal["write", "insert", "remove", "repeat", "exchange", "cut"]
_KINDS: tuple[Kind, ...] = ("write", "insert", "remove", "repeat", "exchange", "cut")
_WHOLE = 1 << 20


@dataclass(frozen=True)
class Damage:
    """One change; ``start``, ``length`` and ``other`` are fractions of the whole, in 2^-20."""

    kind: Kind
    start: int
    length: int
    other: int
    written: bytes

    def done_to(self, content: bytes) -> bytes:
        """The content after it."""
        start = self.start * len(content) // _WHOLE
        end = min(len(content), start + self.length)
        other = self.other * len(content) // _WHOLE
        piece = content[start:end]
        if self.kind == "write":
            return content[:start] + self.written + content[start + len(self.written) :]
        if self.kind == "insert":
            return content[:start] + self.written + content[start:]
        if self.kind == "remove":
            return content[:start] + content[end:]
        if self.kind == "repeat":
            return content[:other] + piece + content[other:]
        if self.kind == "exchange":
            return content[:other] + piece + content[other + len(piece) :]
        return content[:start]


damages = st.builds(
    Damage,
    kind=st.sampled_from(_KINDS),
    start=st.integers(0, _WHOLE - 1),
    length=st.integers(1, 64),
    other=st.integers(0, _WHOLE - 1),
    written=st.binary(min_size=1, max_size=4),
)
